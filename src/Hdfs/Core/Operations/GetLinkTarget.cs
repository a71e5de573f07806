using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Refused for anything that is there: symlinks are off (getLinkTarget).</summary>
public sealed class GetLinkTargetRequest : ClientRequest, IAsk<string>
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }
}

internal static class GetLinkTarget
{
    public static string Run(OperationContext context, GetLinkTargetRequest request)
    {
        throw GetFileInfo.Find(context, request.Caller, request.Path, out _) == null
            ? new HdfsFault(HdfsError.FileNotFound, "File does not exist: " + request.Path)
            : new HdfsFault(HdfsError.Io, $"Path {request.Path} is not a symbolic link");
    }
}
