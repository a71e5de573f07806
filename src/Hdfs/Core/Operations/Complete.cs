using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Closes a file (complete). Answer: bool; false: the last block has not yet enough replicas, ask again.</summary>
public sealed class CompleteRequest : ClientRequest
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>Holder of the lease, as the client names itself.</summary>
    public required string ClientName { get; init; }

    /// <summary>Inode id that the client was given by create or append; 0: from a client that does not send it.</summary>
    public required long FileId { get; init; }

    /// <summary>The last block with its final length; null for an empty file.</summary>
    public required Block? Last { get; init; }
}
