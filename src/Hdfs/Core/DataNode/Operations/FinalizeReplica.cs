using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.DataNode.Operations;

/// <summary>The last byte of a block is in. Source: FsDatasetImpl.finalizeBlock.</summary>
public static class FinalizeReplica
{
    /// <summary>Whether <paramref name="writer"/> may finish the replica.</summary>
    /// <returns>The replica to move; its length is final.</returns>
    /// <exception cref="ReplicaFault">NotFound, or Mismatch: another writer has taken over, or not all bytes are on disk.</exception>
    public static ReplicaView Check(ReplicaMap map, Block block, object writer)
    {
        var replica = map.Get(block);
        var open = map.FindOpen(block.Id)
            ?? throw new ReplicaFault(ReplicaError.Mismatch, $"{replica} is finalized already.");
        Progress.DemandWriter(open, writer);
        if (open.BytesReceived != open.BytesOnDisk)
        {
            throw new ReplicaFault(ReplicaError.Mismatch, $"{replica} cannot be finalized: not all of its bytes are on disk.");
        }

        return replica;
    }

    /// <summary>The files are in their final place.</summary>
    public static void Commit(ReplicaMap map, ReplicaView replica) =>
        map.SetFinalized(new Block(replica.BlockId, replica.Length, replica.GenerationStamp), replica.Volume);
}
