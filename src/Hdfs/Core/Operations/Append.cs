using Hathi.Hdfs.Core.Edits;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Opens an existing file to write at its end (append). Answer: <see cref="AppendResult"/>. At most once.</summary>
public sealed class AppendRequest : HolderRequest, IAsk<AppendResult>, IAtMostOnce
{
    /// <inheritdoc/>
    public required CallKey Key { get; init; }

    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// <see cref="CreateFlags.Append"/>, with <see cref="CreateFlags.NewBlock"/> when the last block is not to be continued.
    /// </summary>
    public required CreateFlags Flags { get; init; }
}

internal static class Append
{
    public static AppendResult Run(OperationContext context, AppendRequest request)
    {
        context.RequireNoSafeMode("Cannot append to file", request.Path);
        var path = context.Paths.Existing(request.Caller, request.Path, write: true);
        if (path.Last != 0 && context.Tree[path.Last].IsDirectory)
        {
            throw new HdfsFault(HdfsError.FileAlreadyExists, $"Cannot append to directory {path.Text}; already exists as a directory.");
        }

        context.Permissions.CheckPath(path, request.Caller, FsAction.Write);
        if (path.Last == 0)
        {
            throw new HdfsFault(
                HdfsError.FileNotFound, $"Failed to append to non-existent file {path.Text} for client {request.Caller.Address}");
        }

        LeaseRecovery.Recover(context, "APPEND_FILE", path.Last, request.Caller, request.ClientName, force: false);
        CheckLastBlock(context, path);
        var last = Reopen(context, request, path.Last);
        return new AppendResult(last, Statuses.Of(context, path.Last, []));
    }

    private static void CheckLastBlock(OperationContext context, ResolvedPath path)
    {
        var tree = context.Tree;
        var manager = context.Blocks.Manager;
        if (tree[path.Last].BlockCount == 0 || !manager.TryGet(tree.Blocks.Last(path.Last), out var last))
        {
            return;
        }

        if (last.State == BlockState.Committed)
        {
            throw new HdfsFault(
                HdfsError.Retriable, $"append: lastBlock={BlockText.Of(last.Block)} of src={path.Text} is COMMITTED but not yet COMPLETE.");
        }

        var live = manager.LiveReplicas(last.Block.Id);
        if (last.State == BlockState.Complete && live < context.Options.MinReplication && live < context.Blocks.View.Stats.LiveNodes)
        {
            throw new HdfsFault(
                HdfsError.Io, $"append: lastBlock={BlockText.Of(last.Block)} of src={path.Text} is not sufficiently replicated yet.");
        }
    }

    private static LocatedBlock? Reopen(OperationContext context, AppendRequest request, int file)
    {
        var tree = context.Tree;
        var id = tree[file].Id;
        if (tree[file].BlockCount == 0)
        {
            context.Commit(new FileReopened(id, request.ClientName, request.Caller.User, request.Caller.Address, reopenLast: false, []));
            return null;
        }

        var block = context.Space.BlockOf(tree.Blocks.Last(file));
        var offset = tree[file].Length - block.Length;
        if (request.Flags.HasFlag(CreateFlags.NewBlock))
        {
            context.Commit(new FileReopened(id, request.ClientName, request.Caller.User, request.Caller.Address, reopenLast: false, []));
            return new LocatedBlock(block, 0, false, []);
        }

        if (block.Length == tree.LayoutOf(file).BlockSize)
        {
            context.Commit(new FileReopened(id, request.ClientName, request.Caller.User, request.Caller.Address, reopenLast: false, []));
            return null;
        }

        var located = context.Blocks.Manager.Locate(context.Now, block.Id, offset, request.Caller.Address);
        context.Commit(
            new FileReopened(id, request.ClientName, request.Caller.User, request.Caller.Address, reopenLast: true, located.Locations));
        return located;
    }
}
