using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>
/// Status with the locations of all blocks (getLocatedFileInfo). Answer: <see cref="FileStatus"/>, null when there is nothing.
/// </summary>
public sealed class GetLocatedFileInfoRequest : ClientRequest, IAsk<FileStatus?>, ILocating
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }
}

internal static class GetLocatedFileInfo
{
    public static Answer<FileStatus?> Run(OperationContext context, GetLocatedFileInfoRequest request)
    {
        var status = GetFileInfo.Find(context, request.Caller, request.Path, out var handle);
        if (handle == 0)
        {
            return status;
        }

        return BlockLocations.AddTo(status!, context, handle, request.Caller.Address) is { } located ? located : Unfinished.Yet;
    }
}
