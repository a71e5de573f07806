using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Replicas.Operations;

/// <summary>A client goes on in the middle of a block (PIPELINE_SETUP_STREAMING_RECOVERY). Source: FsDatasetImpl.recoverRbw.</summary>
public static class RecoverRbw
{
    /// <summary>Whether the replica can go on.</summary>
    /// <param name="map">The replicas.</param>
    /// <param name="block">With the generation stamp before the recovery.</param>
    /// <param name="newGenerationStamp">The one after it.</param>
    /// <param name="minReceived">Bytes that the client knows to be acknowledged.</param>
    /// <param name="maxReceived">Bytes that the client has sent at all.</param>
    /// <param name="fileLength">Of the block file.</param>
    /// <param name="writerToStop">Not null: the earlier writer still runs; stop it and ask again.</param>
    /// <returns>Bytes to keep of the file: what lies beyond was never acknowledged and may be damaged.</returns>
    /// <exception cref="ReplicaFault">
    /// NotFound: not here, not being written, of another generation or of a length out of the range.
    /// </exception>
    public static long Check(
        ReplicaMap map, Block block, long newGenerationStamp, long minReceived, long maxReceived, long fileLength, out object? writerToStop)
    {
        writerToStop = null;
        var replica = map.Get(block.Id);
        var open = map.FindOpen(block.Id);
        if (open is null || open.State != ReplicaState.BeingWritten)
        {
            throw new ReplicaFault(ReplicaError.NotFound, $"Cannot recover a non-RBW replica {replica}");
        }

        writerToStop = open.Writer;
        if (writerToStop is not null)
        {
            return -1;
        }

        RecoverPipeline.CheckGeneration(replica, block, newGenerationStamp);
        if (open.BytesAcked < minReceived || open.BytesReceived > maxReceived)
        {
            throw new ReplicaFault(ReplicaError.NotFound, $"Unmatched length replica {replica}: BytesAcked = {open.BytesAcked} BytesRcvd = "
                + $"{open.BytesReceived} are not in the range of [{minReceived}, {maxReceived}].");
        }

        return fileLength >= open.BytesAcked
            ? open.BytesAcked
            : throw new ReplicaFault(
                ReplicaError.NotFound, $"Found fewer bytesOnDisk ({fileLength}) than bytesAcked for replica {replica}");
    }

    /// <summary>
    /// The file is cut to what was acknowledged and the checksum file has its new generation: <paramref name="writer"/> goes on.
    /// </summary>
    /// <param name="map">The replicas.</param>
    /// <param name="blockId">Which.</param>
    /// <param name="newGenerationStamp">Of the replica from now on.</param>
    /// <param name="lastChecksum">Of the last, partial chunk; null: there is none.</param>
    /// <param name="writer">Who writes.</param>
    public static OpenReplica Commit(ReplicaMap map, long blockId, long newGenerationStamp, uint? lastChecksum, object writer)
    {
        var open = map.FindOpen(blockId)!;
        open.BytesReceived = open.BytesAcked;
        open.BytesOnDisk = open.BytesAcked;
        open.BytesSynced = Math.Min(open.BytesSynced, open.BytesAcked);
        open.DamagedAt = open.DamagedAt < open.BytesAcked ? open.DamagedAt : -1;
        open.LastChecksum = lastChecksum ?? 0;
        open.HasLastChecksum = lastChecksum is not null;
        open.GenerationStamp = newGenerationStamp;
        open.Writer = writer;
        return open;
    }
}
