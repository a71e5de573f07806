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

/// <summary>Paths of damaged files.</summary>
/// <param name="Files">Absolute paths, one per damaged block.</param>
/// <param name="Cookie">For the next page.</param>
public sealed record CorruptFileBlocks(IReadOnlyList<string> Files, string Cookie);

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
        var files = new List<string>();
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
                files.Add(path);
            }
        }

        return new CorruptFileBlocks(files, after.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>dfs.corruptfilesreturned.max</summary>
    private const int PageSize = 100;
}
