using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Removes a file or directory (delete). Answer: bool; false: nothing there. At most once.</summary>
public sealed class DeleteRequest : ClientRequest
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>A directory that is not empty may go.</summary>
    public required bool Recursive { get; init; }
}
