using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>
/// Where the blocks of a file are (BlockManager.createLocatedBlocks). A file of thousands of blocks takes more than one step: see
/// <see cref="Progress"/>.
/// </summary>
internal static class BlockLocations
{
    // What a reader asks for when it opens a file (dfs.client.read.prefetch.size: ten blocks) is answered also where those calls have no
    // place, wherever in a file of 10,000 blocks it is (dfs.namenode.fs-limits.max-blocks-per-file), and so are the files of some
    // GiB that a job takes in.
    private const int Usual = 384;

    // To look at the length of a block costs some 50 ns, to locate it a microsecond and more.
    private const int PassedPerUnit = 32;

    /// <summary>
    /// A file's status with all its blocks, nearest places to a reader's address first; a directory's without. Null: unfinished.
    /// </summary>
    public static FileStatus? AddTo(FileStatus status, OperationContext context, int handle, string reader)
    {
        if (context.Tree[handle].IsDirectory)
        {
            return status;
        }

        return Of(context, handle, 0, status.Length, reader) is { } located ? status with { Locations = located } : null;
    }

    /// <summary>
    /// The blocks that cover a range of a file. The first is given also when the range is empty, none when it begins at or behind the
    /// end. Null: unfinished.
    /// </summary>
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
            cursor = new LocationsCursor();
        }

        var end = offset > long.MaxValue - length ? long.MaxValue : offset + length;
        var piece = context.Options.BlocksPerPiece;
        var budget = context.Progress.HasPlace(context.Progress.Locating) ? piece : Math.Min(Usual, piece);
        var before = 0;
        while (cursor.Next < count && (cursor.Blocks.Count == 0 || cursor.Offset < end))
        {
            if (budget <= 0)
            {
                context.Progress.Resume(static () => new Dictionary<long, LocationsCursor>())[tree[handle].Id] = cursor;
                return null;
            }

            var id = tree.Blocks[handle, cursor.Next];
            if (cursor.Blocks.Count == 0 && context.Space.BlockOf(id).Length is var passed && IsBefore(passed, cursor, offset))
            {
                cursor.Pass(passed);
                budget -= ++before % PassedPerUnit == 0 ? 1 : 0;
                continue;
            }

            var block = context.Blocks.Manager.Locate(context.Now, id, cursor.Offset, reader);
            cursor.Add(block);
            budget -= 1 + block.Locations.Count;
        }

        return cursor.Blocks;
    }

    // Whether a block ends in front of what is wanted; a file's first block that has no bytes yet does not.
    private static bool IsBefore(long length, LocationsCursor cursor, long offset) =>
        cursor.Offset + length <= offset && (cursor.Next > 0 || length > 0);
}
