using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>
/// From inodes to what clients are answered (FSDirStatAndListingOp.createFileStatus); <see cref="BlockLocations"/> adds where blocks are.
/// </summary>
internal static class Statuses
{
    /// <param name="context">The step.</param>
    /// <param name="handle">The inode.</param>
    /// <param name="name">Empty where the caller knows it.</param>
    public static FileStatus Of(OperationContext context, int handle, byte[] name)
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
            Locations = null,
        };
    }
}
