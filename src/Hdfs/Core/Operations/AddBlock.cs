using Hathi.Hdfs.Core.Edits;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>
/// The next block of a file under construction, with its targets (addBlock). Answer: <see cref="LocatedBlock"/>.
/// Commits the block before it.
/// </summary>
public sealed class AddBlockRequest : HolderRequest, IAsk<LocatedBlock>
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>Inode id that the client was given by create or append; 0: from a client that does not send it.</summary>
    public required long FileId { get; init; }

    /// <summary>The block that the client has just finished, with its final length; null for the first.</summary>
    public required Block? Previous { get; init; }

    /// <summary>DataNodes that the client could not reach.</summary>
    public required IReadOnlyCollection<string> ExcludedUuids { get; init; }

    /// <summary>host or host:port, wished for by the client.</summary>
    public required IReadOnlyCollection<string> FavoredHosts { get; init; }

    /// <summary>Wishes about the first replica.</summary>
    public required AddBlockFlags Flags { get; init; }
}

/// <summary>AddBlockFlagProto as bits.</summary>
[Flags]
public enum AddBlockFlags
{
    None = 0,
    NoLocalWrite = 1,
    IgnoreClientLocality = 2,
}

internal static class AddBlock
{
    public static LocatedBlock Run(OperationContext context, AddBlockRequest request)
    {
        context.RequireNoSafeMode("Cannot add block to ", request.Path);
        var path = context.Paths.Open(request.Caller, request.Path, request.FileId);
        var open = WriterRules.CheckLease(context, path, request.Caller, request.ClientName, request.FileId);
        var file = path.Last;
        if (FindRetry(context, request, file, path) is { } again)
        {
            return again.Locations.Count > 0 ? again : GiveTargets(context, request, file, open, again);
        }

        if (!WriterRules.PenultimateIsComplete(context, file))
        {
            throw new HdfsFault(HdfsError.NotReplicatedYet, "Not replicated yet: " + path.Text);
        }

        if (context.Tree[file].BlockCount >= context.Options.MaxBlocksPerFile)
        {
            throw new HdfsFault(
                HdfsError.Io,
                "File has reached the limit on maximum number of blocks (dfs.namenode.fs-limits.max-blocks-per-file): "
                + $"{context.Tree[file].BlockCount} >= {context.Options.MaxBlocksPerFile}");
        }

        var targets = Choose(context, request, file, open);
        WriterRules.CommitLast(context, file, request.Previous);
        var block = new Block(context.Space.LastBlockId + 1, 0, context.Space.LastGenerationStamp + 1);
        context.Commit(new BlockAllocated(open.InodeId, block.Id, block.GenerationStamp, targets));
        return new LocatedBlock(block, context.Tree[file].Length, false, targets);
    }

    // What the client takes for the last block must be it. If it is the one before, the client missed our answer and asks again.
    private static LocatedBlock? FindRetry(OperationContext context, AddBlockRequest request, int file, ResolvedPath path)
    {
        var tree = context.Tree;
        var count = tree[file].BlockCount;
        Block? last = count == 0 ? null : context.Space.BlockOf(tree.Blocks.Last(file));
        if (Same(request.Previous, last))
        {
            return null;
        }

        var full = last is { } block && block.Length >= tree.LayoutOf(file).BlockSize && WriterRules.LastIsComplete(context, file);
        if (request.Previous == null && full)
        {
            return null;
        }

        Block? penultimate = count < 2 ? null : context.Space.BlockOf(tree.Blocks[file, count - 2]);
        if (last is not { } retried || !Same(request.Previous, penultimate))
        {
            throw new HdfsFault(
                HdfsError.Io,
                $"Cannot allocate block in {path.Text}: passed 'previous' block {BlockText.Of(request.Previous)} does not match actual "
                + $"last block in file {BlockText.Of(last)}");
        }

        if (retried.Length != 0)
        {
            throw new HdfsFault(
                HdfsError.Io,
                $"Request looked like a retry to allocate block {BlockText.Of(retried)} but it already contains {retried.Length} bytes");
        }

        context.Blocks.Manager.TryGet(retried.Id, out var info);
        if (info.State != BlockState.UnderConstruction)
        {
            throw new HdfsFault(HdfsError.Io, $"Request looked like a retry to allocate block {BlockText.Of(retried)} but its writer has "
                + "finished it, or it is being recovered");
        }

        return context.Blocks.Manager.Locate(context.Now, retried.Id, tree[file].Length, request.Caller.Address);
    }

    // Allocated before a restart: nobody knows any more where it was to go.
    private static LocatedBlock GiveTargets(OperationContext context, AddBlockRequest request, int file, OpenFile open, LocatedBlock block)
    {
        var targets = Choose(context, request, file, open);
        context.Changing();
        context.Blocks.Manager.Reopen(block.Block.Id, block.Block.GenerationStamp, 0, targets);
        return block with { Locations = targets };
    }

    private static IReadOnlyList<ReplicaLocation> Choose(OperationContext context, AddBlockRequest request, int file, OpenFile open)
    {
        var layout = context.Tree.LayoutOf(file);
        var anywhere = (request.Flags & (AddBlockFlags.IgnoreClientLocality | AddBlockFlags.NoLocalWrite)) != 0;
        return context.Blocks.Manager.ChooseTargets(
            context.Now,
            anywhere ? "" : open.Machine,
            layout.Replication,
            [],
            request.ExcludedUuids,
            request.FavoredHosts,
            layout.BlockSize,
            context.Options.MinReplication,
            request.Path);
    }

    private static bool Same(Block? one, Block? other) => one?.Id == other?.Id && one?.GenerationStamp == other?.GenerationStamp;
}
