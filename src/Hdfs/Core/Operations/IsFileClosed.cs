using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Whether a file is not being written (isFileClosed). Answer: bool.</summary>
public sealed class IsFileClosedRequest : ClientRequest, IAsk<bool>
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }
}

internal static class IsFileClosed
{
    public static bool Run(OperationContext context, IsFileClosedRequest request)
    {
        var path = context.Paths.Existing(request.Caller, request.Path, write: false);
        return !context.Tree[Files.Require(context, path, request.Path)].IsUnderConstruction;
    }
}
