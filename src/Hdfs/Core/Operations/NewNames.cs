using System.Text;
using Hathi.Hdfs.Core.Edits;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;
using Hathi.Hdfs.Core.Paths;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>
/// What create, mkdirs and rename have in common: may this name be, and the directories above it. Source:
/// FSDirectory.addLastINode, FSDirMkdirOp.
/// </summary>
internal static class NewNames
{
    /// <summary>Permission bits of a mode, the sticky bit among them.</summary>
    public const ushort ModeMask = 0x3FF;

    /// <summary>
    /// Levels of the deepest inode. A path that is made has at most half as many; a tree that moves takes its own along. What walks up from
    /// an inode is bounded by it, and a text of that many names can be looked up.
    /// </summary>
    public const int MaxLevels = 2_000;

    private const ushort Permissions = 0x1FF;
    private const ushort OwnerWriteExecute = 0xC0;

    /// <summary>Refuses a path whose missing components may not be made.</summary>
    /// <param name="context">The step.</param>
    /// <param name="path">Its last component is to be made.</param>
    /// <param name="fills">An inode takes the place of another, or moves within its directory: the directory grows by none.</param>
    /// <param name="below">Levels below the inode that comes there.</param>
    public static void Check(OperationContext context, ResolvedPath path, bool fills, int below)
    {
        if (path.Count - 1 + below > MaxLevels)
        {
            throw TooDeep(path, below);
        }

        for (var i = Math.Min(path.Existing, path.Count - 1); i < path.Count; i++)
        {
            CheckName(context, path, i);
        }

        if (!fills)
        {
            CheckItems(context, path.Parent == 0 ? path.LastExisting : path.Parent);
        }
    }

    /// <summary>
    /// Levels of what lies below an inode that is to be moved, at most. What is known may be too much, for what has gone is not taken off:
    /// where that would refuse the move it is counted.
    /// </summary>
    /// <param name="context">The step.</param>
    /// <param name="moved">Handle.</param>
    /// <param name="destination">Where it is to be.</param>
    /// <returns>
    /// Null: there is more to count than fits into this step. What was found is known to the tree, so that whoever asks again with a
    /// later step has it at once.
    /// </returns>
    public static int? LevelsBelow(OperationContext context, int moved, ResolvedPath destination)
    {
        var (tree, progress) = (context.Tree, context.Progress);
        var allowed = MaxLevels - (destination.Count - 1);
        if (moved == 0 || tree.LevelsBelow(moved) <= allowed || allowed < 0)
        {
            return moved == 0 ? 0 : tree.LevelsBelow(moved);
        }

        var count = progress.Cursor as LevelCount;
        if (count is null || count.TopId != tree[moved].Id || count.Allowed != allowed)
        {
            progress.End();
            progress.Cursor = count = new LevelCount(tree, moved, allowed);
        }

        if (!count.Run(progress.Budget(context.Options.InodesPerPiece)))
        {
            return null;
        }

        // Refused here: another long walk of the same call would throw the count away, and the count that walk, without end.
        return tree.LevelsBelow(moved) <= allowed ? tree.LevelsBelow(moved) : throw TooDeep(destination, tree.LevelsBelow(moved));
    }

    private static HdfsFault TooDeep(ResolvedPath path, int below) =>
        new(HdfsError.Io, $"Pathname too long.  Limit {MaxLevels} levels, and this would have {path.Count - 1 + below}.");

    /// <summary>Refuses a path under a directory that is not there or is a file.</summary>
    public static void RequireParent(OperationContext context, ResolvedPath path)
    {
        if (path.Count > 2 && path.Parent == 0)
        {
            throw new HdfsFault(HdfsError.FileNotFound, "Parent directory doesn't exist: " + path.ParentText);
        }

        if (path.Count > 2 && !context.Tree[path.Parent].IsDirectory)
        {
            throw new HdfsFault(HdfsError.ParentNotDirectory, "Parent path is not a directory: " + path.ParentText);
        }
    }

    /// <summary>
    /// Of what is to be made: its group is that of the directory it comes into (BSD rule), which is that of the last one
    /// that is there already.
    /// </summary>
    public static Attributes AttributesFor(OperationContext context, ResolvedPath path, string owner, ushort mode)
    {
        var above = path.Last == 0 ? path.LastExisting : path.Parent;
        return new Attributes(owner, context.Tree.AttributesOf(above).Group, mode);
    }

    /// <summary>Makes the missing directories above the last component.</summary>
    /// <param name="context">The step.</param>
    /// <param name="path">Checked by <see cref="Check"/>.</param>
    /// <param name="owner">Who asks.</param>
    /// <param name="mode">Of each of them; the owner can always write and search, so that the path can be walked.</param>
    public static void MakeParents(OperationContext context, ResolvedPath path, string owner, ushort mode)
    {
        while (path.Existing < path.Count - 1)
        {
            MakeDirectory(context, path, owner, ParentMode(mode));
        }
    }

    /// <summary>Makes the next component; its group is its parent's (BSD rule).</summary>
    public static void MakeDirectory(OperationContext context, ResolvedPath path, string owner, ushort mode)
    {
        var parent = path.LastExisting;
        var tree = context.Tree;
        var id = context.Space.LastInodeId + 1;
        var attributes = AttributesFor(context, path, owner, mode);
        context.Commit(new DirectoryMade(tree[parent].Id, id, path.Name(path.Existing), attributes, context.Now.WallMilliseconds));
        path.Found(tree.Find(id));
    }

    private static ushort ParentMode(ushort mode) => (ushort)((mode & Permissions) | OwnerWriteExecute);

    private static void CheckName(OperationContext context, ResolvedPath path, int index)
    {
        var name = path.Name(index);
        if (PathRules.IsDots(name))
        {
            throw PathRules.Invalid($"\"{Encoding.UTF8.GetString(name)}\" is no name.");
        }

        if (name.SequenceEqual(PathRules.SnapshotName))
        {
            throw new HdfsFault(HdfsError.IllegalArgument, "\".snapshot\" is a reserved name.");
        }

        if (index == 1 && name.SequenceEqual(PathRules.ReservedName))
        {
            throw new HdfsFault(
                HdfsError.IllegalArgument,
                "File name \".reserved\" is reserved and cannot be created. If this is during upgrade change the name of the existing file "
                + "or directory to another name before upgrading to the new release.");
        }

        var limit = context.Options.MaxComponentLength;
        if (name.Length > (limit == 0 ? ushort.MaxValue : limit))
        {
            throw new HdfsFault(
                HdfsError.PathComponentTooLong,
                $"The maximum path component name limit of {Encoding.UTF8.GetString(name)} in directory {path.TextTo(index - 1)} is "
                + $"exceeded: limit={limit} length={name.Length}");
        }
    }

    private static void CheckItems(OperationContext context, int directory)
    {
        var count = context.Tree.DirectoryOf(directory).Count;
        if (count >= context.Options.MaxDirectoryItems)
        {
            throw new HdfsFault(
                HdfsError.FsLimit,
                $"The directory item limit of {context.Tree.PathOf(directory)} is exceeded: "
                + $"limit={context.Options.MaxDirectoryItems} items={count}");
        }
    }
}
