using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.DataNodeCalls;

/// <summary>
/// blockReceivedAndDeleted: what changed since the last report. No result. Refused (Io) when nothing or not all of it is taken in, for the
/// node is not registered, or not where the call comes from: it is to be sent again.
/// </summary>
public sealed class BlockReceivedAndDeleted : RegisteredDataNodeRequest, IAsk<Done>
{
    public required IReadOnlyList<StorageBlockChanges> Storages { get; init; }
}

/// <summary>Changes of one storage in the order they happened.</summary>
public readonly record struct StorageBlockChanges(
    string StorageId, StorageKind Kind, StorageState State, IReadOnlyList<BlockChange> Changes);

/// <summary>One change.</summary>
/// <param name="Block">Id, length and generation stamp.</param>
/// <param name="Kind">What happened.</param>
/// <param name="DeleteHint">Uuid of the node whose replica this one replaces (a balancer's move); null or empty: none.</param>
public readonly record struct BlockChange(Block Block, BlockChangeKind Kind, string? DeleteHint);

/// <summary>By Apache's ReceivedDeletedBlockInfoProto.BlockStatus numbers.</summary>
public enum BlockChangeKind : byte
{
    /// <summary>A write has begun.</summary>
    Receiving = 1,

    /// <summary>The replica is finalized.</summary>
    Received = 2,

    Deleted = 3,
}
