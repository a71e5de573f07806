using Hathi.Hdfs.Core.DataNodes;

namespace Hathi.Hdfs.Core.DataNode.Operations;

/// <summary>
/// The disk failed in the middle of an operation, and the files of a replica that nobody writes to hold something else than the map says: what was
/// found of it that fits its checksums counts from now on.
/// </summary>
public static class Remeasure
{
    /// <summary>Takes in what was found.</summary>
    /// <param name="map">The replicas.</param>
    /// <param name="blockId">Which.</param>
    /// <param name="bytes">Bytes that their checksums vouch for.</param>
    /// <param name="lastChecksum">Of the last, partial chunk; null: there is none.</param>
    /// <exception cref="ReplicaFault">Mismatch: readers have seen more than that. The replica stays what it is, and is of no use.</exception>
    public static void Commit(ReplicaMap map, long blockId, long bytes, uint? lastChecksum)
    {
        if (map.FindOpen(blockId) is not { Writer: null } replica)
        {
            return;
        }

        if (replica.OriginalState == ReplicaState.BeingWritten && bytes < replica.BytesAcked)
        {
            throw new ReplicaFault(ReplicaError.Mismatch, $"{replica} has {bytes} sound bytes, fewer than readers have seen.");
        }

        replica.BytesReceived = bytes;
        replica.BytesOnDisk = bytes;
        replica.BytesSynced = Math.Min(replica.BytesSynced, bytes);
        replica.LastChecksum = lastChecksum ?? 0;
        replica.HasLastChecksum = lastChecksum is not null;
    }
}
