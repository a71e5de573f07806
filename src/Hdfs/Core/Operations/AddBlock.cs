using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>The next block of a file under construction, with its targets (addBlock). Answer: <see cref="LocatedBlock"/>. Commits the block before it.</summary>
public sealed class AddBlockRequest : ClientRequest
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>Holder of the lease, as the client names itself.</summary>
    public required string ClientName { get; init; }

    /// <summary>Inode id that the client was given by create or append; 0: from a client that does not send it.</summary>
    public required long FileId { get; init; }

    /// <summary>The block that the client has just finished, with its final length; null for the first.</summary>
    public required Block? Previous { get; init; }

    /// <summary>DataNodes that the client could not reach.</summary>
    public required IReadOnlyCollection<string> ExcludedUuids { get; init; }

    /// <summary>host or host:port, wished for by the client.</summary>
    public required IReadOnlyCollection<string> FavoredHosts { get; init; }

    /// <summary>Wishes about the first replica.</summary>
    public required AddBlockFlags Flags { get; init; }
}

/// <summary>AddBlockFlagProto as bits.</summary>
[Flags]
public enum AddBlockFlags
{
    None = 0,
    NoLocalWrite = 1,
    IgnoreClientLocality = 2,
}
