using System.Runtime.CompilerServices;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Hdfs.Checks;

/// <summary>
/// How the blocks of a file that is written may change: only the last one, only by the calls that say so.
/// </summary>
internal sealed class BlockRules(World world)
{
    public void Check(NameNodeInput input, ModelInode before, FsckEntry entry, string? holder)
    {
        var after = entry.Blocks.Select(static b => b.Located.Block).ToList();
        Require(
            entry.UnderConstruction == (holder is not null),
            input,
            before,
            $"is under construction without a lease, or the other way round");
        var same = 0;
        while (same < Math.Min(after.Count, before.Blocks.Count) && after[same] == before.Blocks[same])
        {
            same++;
        }

        Require(
            same >= before.Blocks.Count - 1 && after.Count <= before.Blocks.Count + 1,
            input,
            before,
            $"had {Text(before.Blocks)} and has {Text(after)}");
        if (after.Count < before.Blocks.Count)
        {
            world.Report.Add("blocks dropped", 1);
        }
        else if (same < before.Blocks.Count)
        {
            var (old, now) = (before.Blocks[same], after[same]);
            Require(old.Id == now.Id && now.GenerationStamp >= old.GenerationStamp, input, before, $"had {old} and has {now}");
        }

        if (after.Count > before.Blocks.Count)
        {
            Require(input is AddBlockRequest && after[^1].Length == 0, input, before, $"got a block: {Text(after)}");
        }

        if (before.Holder is not null && holder is null)
        {
            CheckClosed(input, before, after, entry);
        }
    }

    private void CheckClosed(NameNodeInput input, ModelInode before, List<Block> after, FsckEntry entry)
    {
        if (input is CompleteRequest complete)
        {
            Require(
                after.Count == 0 ? complete.Last is null : complete.Last is null || complete.Last == after[^1],
                input,
                before,
                $"was closed with {Text(after)}");
        }

        Require(entry.Status.Length == after.Sum(static b => b.Length), input, before, $"has another length than its blocks");
        world.Report.Add(input is CompleteRequest ? "files closed" : "files recovered from their writers", 1);
    }

    private void Require(
        bool holds, NameNodeInput input, ModelInode before, [InterpolatedStringHandlerArgument(nameof(holds))] ref CheckMessage what)
    {
        if (!holds)
        {
            var who = $"{before.Path} (inode {before.Id}, written by {before.Holder ?? "nobody"})";
            throw world.Failure($"{who} {what.Take()}, after {Answers.Describe(input)}", null);
        }
    }

    private static string Text(IEnumerable<Block> blocks) => $"[{string.Join(' ', blocks)}]";
}
