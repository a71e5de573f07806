using Hathi.Hdfs.Core.Edits;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Drops the last block, to which the client could not write (abandonBlock). No answer.</summary>
public sealed class AbandonBlockRequest : HolderRequest
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>Inode id that the client was given by create or append; 0: from a client that does not send it.</summary>
    public required long FileId { get; init; }

    /// <summary>The block that addBlock gave.</summary>
    public required Block Block { get; init; }
}

internal static class AbandonBlock
{
    public static object? Run(OperationContext context, AbandonBlockRequest request)
    {
        context.RequireNoSafeMode($"Cannot abandon block {BlockText.Of(request.Block)} for file", request.Path);
        var path = context.Paths.Open(request.Caller, request.Path, request.FileId);
        var open = WriterRules.CheckLease(context, path, request.Caller, request.ClientName, request.FileId);
        if (context.Tree[path.Last].BlockCount > 0 && context.Tree.Blocks.Last(path.Last) == request.Block.Id)
        {
            context.Commit(new BlockAbandoned(open.InodeId));
        }

        return null;
    }
}
