using Hathi.Hdfs.Core.Edits;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Closes a file (complete). Answer: bool; false: the last block has not yet enough replicas, ask again.</summary>
public sealed class CompleteRequest : HolderRequest, IAsk<bool>
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>Inode id that the client was given by create or append; 0: from a client that does not send it.</summary>
    public required long FileId { get; init; }

    /// <summary>The last block with its final length; null for an empty file.</summary>
    public required Block? Last { get; init; }
}

internal static class Complete
{
    public static bool Run(OperationContext context, CompleteRequest request)
    {
        context.RequireNoSafeMode("Cannot complete file ", request.Path);
        var path = context.Paths.Open(request.Caller, request.Path, request.FileId);
        if (IsClosedAlready(context, request, path.Last))
        {
            return true;
        }

        var open = WriterRules.CheckLease(context, path, request.Caller, request.ClientName, request.FileId);
        if (!WriterRules.PenultimateIsComplete(context, path.Last))
        {
            return false;
        }

        WriterRules.CommitLast(context, path.Last, request.Last);
        if (!WriterRules.LastIsComplete(context, path.Last))
        {
            return false;
        }

        context.Commit(new FileClosed(open.InodeId, context.Now.WallMilliseconds));
        return true;
    }

    // A client that missed our answer closes again: right when it means the same last block.
    private static bool IsClosedAlready(OperationContext context, CompleteRequest request, int file)
    {
        if (file == 0 || context.Tree[file].IsDirectory || context.Tree[file].IsUnderConstruction)
        {
            return false;
        }

        if (context.Tree[file].BlockCount == 0)
        {
            return request.Last == null;
        }

        var last = context.Space.BlockOf(context.Tree.Blocks.Last(file));
        return request.Last is { } claimed && claimed.Id == last.Id && claimed.GenerationStamp == last.GenerationStamp;
    }
}
