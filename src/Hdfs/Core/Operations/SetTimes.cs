using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Sets modification and access time (setTimes). No answer.</summary>
public sealed class SetTimesRequest : ClientRequest
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>Milliseconds since 1970; -1: unchanged.</summary>
    public required long ModificationTime { get; init; }

    /// <summary>Milliseconds since 1970; -1: unchanged.</summary>
    public required long AccessTime { get; init; }
}
