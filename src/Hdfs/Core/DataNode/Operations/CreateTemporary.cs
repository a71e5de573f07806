using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.DataNode.Operations;

/// <summary>Another DataNode sends a whole replica, or a part of one for a pipeline. Source: FsDatasetImpl.createTemporary.</summary>
public static class CreateTemporary
{
    /// <summary>Whether the replica may come in.</summary>
    /// <param name="map">The replicas.</param>
    /// <param name="block">The block with its generation stamp.</param>
    /// <param name="isTransfer">TRANSFER_RBW or TRANSFER_FINALIZED: an older replica in any state gives way.</param>
    /// <param name="writerToStop">Not null: stop it and ask again.</param>
    /// <returns>An older replica, whose files go first; null when there is none.</returns>
    /// <exception cref="ReplicaFault">AlreadyExists.</exception>
    public static ReplicaView? Check(ReplicaMap map, Block block, bool isTransfer, out object? writerToStop)
    {
        writerToStop = null;
        if (map.Find(block.Id) is not { } replica)
        {
            return null;
        }

        // Nobody finishes what a sender left that could not take it away again; no report names it, and no copy would ever come in.
        var open = map.FindOpen(block.Id);
        if (open is { State: ReplicaState.Temporary, Writer: null })
        {
            return replica;
        }

        var inPipeline = replica.State is ReplicaState.Temporary or ReplicaState.BeingWritten;
        if (replica.GenerationStamp >= block.GenerationStamp || (!isTransfer && !inPipeline))
        {
            throw new ReplicaFault(ReplicaError.AlreadyExists, $"Block blk_{block.Id}_{block.GenerationStamp} already exists in state {replica.State} and thus cannot be created.");
        }

        writerToStop = open?.Writer;
        return replica;
    }

    /// <summary>The files are there.</summary>
    public static OpenReplica Commit(ReplicaMap map, Block block, int volume, object writer) =>
        map.Set(new OpenReplica(block.Id, block.GenerationStamp, volume, ReplicaState.Temporary, 0) { Writer = writer });
}
