using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Replicas.Operations;

/// <summary>
/// Another DataNode sends a whole replica, or a part of one for a pipeline. An older replica stays until the copy is whole
/// (<see cref="GiveWay"/>). Source: FsDatasetImpl.createTemporary.
/// </summary>
public static class CreateTemporary
{
    /// <summary>Whether the replica may come in.</summary>
    /// <param name="map">The replicas.</param>
    /// <param name="block">The block with its generation stamp.</param>
    /// <param name="isTransfer">TRANSFER_RBW or TRANSFER_FINALIZED: an older replica in any state gives way in the end.</param>
    /// <param name="writerToStop">Not null: an older copy that comes in; stop it and ask again.</param>
    /// <returns>A copy that nobody finishes, whose files go first; null when there is none.</returns>
    /// <exception cref="ReplicaFault">AlreadyExists.</exception>
    public static ReplicaView? Check(ReplicaMap map, Block block, bool isTransfer, out object? writerToStop)
    {
        var incoming = map.FindIncoming(block.Id);
        writerToStop = incoming?.Writer;
        if (writerToStop is not null && incoming!.GenerationStamp >= block.GenerationStamp)
        {
            throw GiveWay.Exists(block.Id, block.GenerationStamp, incoming.State);
        }

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

        if (!isTransfer && replica.State is not (ReplicaState.Temporary or ReplicaState.BeingWritten))
        {
            throw GiveWay.Exists(block.Id, block.GenerationStamp, replica.State);
        }

        GiveWay.DemandOlder(map, replica, block.GenerationStamp);
        if (replica.OriginalState != ReplicaState.Temporary)
        {
            return null;
        }

        writerToStop = open?.Writer;
        return replica;
    }

    /// <summary>The files are there: beside those of an older replica, when there is one.</summary>
    public static OpenReplica Commit(ReplicaMap map, Block block, int volume, object writer)
    {
        var copy = new OpenReplica(block.Id, block.GenerationStamp, volume, ReplicaState.Temporary, 0) { Writer = writer };
        return map.Find(block.Id) is null ? map.Set(copy) : map.SetIncoming(copy);
    }
}
