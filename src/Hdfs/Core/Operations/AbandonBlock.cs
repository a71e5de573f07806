using Hathi.Hdfs.Core.Edits;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Drops the last block, to which the client could not write (abandonBlock). No answer.</summary>
public sealed class AbandonBlockRequest : HolderRequest, IAsk<Done>
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
    public static void Run(OperationContext context, AbandonBlockRequest request)
    {
        context.RequireNoSafeMode($"Cannot abandon block {BlockText.Of(request.Block)} for file", request.Path);
        var path = context.Paths.Open(request.Caller, request.Path, request.FileId);
        var open = WriterRules.CheckLease(context, path, request.Caller, request.ClientName, request.FileId);
        if (context.Tree[path.Last].BlockCount > 0 && context.Tree.Blocks.Last(path.Last) == request.Block.Id)
        {
            CheckUnfinished(context, request.Block);
            context.Commit(new BlockAbandoned(open.InodeId));
        }
    }

    // A block that its writer has finished is no longer one that could not be written: a late retry does not take it out again.
    private static void CheckUnfinished(OperationContext context, Block block)
    {
        context.Blocks.Manager.TryGet(block.Id, out var stored);
        if (stored.State is BlockState.Committed or BlockState.Complete)
        {
            throw new HdfsFault(HdfsError.Io, $"Cannot abandon block {BlockText.Of(stored.Block)}: it is {BlockText.Of(stored.State)}. "
                + "Truncate or delete the file instead.");
        }
    }
}
