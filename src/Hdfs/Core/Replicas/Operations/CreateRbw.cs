using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Replicas.Operations;

/// <summary>
/// A client begins a new block (PIPELINE_SETUP_CREATE). Only what an earlier attempt of it can have left gives way, of which nobody was
/// told anything: any number can be sent as a new generation stamp. Source: FsDatasetImpl.createRbw.
/// </summary>
public static class CreateRbw
{
    /// <summary>Whether the block may be created.</summary>
    /// <param name="map">The replicas.</param>
    /// <param name="block">The block as the request names it.</param>
    /// <param name="newGenerationStamp">0 at a first attempt; a retry brings a new one.</param>
    /// <param name="writerToStop">Not null: an earlier attempt still writes; stop it and ask again.</param>
    /// <returns>The rest of an earlier attempt, whose files go first; null when there is none.</returns>
    /// <exception cref="ReplicaFault">AlreadyExists.</exception>
    public static ReplicaView? Check(ReplicaMap map, Block block, long newGenerationStamp, out object? writerToStop)
    {
        writerToStop = null;
        if (map.Find(block.Id) is not { } replica)
        {
            return null;
        }

        // What another node sends meanwhile is as good as what comes now, if it is not older.
        var incoming = map.FindIncoming(block.Id);
        writerToStop = incoming?.Writer;
        var isRest = replica.State is ReplicaState.BeingWritten or ReplicaState.Temporary && replica.VisibleLength <= 0;
        if (newGenerationStamp == 0 || newGenerationStamp <= replica.GenerationStamp || !isRest
            || (writerToStop is not null && newGenerationStamp <= incoming!.GenerationStamp))
        {
            throw new ReplicaFault(
                ReplicaError.AlreadyExists,
                $"Block blk_{block.Id}_{block.GenerationStamp} already exists in state {replica.State} and thus cannot be created.");
        }

        writerToStop ??= map.FindOpen(block.Id)?.Writer;
        return replica;
    }

    /// <summary>The files are there: the replica is being written by <paramref name="writer"/> from now on.</summary>
    /// <param name="map">The replicas.</param>
    /// <param name="block">Which.</param>
    /// <param name="generationStamp">Of the replica.</param>
    /// <param name="volume">Where the files are.</param>
    /// <param name="writer">Who writes.</param>
    public static OpenReplica Commit(ReplicaMap map, Block block, long generationStamp, int volume, object writer) =>
        map.Set(new OpenReplica(block.Id, generationStamp, volume, ReplicaState.BeingWritten, 0) { Writer = writer });
}
