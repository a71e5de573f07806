using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>One page of the files with a block that has no good replica (listCorruptFileBlocks). Answer: <see cref="CorruptFileBlocks"/>.</summary>
public sealed class ListCorruptFileBlocksRequest : ClientRequest
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>Of the page before; null: from the start.</summary>
    public required string? Cookie { get; init; }
}

/// <summary>Part of the damage.</summary>
/// <param name="Blocks">Damaged blocks by id.</param>
/// <param name="Cookie">For the next page.</param>
public sealed record CorruptFileBlocks(IReadOnlyList<CorruptFileBlock> Blocks, string Cookie);

/// <summary>A block without a good replica.</summary>
/// <param name="Block">It.</param>
/// <param name="Path">Absolute path of its file.</param>
public readonly record struct CorruptFileBlock(Block Block, string Path);

internal static class ListCorruptFileBlocks
{
    public static object? Run(OperationContext context, ListCorruptFileBlocksRequest request)
    {
        context.Permissions.RequireSuperUser(request.Caller, "listCorruptFileBlocks");
        if (context.Blocks.Manager.InSafeMode)
        {
            throw new HdfsFault(HdfsError.Io, "Cannot run listCorruptFileBlocks because replication queues have not been initialized.");
        }

        long after = 0;
        if (request.Cookie is { Length: > 0 } cookie && !long.TryParse(cookie, out after))
        {
            throw new HdfsFault(HdfsError.IllegalArgument, $"'{cookie}' is not a cookie that a page of corrupt files came with.");
        }

        var prefix = request.Path.TrimEnd('/') + "/";
        var damaged = new List<CorruptFileBlock>();
        foreach (var block in context.Blocks.View.CorruptBlocks(after, PageSize))
        {
            after = block.Block.Id;
            var handle = context.Tree.Find(block.InodeId);
            if (handle == 0 || !context.Tree.IsReachable(handle))
            {
                continue;
            }

            var path = context.Tree.PathOf(handle);
            if (path.StartsWith(prefix, StringComparison.Ordinal) || path == request.Path)
            {
                damaged.Add(new CorruptFileBlock(block.Block, path));
            }
        }

        return new CorruptFileBlocks(damaged, after.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>dfs.corruptfilesreturned.max</summary>
    private const int PageSize = 100;
}
