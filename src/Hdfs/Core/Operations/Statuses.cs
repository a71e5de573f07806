using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>From inodes to what clients are answered (FSDirStatAndListingOp.createFileStatus, BlockManager.createLocatedBlocks).</summary>
internal static class Statuses
{
    /// <param name="context">The step.</param>
    /// <param name="handle">The inode.</param>
    /// <param name="name">Empty where the caller knows it.</param>
    /// <param name="reader">Not null: the locations of all blocks are wanted, nearest to this address first.</param>
    public static FileStatus Of(OperationContext context, int handle, byte[] name, string? reader)
    {
        var tree = context.Tree;
        ref var inode = ref tree[handle];
        ref readonly var attributes = ref tree.AttributesOf(handle);
        var layout = inode.IsDirectory ? default : tree.LayoutOf(handle);
        return new FileStatus
        {
            Kind = inode.IsDirectory ? FileKind.Directory : FileKind.File,
            Name = name,
            Length = inode.Length,
            Mode = attributes.Mode,
            Owner = attributes.Owner,
            Group = attributes.Group,
            ModificationTime = inode.ModificationTime,
            AccessTime = inode.AccessTime,
            Replication = layout.Replication,
            BlockSize = layout.BlockSize,
            InodeId = inode.Id,
            Children = inode.IsDirectory ? tree.DirectoryOf(handle).Count : 0,
            StoragePolicy = layout.StoragePolicy,
            Locations = inode.IsDirectory || reader == null ? null : Locate(context, handle, 0, inode.Length, reader),
        };
    }

    /// <summary>The blocks that cover a range of a file. The first is given also when the range is empty, none when it begins at or behind the end.</summary>
    public static LocatedBlocks Locate(OperationContext context, int handle, long offset, long length, string reader)
    {
        ref var file = ref context.Tree[handle];
        if (file.BlockCount == 0)
        {
            return new LocatedBlocks(0, [], file.IsUnderConstruction, null, false);
        }

        var manager = context.Blocks.Manager;
        manager.TryGet(context.Tree.Blocks.Last(handle), out var last);
        var complete = last.State == BlockState.Complete;
        var lastOffset = file.Length - last.Block.Length;
        return new LocatedBlocks(
            complete ? file.Length : lastOffset,
            Cover(context, handle, offset, length, reader),
            file.IsUnderConstruction,
            manager.Locate(context.Now, last.Block.Id, lastOffset, reader),
            complete);
    }

    private static List<LocatedBlock> Cover(OperationContext context, int handle, long offset, long length, string reader)
    {
        var tree = context.Tree;
        var count = tree[handle].BlockCount;
        var located = new List<LocatedBlock>();
        var (index, at) = FirstAt(context, handle, offset);
        var end = offset > long.MaxValue - length ? long.MaxValue : offset + length;
        if (index == count)
        {
            return located;
        }

        do
        {
            var block = context.Blocks.Manager.Locate(context.Now, tree.Blocks[handle, index], at, reader);
            located.Add(block);
            at += block.Block.Length;
            index++;
        }
        while (at < end && index < count);
        return located;
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
