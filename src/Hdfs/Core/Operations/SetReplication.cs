using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Changes the replicas wanted of a file (setReplication). Answer: bool; false: not a file.</summary>
public sealed class SetReplicationRequest : ClientRequest
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    public required short Replication { get; init; }
}
