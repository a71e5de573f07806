using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>A file's or directory's status (getFileInfo, getFileLinkInfo). Answer: <see cref="FileStatus"/>, null when there is nothing. Its name is empty.</summary>
public sealed class GetFileInfoRequest : ClientRequest
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>False for getFileLinkInfo.</summary>
    public required bool ResolveLink { get; init; }
}
