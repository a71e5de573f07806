using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Block size of a file (getPreferredBlockSize). Answer: long, bytes.</summary>
public sealed class GetPreferredBlockSizeRequest : ClientRequest, IAsk<long>
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }
}

internal static class GetPreferredBlockSize
{
    public static long Run(OperationContext context, GetPreferredBlockSizeRequest request)
    {
        var path = context.Paths.Existing(request.Caller, request.Path, write: false);
        return context.Tree.LayoutOf(Files.Require(context, path)).BlockSize;
    }
}
