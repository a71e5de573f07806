using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Takes a file from a writer that may be dead (recoverLease). Answer: bool; true: the file is closed.</summary>
public sealed class RecoverLeaseRequest : ClientRequest
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>Holder of the lease, as the client names itself.</summary>
    public required string ClientName { get; init; }
}
