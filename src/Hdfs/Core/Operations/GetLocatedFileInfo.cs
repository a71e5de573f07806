using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Status with the locations of all blocks (getLocatedFileInfo). Answer: <see cref="FileStatus"/>, null when there is nothing.</summary>
public sealed class GetLocatedFileInfoRequest : ClientRequest
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }
}

internal static class GetLocatedFileInfo
{
    public static object? Run(OperationContext context, GetLocatedFileInfoRequest request)
    {
        var status = GetFileInfo.Find(context, request.Caller, request.Path, out var handle);
        return handle == 0 ? status : BlockLocations.AddTo(status!, context, handle, request.Caller.Address) ?? Progress.Unfinished;
    }
}
