using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Tests.Blocks.Kit;

namespace Hathi.Hdfs.Core.Tests.Blocks;

/// <summary>
/// Damage of a replica whose generation changes: whoever tells of it, whenever, and whatever generation he knew. A node deletes no replica
/// of another generation than the order names, and tells of it again with its next full report.
/// </summary>
public class DamageTests
{
    private const long Old = 1001;
    private const long New = 1010;

    public enum Event
    {
        /// <summary>The node finished its part of the recovery.</summary>
        Taken,

        /// <summary>A full report of the node.</summary>
        Reported,

        /// <summary>Somebody finds the damage and knows the old generation.</summary>
        FoundBefore,

        /// <summary>Somebody finds it and knows the new one.</summary>
        FoundAfter,

        /// <summary>The primary tells of the recovery.</summary>
        Committed,
    }

    /// <summary>Every order in which the node, the primary and finders may tell.</summary>
    public static TheoryData<Event[], bool> Orders()
    {
        var rows = new TheoryData<Event[], bool>();
        Event[][] finders = [[Event.FoundBefore], [Event.FoundAfter], [Event.FoundBefore, Event.FoundAfter]];
        foreach (var finder in finders)
        {
            Event[] all = [Event.Taken, Event.Committed, .. finder];
            foreach (var order in Permutations(all).Concat(Permutations([.. all, Event.Reported])))
            {
                foreach (var wasFinished in (bool[])[true, false])
                {
                    if (CanBe(order, wasFinished))
                    {
                        rows.Add(order, wasFinished);
                    }
                }
            }
        }

        return rows;
    }

    // Nobody knows of a generation before there is one, or finds anything in a replica that is not known. A report that is older than the
    // node's own part and comes after the commit is outdated by what the node tells next.
    private static bool CanBe(Event[] order, bool wasFinished)
    {
        int At(Event what) => Array.IndexOf(order, what);
        var isOutdated = At(Event.Reported) > At(Event.Committed) && At(Event.Reported) < At(Event.Taken);
        var isKnown = wasFinished || At(Event.FoundBefore) < 0 || At(Event.FoundBefore) > Math.Min(At(Event.Taken), At(Event.Committed));
        return !isOutdated && isKnown && (At(Event.FoundAfter) < 0 || At(Event.FoundAfter) > At(Event.Taken));
    }

    /// <param name="order">What is told, one after the other.</param>
    /// <param name="wasFinished">Whether the replica had been finished before the recovery.</param>
    [Theory]
    [MemberData(nameof(Orders))]
    public void A_damaged_replica_goes_under_whatever_generation_it_has(Event[] order, bool wasFinished)
    {
        var lab = new BlockLab();
        lab.StartNodes(4);
        var block = lab.NewBlock(0, Old);
        var agreed = new Block(block.Id, 42, New);
        lab.Manager.Add(block, BlockState.UnderConstruction, 1, 3, [lab[1].Location(), lab[2].Location(), lab[3].Location()]);
        if (wasFinished)
        {
            lab[1].Received(agreed with { GenerationStamp = Old });
        }

        lab.Manager.BeginRecovery(lab.Now, block.Id, New);
        foreach (var what in order)
        {
            Tell(lab, block, agreed, what);
        }

        lab.Run(30_000);
        lab.Nodes.ForEach(static n => n.Report());
        lab.Run(30_000);
        Assert.False(lab[1].Holds(block.Id), string.Join(", ", order));
        Assert.Equal([2, 3, 4], lab.Where(block));
        Assert.Equal((0L, 0L), (lab.Manager.Stats.CorruptReplicas, lab.Manager.Stats.PendingDeletion));
    }

    /// <summary>
    /// Its order is the only one that the node gets: with a generation that it does not have the replica would stay
    /// until the next full report.
    /// </summary>
    [Theory]
    [InlineData(Old)]
    [InlineData(New)]
    public void The_order_to_delete_a_replica_of_a_deleted_file_names_what_its_node_has(long found)
    {
        var lab = new BlockLab();
        lab.StartNodes(2);
        var block = lab.NewBlock(0, Old);
        lab.Manager.Add(block, BlockState.UnderConstruction, 1, 2, [lab[1].Location(), lab[2].Location()]);
        lab[1].Received(block with { Length = 42 });
        lab.Manager.BeginRecovery(lab.Now, block.Id, New);
        var agreed = new Block(block.Id, 42, New);
        lab[1].Received(agreed);
        lab[2].Received(agreed);
        lab.Manager.MarkCorrupt(agreed with { GenerationStamp = found }, lab[1].Uuid, "", "rot");
        lab.Manager.EndRecovery(block.Id, 42, New, [.. new[] { 1, 2 }.Select(n => (lab[n].Uuid, lab[n].Volumes[0].StorageId))]);
        Assert.True(lab.Manager.TryComplete(block.Id)); // else its pipeline is told to delete it as well
        lab.Manager.Remove(block.Id);
        lab[1].Beat();
        Assert.Equal(agreed, Assert.Single(lab[1].Deleting));
    }

    /// <summary>
    /// One that the primary does not name has taken what was agreed all the same, and told of it, or will. Nothing that comes later sets
    /// right what is noted of it: the order names what the node has, whatever was told and found.
    /// </summary>
    [Theory]
    [InlineData(Old, true)]
    [InlineData(New, true)]
    [InlineData(New, false)]
    public void A_damaged_replica_that_no_recovery_names_goes_as_its_node_has_it(long found, bool isTold)
    {
        var lab = new BlockLab();
        lab.StartNodes(3);
        var block = lab.NewBlock(0, Old);
        var agreed = new Block(block.Id, 42, New);
        lab.Manager.Add(block, BlockState.UnderConstruction, 1, 2, [lab[1].Location(), lab[2].Location()]);
        lab[1].Received(agreed with { GenerationStamp = Old });
        lab.Manager.BeginRecovery(lab.Now, block.Id, New);
        if (isTold)
        {
            lab[1].Received(agreed);
        }
        else
        {
            lab[1].Put(agreed);
        }

        lab[2].Received(agreed);
        lab.Manager.MarkCorrupt(agreed with { GenerationStamp = found }, lab[1].Uuid, lab[1].Volumes[0].StorageId, "rot");
        lab.Manager.EndRecovery(block.Id, 42, New, [(lab[2].Uuid, lab[2].Volumes[0].StorageId)]);
        Assert.True(lab.Manager.TryComplete(block.Id));
        lab.Run(30_000);
        Assert.False(lab[1].Holds(block.Id));
        Assert.Equal([2, 3], lab.Where(block));
    }

    /// <summary>What is being written is told of by its writer and its nodes: nobody else's word puts a replica into it.</summary>
    [Fact]
    public void Damage_of_what_is_being_written_makes_no_replica_of_it()
    {
        var lab = new BlockLab();
        lab.StartNodes(1);
        lab.AddNode().Register();
        lab[2].Beat();
        var block = lab.NewBlock();
        lab.Manager.Add(block, BlockState.UnderConstruction, 1, 2, [lab[1].Location()]);
        lab.Manager.MarkCorrupt(block, lab[2].Uuid, lab[2].Volumes[0].StorageId, "rot");
        Assert.Equal(0, lab.Manager.Stats.CorruptReplicas);
    }

    /// <summary>A reader or a scanner may be the first to tell of a replica after a start of the NameNode.</summary>
    [Fact]
    public void Damage_that_is_told_before_the_first_full_report_counts()
    {
        var lab = new BlockLab();
        lab.StartNodes(1);
        lab.AddNode().Register();
        lab[2].Beat();
        var block = lab.NewBlock();
        lab.Manager.Add(block, BlockState.Complete, 1, 2, []);
        lab[1].Received(block);
        lab[2].Put(block);
        lab.Manager.MarkCorrupt(block, lab[2].Uuid, lab[2].Volumes[0].StorageId, "rot");
        lab[2].Report();
        Assert.Equal([1], lab.Where(block));
        Assert.Equal(1, lab.Manager.Stats.CorruptReplicas);

        // What a node has reported without the replica it does not have.
        var other = lab.NewBlock();
        lab.Manager.Add(other, BlockState.Complete, 1, 2, []);
        lab[1].Received(other);
        lab.Manager.MarkCorrupt(other, lab[2].Uuid, lab[2].Volumes[0].StorageId, "rot");
        Assert.Equal(1, lab.Manager.Stats.CorruptReplicas);
    }

    /// <summary>It did its part; that the primary did not wait for the answer is no fault of the replica.</summary>
    [Fact]
    public void A_replica_that_took_what_was_agreed_and_was_not_named_is_good()
    {
        var lab = new BlockLab();
        lab.StartNodes(2);
        var block = lab.NewBlock(0, Old);
        lab.Manager.Add(block, BlockState.UnderConstruction, 1, 2, [lab[1].Location(), lab[2].Location()]);
        lab[2].Received(block with { Length = 42 });
        lab.Manager.BeginRecovery(lab.Now, block.Id, New);
        lab[2].Received(new Block(block.Id, 42, New));
        lab.Manager.EndRecovery(block.Id, 42, New, [(lab[1].Uuid, lab[1].Volumes[0].StorageId)]);
        Assert.True(lab.Manager.TryComplete(block.Id));
        Assert.Equal([1, 2], lab.Where(block));
        Assert.Equal(0, lab.Manager.Stats.PendingDeletion);
    }

    private static void Tell(BlockLab lab, Block block, Block agreed, Event what)
    {
        switch (what)
        {
            case Event.Taken:
                lab[1].Received(agreed);
                break;
            case Event.Reported:
                lab[1].Report();
                break;
            case Event.Committed:
                lab[2].Received(agreed);
                lab[3].Received(agreed);
                lab.Manager.EndRecovery(
                    block.Id,
                    agreed.Length,
                    agreed.GenerationStamp,
                    [.. new[] { 1, 2, 3 }.Select(n => (lab[n].Uuid, lab[n].Volumes[0].StorageId))]);
                Assert.True(lab.Manager.TryComplete(block.Id));
                break;
            default:
                var known = what == Event.FoundBefore ? Old : New;
                lab.Call(new ReportBadBlocks { Replicas = [lab[1].Bad(agreed with { GenerationStamp = known })] });
                break;
        }
    }

    private static IEnumerable<Event[]> Permutations(Event[] all) => all.Length <= 1
        ? [all]
        : all.SelectMany((first, i) => Permutations([.. all[..i], .. all[(i + 1)..]]).Select(rest => (Event[])[first, .. rest]));
}
