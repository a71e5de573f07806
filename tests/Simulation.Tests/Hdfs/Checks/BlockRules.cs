using System.Runtime.CompilerServices;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Hdfs.Checks;

/// <summary>
/// How the blocks of a file that is written may change: only the last one, only by the calls that say so, never below what was promised.
/// </summary>
internal sealed class BlockRules(World world, Contents contents)
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
            CheckDropped(input, before);
        }
        else if (same < before.Blocks.Count)
        {
            CheckChanged(input, before, before.Blocks[same], after[same]);
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

    /// <summary>Another number of replicas is wanted of a file: with fewer its blocks bear less.</summary>
    public void Wanted(ModelInode file)
    {
        foreach (var block in file.Blocks)
        {
            if (contents.Find(block.Id) is { } content)
            {
                content.LeastReplication = Math.Min(content.LeastReplication, file.Replication);
            }
        }
    }

    private void CheckDropped(NameNodeInput input, ModelInode before)
    {
        var gone = before.Blocks[^1];
        var content = contents.Find(gone.Id);
        Require(
            input is AbandonBlockRequest || content is null || content.Promised == 0 || content.MayBeLost,
            input,
            before,
            $"lost its last block {gone} of which {content?.Promised} bytes were promised ({content})");
        world.Report.Add("blocks dropped", 1);
    }

    private void CheckChanged(NameNodeInput input, ModelInode before, Block old, Block now)
    {
        Require(old.Id == now.Id && now.GenerationStamp >= old.GenerationStamp, input, before, $"had {old} and has {now}");
        var content = contents.Find(now.Id);
        Require(
            content is null || now.Length <= content.Sent,
            input,
            before,
            $"has a block {now} longer than what was sent ({content})");
        if (content is not null && now.Length < content.Promised)
        {
            // The writer's own calls may say less than it was promised only while it goes on; a recovery may not.
            Require(
                input is ClientRequest || content.MayBeLost,
                input,
                before,
                $"has {now} left, {content.Promised} bytes were promised ({content})");
            world.Report.Add("promised bytes lost to damage", input is ClientRequest ? 0 : 1);
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

        foreach (var block in after)
        {
            var content = contents.Find(block.Id);
            Require(
                content is null || block.Length >= content.Promised || content.MayBeLost,
                input,
                before,
                $"was closed with {block}, {content?.Promised} bytes were promised ({content})");
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
