using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;
using Hathi.Hdfs.Core.Paths;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>
/// One page of a subtree for the file system check: every file with the health of its blocks. Answer: <see cref="FsckPage"/>. Apache's
/// /fsck servlet and hathi fsck print from it.
/// </summary>
public sealed class FsckRequest : ClientRequest, IAsk<FsckPage>
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary><see cref="FsckPage.Next"/> of the page before; null: from the start.</summary>
    public required string? After { get; init; }

    /// <summary>Entries a page at most, 1 … 10,000. A page ends sooner with the file that brings it to 5,000 blocks.</summary>
    public required int Limit { get; init; }
}

/// <summary>Part of a subtree in depth-first order.</summary>
/// <param name="Entries">Files and directories.</param>
/// <param name="Next">Pass as <see cref="FsckRequest.After"/>; null: this was the last page.</param>
public sealed record FsckPage(IReadOnlyList<FsckEntry> Entries, string? Next);

/// <summary>A file or directory.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Status">With an empty name and no locations.</param>
/// <param name="UnderConstruction">The file is being written.</param>
/// <param name="Blocks">In order; empty for a directory.</param>
public sealed record FsckEntry(string Path, FileStatus Status, bool UnderConstruction, IReadOnlyList<FsckBlock> Blocks)
{
    /// <summary>Names this very inode, wherever it is by now: by <see cref="Path"/> another may be found.</summary>
    public string ById => $"{PathRules.Inodes}/{Status.InodeId}";
}

/// <summary>A block with where it is and how it is.</summary>
/// <param name="Located">With all its places, racks included.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Replicas">Each replica known.</param>
/// <param name="Counts">How many there are of each kind.</param>
public sealed record FsckBlock(LocatedBlock Located, BlockState State, IReadOnlyList<ReplicaInfo> Replicas, ReplicaCounts Counts);

internal static class Fsck
{
    public static Answer<FsckPage> Run(OperationContext context, FsckRequest request)
    {
        var path = context.Paths.Existing(request.Caller, request.Path, write: false);
        if (path.Last == 0)
        {
            throw new HdfsFault(HdfsError.FileNotFound, $"Path does not exist: {path.Text}");
        }

        if (request.Limit is < 1 or > MaxLimit)
        {
            throw new HdfsFault(
                HdfsError.IllegalArgument, $"A page of a file system check has 1 … {MaxLimit} entries, not {request.Limit}.");
        }

        context.Permissions.CheckPath(path, request.Caller, FsAction.Read);
        var cursor = context.Progress.Resume(static () => new FsckCursor());
        var walk = new TreeWalk(context.Tree, path.Last, cursor.Entries.Count > 0 ? cursor.Entries[^1].Path : request.After);
        var budget = context.Progress.Budget(context.Options.BlocksPerPiece);
        foreach (var directory in walk.Inside)
        {
            // Whether one may look into it was asked with another piece or page, or not at all.
            CheckDirectory(context, request.Caller, directory);
        }

        while (cursor.Entries.Count < request.Limit && cursor.BlockCount < BlocksOfPage && walk.Next() is var handle && handle != 0)
        {
            if (!TryAdd(context, request.Caller, handle, cursor, ref budget))
            {
                return Unfinished.Yet;
            }
        }

        return new FsckPage(cursor.Entries, walk.IsAtEnd ? null : cursor.Entries[^1].Path);
    }

    private const int MaxLimit = 10_000;

    /// <summary>
    /// Blocks with which a page ends. Each is half a kilobyte with its places; a file's are told together, and it has at most 10,000
    /// (dfs.namenode.fs-limits.max-blocks-per-file).
    /// </summary>
    internal const int BlocksOfPage = 5_000;

    // A page, and the file in it whose blocks have not all been looked at.
    private sealed class FsckCursor
    {
        public List<FsckEntry> Entries { get; } = [];

        /// <summary>Blocks of the entries.</summary>
        public int BlockCount { get; set; }

        public long File { get; set; }

        public List<FsckBlock> Blocks { get; set; } = [];
    }

    /// <returns>False: there is more to say of it than fits into this step.</returns>
    private static bool TryAdd(OperationContext context, Caller caller, int handle, FsckCursor cursor, ref int budget)
    {
        var tree = context.Tree;
        if (budget-- <= 0)
        {
            return false;
        }

        if (tree[handle].Id != cursor.File || cursor.Blocks.Count > tree[handle].BlockCount)
        {
            cursor.File = tree[handle].Id;
            cursor.Blocks = [];
        }

        var blocks = cursor.Blocks;
        for (; blocks.Count < tree[handle].BlockCount; budget -= 1 + blocks[^1].Replicas.Count)
        {
            if (budget <= 0)
            {
                return false;
            }

            var offset = blocks.Count == 0 ? 0 : blocks[^1].Located.Offset + blocks[^1].Located.Block.Length;
            blocks.Add(BlockOf(context, tree.Blocks[handle, blocks.Count], offset, caller.Address));
        }

        var path = tree.PathOf(handle);
        if (tree[handle].IsDirectory)
        {
            CheckDirectory(context, caller, handle);
        }

        cursor.BlockCount += blocks.Count;
        cursor.Entries.Add(new FsckEntry(path, Statuses.Of(context, handle, []), tree[handle].IsUnderConstruction, blocks));
        return true;
    }

    internal static FsckBlock BlockOf(OperationContext context, long id, long offset, string reader)
    {
        var (manager, view) = (context.Blocks.Manager, context.Blocks.View);
        manager.TryGet(id, out var info);
        return new FsckBlock(
            manager.Locate(context.Now, id, offset, reader), info.State, view.Replicas(context.Now, id), view.CountReplicas(id));
    }

    private static void CheckDirectory(OperationContext context, Caller caller, int handle)
    {
        var permissions = context.Permissions;
        if (permissions.Enabled && !permissions.IsSuperUser(caller) && !permissions.Allows(handle, caller, FsAction.ReadExecute))
        {
            throw new HdfsFault(
                HdfsError.AccessControl,
                $"Permission denied: user={caller.User}, access=READ_EXECUTE, inode=\"{context.Tree.PathOf(handle)}\"");
        }
    }
}
