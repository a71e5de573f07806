using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Paths;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>One page of the files under construction by inode id (listOpenFiles). Answer: <see cref="OpenFilesPage"/>.</summary>
public sealed class ListOpenFilesRequest : ClientRequest, IAsk<OpenFilesPage>
{
    /// <summary>Inode id of the last entry of the page before; 0: from the start.</summary>
    public required long AfterId { get; init; }

    /// <summary>Only files under this path; / for all.</summary>
    public required string PathPrefix { get; init; }

    /// <summary>Only those that hold up a decommission.</summary>
    public required bool BlockingDecommissionOnly { get; init; }
}

/// <summary>A file under construction.</summary>
/// <param name="InodeId">Its id.</param>
/// <param name="Path">Absolute path.</param>
/// <param name="ClientName">Holder of the lease.</param>
/// <param name="ClientMachine">Address the holder came from.</param>
public sealed record OpenFileEntry(long InodeId, string Path, string ClientName, string ClientMachine);

/// <summary>A page of open files in order of inode id.</summary>
public sealed record OpenFilesPage(IReadOnlyList<OpenFileEntry> Entries, bool HasMore);

internal static class ListOpenFiles
{
    public static Answer<OpenFilesPage> Run(OperationContext context, ListOpenFilesRequest request)
    {
        context.Permissions.RequireSuperUser(request.Caller, "listOpenFiles");
        PathRules.CheckAbsolute(request.PathPrefix);
        var prefix = request.PathPrefix.Length > 1 ? request.PathPrefix.TrimEnd('/') : "/";
        var cursor = context.Progress.Resume(() => new OpenFilesCursor { After = request.AfterId });
        var budget = context.Progress.Budget(context.Options.BlocksPerPiece);
        foreach (var id in context.Space.Leases.IdsAfter(cursor.After))
        {
            if (cursor.Entries.Count == PageSize)
            {
                return new OpenFilesPage(cursor.Entries, HasMore: true);
            }

            if (budget <= 0)
            {
                return Unfinished.Yet;
            }

            cursor.After = id;
            Add(context, request, prefix, id, cursor.Entries, ref budget);
        }

        return new OpenFilesPage(cursor.Entries, HasMore: false);
    }

    private sealed class OpenFilesCursor
    {
        public long After { get; set; }

        public List<OpenFileEntry> Entries { get; } = [];
    }

    /// <summary>dfs.namenode.list.openfiles.num.responses</summary>
    private const int PageSize = 1000;

    private static void Add(
        OperationContext context, ListOpenFilesRequest request, string prefix, long id, List<OpenFileEntry> entries, ref int budget)
    {
        var open = context.Space.Leases.Find(id)!;
        var handle = context.Tree.Find(id);
        budget -= 1 + (request.BlockingDecommissionOnly ? context.Tree[handle].BlockCount : 0);
        if (!context.Tree.IsReachable(handle) || (request.BlockingDecommissionOnly && !HoldsUpDecommission(context, handle)))
        {
            return;
        }

        var path = context.Tree.PathOf(handle);
        if (prefix == "/"
            || (path.StartsWith(prefix, StringComparison.Ordinal) && (path.Length == prefix.Length || path[prefix.Length] == '/')))
        {
            entries.Add(new OpenFileEntry(id, path, open.Lease.Holder, open.Machine));
        }
    }

    private static bool HoldsUpDecommission(OperationContext context, int file)
    {
        for (var i = 0; i < context.Tree[file].BlockCount; i++)
        {
            if (context.Blocks.View.CountReplicas(context.Tree.Blocks[file, i]).Decommissioning > 0)
            {
                return true;
            }
        }

        return false;
    }
}
