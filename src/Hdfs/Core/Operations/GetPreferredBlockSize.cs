using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Block size of a file (getPreferredBlockSize). Answer: long, bytes.</summary>
public sealed class GetPreferredBlockSizeRequest : ClientRequest
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }
}
