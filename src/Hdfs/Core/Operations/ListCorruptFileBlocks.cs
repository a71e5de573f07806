using System.Globalization;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>
/// One page of the files with a block that has no good replica (listCorruptFileBlocks), also in safe mode: in that of start-up nothing is
/// known to be missing yet. Answer: <see cref="CorruptFileBlocks"/>.
/// </summary>
public sealed class ListCorruptFileBlocksRequest : ClientRequest, IAsk<CorruptFileBlocks>
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>Of the page before; null: from the start.</summary>
    public required string? Cookie { get; init; }
}

/// <summary>Part of the damage.</summary>
/// <param name="Blocks">Damaged blocks in no order; none: there are no more.</param>
/// <param name="Cookie">For the next page.</param>
public sealed record CorruptFileBlocks(IReadOnlyList<CorruptFileBlock> Blocks, string Cookie);

/// <summary>A block without a good replica.</summary>
/// <param name="Block">It.</param>
/// <param name="Path">Absolute path of its file.</param>
public readonly record struct CorruptFileBlock(Block Block, string Path);

internal static class ListCorruptFileBlocks
{
    public static Answer<CorruptFileBlocks> Run(OperationContext context, ListCorruptFileBlocksRequest request)
    {
        context.Permissions.RequireSuperUser(request.Caller, "listCorruptFileBlocks");
        var cursor = context.Progress.Resume(() => new DamageCursor { Place = PlaceOf(request.Cookie) });
        var prefix = request.Path.TrimEnd('/') + "/";
        for (var budget = context.Progress.Budget(context.Options.InodesPerPiece); cursor.Damaged.Count < PageSize
            && cursor.Place != int.MaxValue;)
        {
            if (budget <= 0)
            {
                return Unfinished.Yet;
            }

            var place = cursor.Place;
            foreach (var block in context.Blocks.View.CorruptBlocks(ref place, PageSize - cursor.Damaged.Count, ref budget))
            {
                Add(context, request.Path, prefix, block, cursor.Damaged);
                budget -= PathCost;
            }

            cursor.Place = place;
        }

        return new CorruptFileBlocks(cursor.Damaged, cursor.Place.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>dfs.corruptfilesreturned.max</summary>
    private const int PageSize = 100;

    // What the path of a file costs, in blocks passed over.
    private const int PathCost = 20;

    private sealed class DamageCursor
    {
        public long Place { get; set; }

        public List<CorruptFileBlock> Damaged { get; } = [];
    }

    // What is no int of Java, or a negative one, is the start (FSNamesystem.getIntCookie).
    private static long PlaceOf(string? cookie) =>
        int.TryParse(cookie, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var place) ? Math.Max(0, place) : 0;

    private static void Add(OperationContext context, string path, string prefix, BlockInfo block, List<CorruptFileBlock> damaged)
    {
        var handle = context.Tree.Find(block.InodeId);
        if (handle == 0 || !context.Tree.IsReachable(handle))
        {
            return;
        }

        var found = context.Tree.PathOf(handle);
        if (found.StartsWith(prefix, StringComparison.Ordinal) || found == path)
        {
            damaged.Add(new CorruptFileBlock(block.Block, found));
        }
    }
}
