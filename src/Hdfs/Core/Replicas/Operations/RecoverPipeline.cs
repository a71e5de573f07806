using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Replicas.Operations;

/// <summary>
/// A client goes on with a block after a node of its pipeline was lost: in an append (PIPELINE_SETUP_APPEND_RECOVERY) or after the
/// last packet (PIPELINE_CLOSE_RECOVERY). Source: FsDatasetImpl.recoverCheck, recoverAppend, recoverClose.
/// </summary>
public static class RecoverPipeline
{
    /// <summary>Whether the replica is what the client believes it to be.</summary>
    /// <param name="map">The replicas.</param>
    /// <param name="block">With the generation stamp before the recovery.</param>
    /// <param name="newGenerationStamp">The one after it.</param>
    /// <param name="expectedLength">Bytes that all nodes have.</param>
    /// <param name="writerToStop">Not null: the earlier writer still runs; stop it and ask again.</param>
    /// <returns>Finalized or being written.</returns>
    /// <exception cref="ReplicaFault">NotFound, AlreadyExists (its three lengths differ) or Mismatch.</exception>
    public static ReplicaView Check(ReplicaMap map, Block block, long newGenerationStamp, long expectedLength, out object? writerToStop)
    {
        writerToStop = null;
        var replica = map.Get(block.Id);
        if (replica.State is not (ReplicaState.Finalized or ReplicaState.BeingWritten))
        {
            throw new ReplicaFault(
                ReplicaError.NotFound, $"Cannot recover append/close to a replica that's not FINALIZED and not RBW {replica}");
        }

        CheckGeneration(replica, block, newGenerationStamp);
        if (map.FindOpen(block.Id) is { } open)
        {
            writerToStop = open.Writer;
            if (writerToStop is not null)
            {
                return replica;
            }

            if (open.BytesReceived != open.BytesOnDisk || open.BytesReceived != open.BytesAcked)
            {
                throw new ReplicaFault(ReplicaError.AlreadyExists, $"RBW replica {replica} bytesRcvd({open.BytesReceived}), "
                    + $"bytesOnDisk({open.BytesOnDisk}), and bytesAcked({open.BytesAcked}) are not the same.");
            }
        }

        if (replica.Length != expectedLength)
        {
            throw new ReplicaFault(
                ReplicaError.Mismatch,
                $"Corrupted replica {replica} with a length of {replica.Length} expected length is {expectedLength}");
        }

        return replica;
    }

    /// <summary>The checksum file of a replica being written has its new generation: <paramref name="writer"/> goes on.</summary>
    public static OpenReplica CommitAppend(ReplicaMap map, ReplicaView replica, long newGenerationStamp, object writer)
    {
        var open = map.FindOpen(replica.BlockId)!;
        open.GenerationStamp = newGenerationStamp;
        open.Writer = writer;
        return open;
    }

    /// <summary>The files are final and of the new generation.</summary>
    public static void CommitClose(ReplicaMap map, ReplicaView replica, long newGenerationStamp) =>
        map.SetFinalized(new Block(replica.BlockId, replica.Length, newGenerationStamp), replica.Volume);

    internal static void CheckGeneration(ReplicaView replica, Block block, long newGenerationStamp)
    {
        if (replica.GenerationStamp < block.GenerationStamp || replica.GenerationStamp > newGenerationStamp)
        {
            throw new ReplicaFault(ReplicaError.NotFound, "Cannot append to a replica with unexpected generation stamp "
                + $"{replica.GenerationStamp} (blk_{block.Id}). Expected GS range is [{block.GenerationStamp}, {newGenerationStamp}].");
        }
    }
}
