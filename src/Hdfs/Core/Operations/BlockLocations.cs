using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Where the blocks of a file are (BlockManager.createLocatedBlocks). A file of thousands of blocks takes more than one step: see <see cref="Progress"/>.</summary>
internal static class BlockLocations
{
    /// <summary>A file's status with all its blocks, nearest places to a reader's address first; a directory's without. Null: unfinished.</summary>
    public static FileStatus? AddTo(FileStatus status, OperationContext context, int handle, string reader)
    {
        if (context.Tree[handle].IsDirectory)
        {
            return status;
        }

        return Of(context, handle, 0, status.Length, reader) is { } located ? status with { Locations = located } : null;
    }

    /// <summary>The blocks that cover a range of a file. The first is given also when the range is empty, none when it begins at or behind the end. Null: unfinished.</summary>
    public static LocatedBlocks? Of(OperationContext context, int handle, long offset, long length, string reader)
    {
        ref var file = ref context.Tree[handle];
        if (file.BlockCount == 0)
        {
            return new LocatedBlocks(0, [], file.IsUnderConstruction, null, false);
        }

        if (Cover(context, handle, offset, length, reader) is not { } blocks)
        {
            return null;
        }

        var manager = context.Blocks.Manager;
        manager.TryGet(context.Tree.Blocks.Last(handle), out var last);
        var complete = last.State == BlockState.Complete;
        var lastOffset = file.Length - last.Block.Length;
        return new LocatedBlocks(
            complete ? file.Length : lastOffset,
            blocks,
            file.IsUnderConstruction,
            manager.Locate(context.Now, last.Block.Id, lastOffset, reader),
            complete);
    }

    // Null: there are more blocks than fit into this step.
    private static List<LocatedBlock>? Cover(OperationContext context, int handle, long offset, long length, string reader)
    {
        var tree = context.Tree;
        var count = tree[handle].BlockCount;
        // Of the files of a listing those only that did not fit into a step: what the call has begun is asked for again with each piece.
        var begun = context.Progress.Cursor as Dictionary<long, LocationsCursor>;
        if (begun == null || !begun.TryGetValue(tree[handle].Id, out var cursor) || !cursor.IsAt(tree, handle))
        {
            cursor = new LocationsCursor(FirstAt(context, handle, offset));
        }

        var end = offset > long.MaxValue - length ? long.MaxValue : offset + length;
        var budget = context.Options.BlocksPerPiece;
        while (cursor.Next < count && (cursor.Blocks.Count == 0 || cursor.Offset < end))
        {
            if (budget <= 0)
            {
                context.Progress.Resume(static () => new Dictionary<long, LocationsCursor>())[tree[handle].Id] = cursor;
                return null;
            }

            var block = context.Blocks.Manager.Locate(context.Now, tree.Blocks[handle, cursor.Next], cursor.Offset, reader);
            cursor.Add(block);
            budget -= 1 + block.Locations.Count;
        }

        return cursor.Blocks;
    }

    // The block that holds the byte at an offset; of a file whose first block has no bytes yet the first.
    private static (int Index, long At) FirstAt(OperationContext context, int handle, long offset)
    {
        var tree = context.Tree;
        var count = tree[handle].BlockCount;
        long at = 0;
        for (var index = 0; index < count; index++)
        {
            var length = context.Space.BlockOf(tree.Blocks[handle, index]).Length;
            if (at + length > offset || (index == 0 && length == 0))
            {
                return (index, at);
            }

            at += length;
        }

        return (count, at);
    }
}
