using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Opens an existing file to write at its end (append). Answer: <see cref="AppendResult"/>. At most once.</summary>
public sealed class AppendRequest : ClientRequest
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>Holder of the lease, as the client names itself.</summary>
    public required string ClientName { get; init; }

    /// <summary><see cref="CreateFlags.Append"/>, with <see cref="CreateFlags.NewBlock"/> when the last block is not to be continued.</summary>
    public required CreateFlags Flags { get; init; }
}

/// <summary>Answer to append.</summary>
/// <param name="LastBlock">The last, partial block, reopened; null when the next byte starts a new block.</param>
/// <param name="Status">The file.</param>
public sealed record AppendResult(LocatedBlock? LastBlock, FileStatus Status);
