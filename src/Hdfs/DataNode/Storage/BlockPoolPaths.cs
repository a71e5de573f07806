using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Replicas;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>Where one block pool lies on one volume. Source: BlockPoolSlice, BlockPoolSliceStorage.</summary>
internal sealed class BlockPoolPaths
{
    internal BlockPoolPaths(string volumeRoot, string blockPoolId)
    {
        Root = Path.Combine(volumeRoot, "current", blockPoolId);
        Current = Path.Combine(Root, "current");
        Version = Path.Combine(Current, "VERSION");
        Finalized = Path.Combine(Current, "finalized");
        Rbw = Path.Combine(Current, "rbw");
        Temporary = Path.Combine(Root, "tmp");
        ScannerCursor = Path.Combine(Root, "scanner.cursor");
    }

    internal string Root { get; }

    internal string Current { get; }

    internal string Version { get; }

    internal string Finalized { get; }

    /// <summary>Replicas being written.</summary>
    internal string Rbw { get; }

    /// <summary>Replicas that another node sends; emptied at start.</summary>
    internal string Temporary { get; }

    internal string ScannerCursor { get; }

    /// <summary>The directory of a replica in a state.</summary>
    internal string Directory(long blockId, ReplicaState originalState) => originalState switch
    {
        ReplicaState.Finalized => Path.Combine(Finalized, BlockNames.SubDirectory(blockId)),
        ReplicaState.Temporary => Temporary,
        _ => Rbw,
    };

    internal string Data(ReplicaView r) => Path.Combine(Directory(r.BlockId, r.OriginalState), BlockNames.Data(r.BlockId));

    internal string Meta(ReplicaView r) =>
        Path.Combine(Directory(r.BlockId, r.OriginalState), BlockNames.Meta(r.BlockId, r.GenerationStamp));
}
