using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Edits;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>
/// What every call of a writer is held to. Source: FSNamesystem.checkLease, checkUCBlock, checkFileProgress,
/// BlockManager.commitOrCompleteLastBlock.
/// </summary>
internal static class WriterRules
{
    /// <summary>Nobody but the NameNode acts in its name: it holds files of whose last block data may be waiting for recovery.</summary>
    public static void RefuseOwnName(HolderRequest request)
    {
        if (request.ClientName == Leases.NameNodeHolder)
        {
            throw new HdfsFault(
                HdfsError.AccessControl,
                $"Permission denied: user={request.Caller.User} calls itself {Leases.NameNodeHolder}, "
                + "which is the holder of files that the NameNode recovers. Choose another client name.");
        }
    }

    /// <summary>
    /// The file is open, by this holder. Who names it by its number must be let through to it besides; by path its resolution has seen to
    /// that, and Apache asks for no more.
    /// </summary>
    public static OpenFile CheckLease(OperationContext context, ResolvedPath path, Caller caller, string holder, long fileId)
    {
        var file = path.Last;
        if (file == 0)
        {
            throw new HdfsFault(HdfsError.FileNotFound, "File does not exist: " + Describe(context, path, holder, fileId));
        }

        var found = context.Space.Leases.Find(context.Tree[file].Id);
        if (fileId != 0)
        {
            CheckWriter(context, path, caller, found);
        }

        if (context.Tree[file].IsDirectory)
        {
            throw new HdfsFault(HdfsError.LeaseExpired, "INode is not a regular file: " + Describe(context, path, holder, fileId));
        }

        var open = found
            ?? throw new HdfsFault(HdfsError.LeaseExpired, "File is not open for writing: " + Describe(context, path, holder, fileId));
        if (open.Lease.Holder != holder)
        {
            throw new HdfsFault(
                HdfsError.LeaseExpired,
                $"Client (={holder}) is not the lease owner (={open.Lease.Holder}: {Describe(context, path, holder, fileId)}");
        }

        return open;
    }

    /// <summary>A block whose pipeline is rebuilt: it must be the last, unfinished one of a file that this client writes.</summary>
    /// <returns>Handle of the file.</returns>
    public static int CheckPipelineBlock(OperationContext context, Block block, HolderRequest request, out BlockInfo stored)
    {
        var holder = request.ClientName;
        if (!context.Blocks.Manager.TryGet(block.Id, out stored))
        {
            throw new HdfsFault(HdfsError.Io, $"{BlockText.Of(block)} does not exist.");
        }

        if (stored.State != BlockState.UnderConstruction)
        {
            throw new HdfsFault(
                HdfsError.Io, $"Unexpected BlockUCState: {BlockText.Of(block)} is {BlockText.Of(stored.State)} but not UNDER_CONSTRUCTION");
        }

        var file = context.Tree.Find(stored.InodeId);
        var open = file != 0 && context.Tree.IsReachable(file) ? context.Space.Leases.Find(stored.InodeId) : null;
        if (open == null || context.Tree.Blocks.Last(file) != block.Id)
        {
            throw new HdfsFault(
                HdfsError.Io, $"The file {BlockText.Of(stored.Block)} belonged to does not exist or it is not under construction.");
        }

        CheckWriter(context, context.Paths.Of(file), request.Caller, open);
        if (open.Lease.Holder != holder)
        {
            throw new HdfsFault(
                HdfsError.LeaseExpired, $"Lease mismatch: {BlockText.Of(block)} is accessed by a non lease holder {holder}");
        }

        return file;
    }

    /// <summary>Whether the block before the last one is complete, or there is none.</summary>
    public static bool PenultimateIsComplete(OperationContext context, int file)
    {
        var count = context.Tree[file].BlockCount;
        return count < 2 || IsComplete(context, context.Tree.Blocks[file, count - 2]);
    }

    /// <summary>Whether the last block is complete, or there is none.</summary>
    public static bool LastIsComplete(OperationContext context, int file) =>
        context.Tree[file].BlockCount == 0 || IsComplete(context, context.Tree.Blocks.Last(file));

    /// <summary>The writer says that it is done with the last block.</summary>
    /// <param name="context">The step.</param>
    /// <param name="file">Under construction.</param>
    /// <param name="commit">With its final length; null: nothing is said.</param>
    public static void CommitLast(OperationContext context, int file, Block? commit)
    {
        if (commit is not { } final || context.Tree[file].BlockCount == 0)
        {
            return;
        }

        var manager = context.Blocks.Manager;
        manager.TryGet(context.Tree.Blocks.Last(file), out var last);
        if (last.State == BlockState.Complete)
        {
            return;
        }

        if (last.State == BlockState.UnderRecovery)
        {
            throw new HdfsFault(HdfsError.Io, $"Commit or complete block {BlockText.Of(final)}, whereas it is under recovery.");
        }

        if (last.State == BlockState.Committed)
        {
            manager.TryComplete(last.Block.Id);
            return;
        }

        CheckCommit(last.Block, final, context.Tree.LayoutOf(file).BlockSize);
        context.Commit(new BlockCommitted(last.InodeId, final.Length, final.GenerationStamp));
    }

    /// <summary>Refuses a length that no block of the file can have: totals are made of what writers claim.</summary>
    public static void CheckLength(Block claimed, long blockSize)
    {
        if (claimed.Length < 0 || claimed.Length > blockSize)
        {
            throw new HdfsFault(
                HdfsError.Io,
                $"Block {BlockText.Of(claimed)} cannot have a length of {claimed.Length}: blocks of its file have 0 … {blockSize} bytes.");
        }
    }

    private static void CheckCommit(Block stored, Block final, long blockSize)
    {
        if (stored.Id != final.Id || stored.GenerationStamp != final.GenerationStamp)
        {
            throw new HdfsFault(
                HdfsError.Io, $"Commit block with mismatching GS. NN has {BlockText.Of(stored)}, client submits {BlockText.Of(final)}");
        }

        CheckLength(final, blockSize);
    }

    // An id of a file or of a block names it whatever is above it, and holders' names can be guessed: whoever did not open the file himself
    // may do with it only what he may do by its path. A file moved where its writer cannot follow is written on all the same.
    private static void CheckWriter(OperationContext context, ResolvedPath path, Caller caller, OpenFile? open)
    {
        var isFile = !context.Tree[path.Last].IsDirectory;
        if (!isFile || (open?.User != caller.User && context.Tree.AttributesOf(path.Last).Owner != caller.User))
        {
            context.Permissions.CheckPath(path, caller, FsAction.Write);
        }
    }

    private static bool IsComplete(OperationContext context, long blockId) =>
        context.Blocks.Manager.TryGet(blockId, out var info) && info.State == BlockState.Complete;

    private static string Describe(OperationContext context, ResolvedPath path, string holder, long fileId)
    {
        var lease = context.Space.Leases.Get(holder)?.ToString() ?? $"Holder {holder} does not have any open files.";
        return $"{path.Text} (inode {fileId}) {lease}";
    }
}
