using Hathi.Hdfs.Core.DataNodeCalls;

namespace Hathi.Hdfs.Core.Replicas.Operations;

/// <summary>
/// A copy that came in beside an older replica is whole and takes its place. Not before: any number can be sent as a generation stamp, by
/// anybody, and who sends may die in the middle. Source: FsDatasetImpl.createTemporary, where the older one goes before a byte has come.
/// </summary>
public static class GiveWay
{
    /// <summary>The copy that somebody brings in beside an older replica; null: it does not, or no longer.</summary>
    public static OpenReplica? CopyBy(ReplicaMap map, long blockId, object writer) =>
        map.FindIncoming(blockId) is { } copy && ReferenceEquals(copy.Writer, writer) ? copy : null;

    /// <summary>Whether the replica that is there is still older: much may have happened while the copy came in.</summary>
    /// <param name="map">The replicas.</param>
    /// <param name="copy">Which came in beside it.</param>
    /// <param name="writerToStop">Not null: somebody writes to the older one; stop it and ask again.</param>
    /// <returns>The older replica, whose files go.</returns>
    /// <exception cref="ReplicaFault">AlreadyExists.</exception>
    public static ReplicaView Check(ReplicaMap map, OpenReplica copy, out object? writerToStop)
    {
        var older = map.Get(copy.BlockId);
        DemandOlder(map, older, copy.GenerationStamp);
        writerToStop = map.FindOpen(copy.BlockId)?.Writer;
        return older;
    }

    // A recovery that runs gives a newer generation than this one. Of a replica without one the checksum file is gone: files of two
    // generations are told apart by their checksum files after a crash, and this one is for the NameNode to delete.
    internal static void DemandOlder(ReplicaMap map, ReplicaView replica, long generationStamp)
    {
        var isNewer = replica.GenerationStamp >= generationStamp || map.FindOpen(replica.BlockId)?.RecoveryId >= generationStamp;
        if (isNewer || (replica.GenerationStamp == 0 && replica.OriginalState != ReplicaState.Temporary))
        {
            throw Exists(replica.BlockId, generationStamp, replica.State);
        }
    }

    internal static ReplicaFault Exists(long blockId, long generationStamp, ReplicaState state) =>
        new(
            ReplicaError.AlreadyExists,
            $"Block blk_{blockId}_{generationStamp} already exists in state {state} and thus cannot be created.");
}
