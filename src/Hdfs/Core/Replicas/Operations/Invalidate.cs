using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Replicas.Operations;

/// <summary>The NameNode wants a replica gone. Source: FsDatasetImpl.invalidate.</summary>
public static class Invalidate
{
    /// <summary>
    /// The replica is about to be deleted if it is of the generation that is named; it is forgotten when its block file is gone.
    /// </summary>
    /// <param name="map">The replicas.</param>
    /// <param name="block">Which.</param>
    /// <param name="writer">Who wrote to it and is refused from now on, to be stopped; null: nobody.</param>
    /// <returns>The replica whose files can be deleted; null when there is none.</returns>
    /// <exception cref="ReplicaFault">Mismatch: a replica of another generation is here, and stays.</exception>
    public static ReplicaView? Begin(ReplicaMap map, Block block, out object? writer)
    {
        writer = null;
        if (map.Find(block.Id) is not { } replica)
        {
            return null;
        }

        if (replica.GenerationStamp != block.GenerationStamp)
        {
            throw new ReplicaFault(ReplicaError.Mismatch, $"Failed to delete replica blk_{block.Id}_{block.GenerationStamp}: "
                + $"GenerationStamp not matched, existing replica is {replica}");
        }

        if (map.FindOpen(block.Id) is { } open)
        {
            writer = open.Writer;
            open.Writer = null;
        }

        return replica;
    }
}
