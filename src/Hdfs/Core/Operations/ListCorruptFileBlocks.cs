using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>One page of the files with a block that has no good replica (listCorruptFileBlocks). Answer: <see cref="CorruptFileBlocks"/>.</summary>
public sealed class ListCorruptFileBlocksRequest : ClientRequest
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>Of the page before; null: from the start.</summary>
    public required string? Cookie { get; init; }
}

/// <summary>Paths of damaged files.</summary>
/// <param name="Files">Absolute paths, one per damaged block.</param>
/// <param name="Cookie">For the next page.</param>
public sealed record CorruptFileBlocks(IReadOnlyList<string> Files, string Cookie);
