using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.Core.Tests.Blocks.Kit;

namespace Hathi.Hdfs.Core.Tests.Blocks;

/// <summary>Recovery of a block whose writer is gone.</summary>
public class RecoveryTests
{
    private static (BlockLab Lab, Block Block) Begun(int nodes)
    {
        var lab = new BlockLab(new BlockManagerOptions { SafeModeExtension = 0, RecheckInterval = 1000, HeartbeatInterval = 1000 });
        lab.StartNodes(nodes);
        var block = lab.NewBlock(0);
        lab.Manager.Add(block, BlockState.UnderConstruction, 1, 3, [.. lab.Nodes.Select(n => n.Location())]);
        return (lab, block);
    }

    [Fact]
    public void The_node_heard_of_last_leads_and_is_told_who_takes_part()
    {
        var (lab, block) = Begun(3);
        lab.Pass(1000);
        lab[2].Beat();
        Assert.Equal(RecoveryStart.Begun, lab.Manager.BeginRecovery(lab.Now, block.Id, 1010));
        Assert.Equal(1010, lab.Manager.RecoveryId(block.Id));
        lab[1].Beat();
        Assert.Empty(lab[1].Recovering);
        lab[2].Beat();
        var recovering = Assert.Single(lab[2].Recovering);
        Assert.Equal((block, 1010L, 3), (recovering.Block, recovering.RecoveryId, recovering.Locations.Count));
        Assert.True(lab.Manager.TryGet(block.Id, out var info));
        Assert.Equal(BlockState.UnderRecovery, info.State);
    }

    [Fact]
    public void What_was_agreed_is_the_block_and_others_are_bad()
    {
        var (lab, block) = Begun(3);
        lab.Manager.BeginRecovery(lab.Now, block.Id, 1010);
        lab.Manager.EndRecovery(
            block.Id, 42, 1010, [(lab[1].Uuid, lab[1].Volumes[0].StorageId), (lab[3].Uuid, lab[3].Volumes[0].StorageId)]);
        Assert.Equal(0, lab.Manager.RecoveryId(block.Id));
        Assert.True(lab.Manager.TryComplete(block.Id));
        Assert.Equal([1, 3], lab.Where(block));
        Assert.True(lab.Manager.TryGet(block.Id, out var info));
        Assert.Equal(new Block(block.Id, 42, 1010), info.Block);
        lab[2].Received(block with { Length = 50 });
        lab[2].Beat();
        Assert.Equal(1001, Assert.Single(lab[2].Deleting).GenerationStamp);
    }

    [Fact]
    public void A_second_try_is_led_by_another()
    {
        var (lab, block) = Begun(2);
        var leaders = new List<int>();
        for (var id = 1010L; id < 1013; id++)
        {
            lab.Manager.BeginRecovery(lab.Now, block.Id, id);
            leaders.Add(lab.Nodes.First(n => n.Beat().Commands.OfType<RecoverBlocks>().Any()).Number);
        }

        Assert.NotEqual(leaders[0], leaders[1]);
        Assert.Equal(leaders[0], leaders[2]);
    }

    /// <summary>Each order that came to nothing may have done so for a holder that does not answer.</summary>
    [Fact]
    public void Silent_holders_are_waited_for_in_ten_orders()
    {
        var (lab, block) = Begun(2);
        for (var i = 1; i <= 14; i++)
        {
            Assert.Equal(i > 10, IsWithoutSilent(lab, block, i));
        }
    }

    /// <summary>It may be reading what it has. A node that comes again and again keeps nothing open longer than an hour.</summary>
    [Fact]
    public void A_holder_that_comes_back_is_waited_for_anew_but_not_for_ever()
    {
        var (lab, block) = Begun(2);
        for (var i = 1; i <= 44; i++)
        {
            if (i % 10 == 0)
            {
                lab[2].Put(block with { Length = 7 }, ReplicaState.WaitingToBeRecovered);
                lab[2].Start();
            }

            Assert.Equal(i > 40, IsWithoutSilent(lab, block, i));
        }
    }

    /// <summary>While nobody is there no holder hears of an order, and none has kept silent.</summary>
    [Fact]
    public void Orders_that_nobody_took_use_up_no_patience()
    {
        var (lab, block) = Begun(2);
        foreach (var node in lab.Nodes)
        {
            node.Up = false;
        }

        lab.Pass(lab.Options.DeadAfter + 1);
        lab.Tick();
        for (var i = 1; i <= 45; i++)
        {
            lab.Manager.BeginRecovery(lab.Now, block.Id, 1010 + i);
        }

        foreach (var node in lab.Nodes)
        {
            node.Up = true;
            node.Put(block with { Length = 7 }, ReplicaState.WaitingToBeRecovered);
            node.Start();
        }

        Assert.False(IsWithoutSilent(lab, block, 46));
    }

    /// <summary>One that is there alone and refuses uses up its own patience, and not that for those who come back.</summary>
    [Fact]
    public void Orders_that_a_holder_had_no_part_in_use_up_no_patience_for_it()
    {
        var (lab, block) = Begun(3);
        lab[2].Up = lab[3].Up = false;
        lab.Run(lab.Options.DeadAfter + 1_000);
        for (var i = 1; i <= 45; i++)
        {
            IsWithoutSilent(lab, block, i);
        }

        Assert.True(IsWithoutSilent(lab, block, 46));
        foreach (var node in (TestNode[])[lab[2], lab[3]])
        {
            node.Put(block with { Length = 7 }, ReplicaState.WaitingToBeRecovered);
            node.Start();
        }

        for (var i = 1; i <= 12; i++)
        {
            Assert.Equal(i > 10, IsWithoutSilent(lab, block, 46 + i));
        }
    }

    [Fact]
    public void A_primary_that_dies_before_it_was_told_is_replaced()
    {
        var (lab, block) = Begun(2);
        lab[1].Beat();
        lab.Manager.BeginRecovery(lab.Now, block.Id, 1010);
        lab[1].Up = false;
        for (var second = 0; second < 20; second++)
        {
            lab.Pass(1000);
            lab[2].Beat();
            lab.Tick();
            if (lab[2].Recovering.Any())
            {
                Assert.Single(Assert.Single(lab[2].Recovering).Locations);
                return;
            }
        }

        Assert.Fail("Node 2 was never asked to lead.");
    }

    [Fact]
    public void A_block_that_no_node_was_ever_given_is_empty()
    {
        var lab = new BlockLab();
        var block = lab.NewBlock(0);
        lab.Manager.Add(block, BlockState.UnderConstruction, 1, 3, []);
        Assert.Equal(RecoveryStart.NobodyHasIt, lab.Manager.BeginRecovery(lab.Now, block.Id, 1010));
    }

    [Fact]
    public void After_a_restart_reported_replicas_take_part()
    {
        var (lab, block) = Restarted(replication: 1);
        lab[2].Put(block with { Length = 7 }, ReplicaState.WaitingToBeRecovered);
        lab[2].Start();
        Assert.Equal(RecoveryStart.Begun, lab.Manager.BeginRecovery(lab.Now, block.Id, 1010));
        lab[2].Beat();
        Assert.Single(lab[2].Recovering);
    }

    [Fact]
    public void After_a_restart_a_block_is_given_up_only_when_all_who_may_hold_it_have_reported()
    {
        var (lab, block) = Restarted(replication: 3);
        lab[1].Start();
        lab[2].Register();
        lab.Pass(lab.Options.DeadAfter - 1);
        Assert.Equal(RecoveryStart.WaitsForReports, Begin(lab, block));
        lab.Pass(1);
        Assert.Equal(RecoveryStart.WaitsForReports, Begin(lab, block)); // node 2 is here and has said nothing of its replicas
        lab[2].Start();
        Assert.Equal(RecoveryStart.NobodyHasIt, Begin(lab, block));
        Assert.True(lab.Manager.TryGet(block.Id, out var info));
        Assert.Equal((BlockState.UnderConstruction, 0L), (info.State, lab.Manager.RecoveryId(block.Id)));
        lab[3].Put(block with { Length = 7 }, ReplicaState.WaitingToBeRecovered);
        lab[3].Register();
        Assert.Equal(RecoveryStart.WaitsForReports, Begin(lab, block));
        lab[3].Start();
        Assert.Equal(RecoveryStart.Begun, Begin(lab, block));
    }

    [Fact]
    public void After_a_restart_those_that_have_more_of_it_are_waited_for()
    {
        var (lab, block) = Restarted(replication: 3);
        lab[1].Put(block with { Length = 7 }, ReplicaState.WaitingToBeRecovered);
        lab[1].Start();
        lab.Pass(lab.Options.StaleAfter - 1);
        Assert.Equal(RecoveryStart.WaitsForReports, Begin(lab, block));
        lab[2].Register();
        lab.Pass(1);
        Assert.Equal(RecoveryStart.WaitsForReports, Begin(lab, block));
        lab[2].Put(block with { Length = 9 }, ReplicaState.WaitingToBeRecovered);
        lab[2].Start();
        Assert.Equal(RecoveryStart.Begun, Begin(lab, block));
        lab[2].Beat();
        Assert.Equal(2, Assert.Single(lab[2].Recovering).Locations.Count);
    }

    [Fact]
    public void After_a_restart_the_whole_pipeline_is_enough()
    {
        var (lab, block) = Restarted(replication: 2);
        foreach (var node in new[] { lab[1], lab[2] })
        {
            node.Put(block with { Length = 7 }, ReplicaState.BeingWritten);
            node.Start();
        }

        Assert.Equal(RecoveryStart.Begun, Begin(lab, block));
    }

    [Fact]
    public void A_node_that_never_reports_does_not_hold_up_those_that_have_the_block_for_ever()
    {
        var (lab, block) = Restarted(replication: 3);
        lab[1].Put(block with { Length = 7 }, ReplicaState.WaitingToBeRecovered);
        lab[1].Start();
        lab[2].Register();
        lab.Pass(lab.Options.DeadAfter);
        Assert.Equal(RecoveryStart.Begun, Begin(lab, block));
    }

    [Fact]
    public void A_node_that_never_ends_a_report_does_not_keep_an_empty_block_for_ever()
    {
        var (lab, block) = Restarted(replication: 3);
        lab[1].Start();
        var patience = 6 * lab.Options.DeadAfter;
        for (var passed = 0L; passed < patience; passed += 10_000)
        {
            lab[2].Register(); // again and again, and it never tells of its blocks
            Assert.Equal(RecoveryStart.WaitsForReports, Begin(lab, block));
            lab.Pass(10_000);
        }

        Assert.Equal(RecoveryStart.NobodyHasIt, Begin(lab, block));
    }

    [Fact]
    public void Nodes_that_come_one_after_the_other_and_never_report_keep_an_empty_block_for_a_day_at_most()
    {
        var (lab, block) = Restarted(replication: 3);
        lab[1].Start();
        const int Day = 144; // dead intervals
        for (var passed = 0; passed < Day; passed += 3)
        {
            lab.AddNode().Register(); // as if it were another each time
            Assert.Equal(RecoveryStart.WaitsForReports, Begin(lab, block));
            lab.Pass(3 * lab.Options.DeadAfter);
            lab.Tick();
        }

        lab.AddNode().Register();
        Assert.Equal(RecoveryStart.NobodyHasIt, Begin(lab, block));
    }

    [Fact]
    public void Blocks_that_are_gone_take_no_place_among_the_orders_of_a_heartbeat()
    {
        var (lab, block) = Begun(1);
        for (var i = 0; i < 3_000; i++)
        {
            var gone = lab.NewBlock(0);
            lab.Manager.Add(gone, BlockState.UnderConstruction, 1, 1, [lab[1].Location()]);
            Assert.Equal(RecoveryStart.Begun, Begin(lab, gone));
            lab.Manager.Remove(gone.Id);
        }

        Begin(lab, block);
        lab[1].Beat();
        Assert.Equal(block.Id, Assert.Single(lab[1].Recovering).Block.Id);
    }

    [Fact]
    public void A_node_that_comes_hours_after_a_start_is_waited_for_until_it_has_reported()
    {
        var (lab, block) = Restarted(replication: 3);
        lab[1].Start();
        for (var passed = 0L; passed < 20 * lab.Options.DeadAfter; passed += lab.Options.DeadAfter / 2)
        {
            lab.Pass(lab.Options.DeadAfter / 2);
            lab[1].Beat();
        }

        lab[2].Register(); // its rack was switched on now
        Assert.Equal(RecoveryStart.WaitsForReports, Begin(lab, block));
        lab[2].Put(block with { Length = 100 }, ReplicaState.WaitingToBeRecovered);
        lab[2].Beat();
        lab[2].Report();
        Assert.NotEqual(RecoveryStart.NobodyHasIt, Begin(lab, block));
    }

    [Fact]
    public void Volumes_that_are_gone_may_come_back_before_a_block_is_given_up()
    {
        var (lab, block) = Begun(1);
        lab[1].Volumes[0] = new TestVolume("DS-other");
        lab[1].Start();
        Assert.Equal(RecoveryStart.WaitsForReports, Begin(lab, block));
        lab.Pass(lab.Options.DeadAfter);
        Assert.Equal(RecoveryStart.NobodyHasIt, Begin(lab, block));
    }

    [Fact]
    public void A_commit_during_recovery_is_refused()
    {
        var (lab, block) = Begun(1);
        lab.Manager.BeginRecovery(lab.Now, block.Id, 1010);
        Assert.Contains(
            "under recovery", Assert.Throws<HdfsFault>(() => lab.Manager.Commit(block.Id, 1, 1001)).Message, StringComparison.Ordinal);
    }

    // The name space tells of a block that was being written, and three nodes have yet to come.
    private static (BlockLab Lab, Block Block) Restarted(short replication)
    {
        var lab = new BlockLab(new BlockManagerOptions { SafeModeExtension = 0 }, started: false);
        var block = lab.NewBlock(0);
        lab.Manager.Add(block, BlockState.UnderConstruction, 1, replication, []);
        for (var i = 0; i < 3; i++)
        {
            lab.AddNode();
        }

        lab.Manager.StartupComplete(lab.Now);
        return (lab, block);
    }

    private static bool IsWithoutSilent(BlockLab lab, Block block, int order)
    {
        Assert.Equal(RecoveryStart.Begun, lab.Manager.BeginRecovery(lab.Now, block.Id, 1010 + order));
        return Assert.Single(lab.Nodes.Where(static n => n.Up).SelectMany(static n =>
        {
            n.Beat();
            return n.Recovering.ToArray();
        })).WithoutSilent;
    }

    private static RecoveryStart Begin(BlockLab lab, Block block) => lab.Manager.BeginRecovery(lab.Now, block.Id, 1010);
}
