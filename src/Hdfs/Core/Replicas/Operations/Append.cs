using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Replicas.Operations;

/// <summary>A client adds to a finalized block (PIPELINE_SETUP_APPEND). Source: FsDatasetImpl.append.</summary>
public static class Append
{
    /// <summary>Whether the replica can be opened again.</summary>
    /// <exception cref="ReplicaFault">NotFound or Mismatch.</exception>
    public static ReplicaView Check(ReplicaMap map, Block block, long newGenerationStamp, long expectedLength)
    {
        if (newGenerationStamp < block.GenerationStamp)
        {
            throw new ReplicaFault(ReplicaError.Mismatch, $"The new generation stamp {newGenerationStamp} should be greater than the "
                + $"replica blk_{block.Id}_{block.GenerationStamp}'s generation stamp");
        }

        var replica = map.Get(block);
        if (replica.State != ReplicaState.Finalized)
        {
            throw new ReplicaFault(ReplicaError.NotFound, $"Cannot append to an unfinalized replica {replica}");
        }

        if (replica.Length != expectedLength)
        {
            throw new ReplicaFault(
                ReplicaError.Mismatch,
                $"Corrupted replica {replica} with a length of {replica.Length} expected length is {expectedLength}");
        }

        return replica;
    }

    /// <summary>The files are in the directory of replicas being written, the checksum file under its new generation.</summary>
    /// <param name="map">The replicas.</param>
    /// <param name="replica">As checked.</param>
    /// <param name="newGenerationStamp">Of the replica from now on.</param>
    /// <param name="lastChecksum">Of the last, partial chunk; null: there is none.</param>
    /// <param name="writer">Who writes.</param>
    public static OpenReplica Commit(ReplicaMap map, ReplicaView replica, long newGenerationStamp, uint? lastChecksum, object writer) =>
        map.Set(new OpenReplica(replica.BlockId, newGenerationStamp, replica.Volume, ReplicaState.BeingWritten, replica.Length)
        {
            Writer = writer,
            BytesSynced = replica.Length, // Whether they were is not known any more.
            LastChecksum = lastChecksum ?? 0,
            HasLastChecksum = lastChecksum is not null,
        });
}
