using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Whether the caller may (checkAccess). No answer; refused with AccessControl.</summary>
public sealed class CheckAccessRequest : ClientRequest
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    public required FsAction Action { get; init; }
}
