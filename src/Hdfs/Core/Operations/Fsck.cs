using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>One page of a subtree for the file system check: every file with the health of its blocks. Answer: <see cref="FsckPage"/>. Apache's /fsck servlet and hathi fsck print from it.</summary>
public sealed class FsckRequest : ClientRequest
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary><see cref="FsckPage.Next"/> of the page before; null: from the start.</summary>
    public required string? After { get; init; }

    /// <summary>Entries a page, 1 … 10,000.</summary>
    public required int Limit { get; init; }
}

/// <summary>Part of a subtree in depth-first byte order.</summary>
/// <param name="Entries">Files and directories.</param>
/// <param name="Next">Pass as <see cref="FsckRequest.After"/>; null: this was the last page.</param>
public sealed record FsckPage(IReadOnlyList<FsckEntry> Entries, string? Next);

/// <summary>A file or directory.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Status">With an empty name and no locations.</param>
/// <param name="UnderConstruction">The file is being written.</param>
/// <param name="Blocks">In order; empty for a directory.</param>
public sealed record FsckEntry(string Path, FileStatus Status, bool UnderConstruction, IReadOnlyList<FsckBlock> Blocks);

/// <summary>A block with where it is and how it is.</summary>
/// <param name="Located">With all its places, racks included.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Replicas">Each replica known.</param>
/// <param name="Counts">How many there are of each kind.</param>
public sealed record FsckBlock(LocatedBlock Located, BlockState State, IReadOnlyList<ReplicaInfo> Replicas, ReplicaCounts Counts);
