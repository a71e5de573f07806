using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.Core.Tests.Blocks.Kit;

namespace Hathi.Hdfs.Core.Tests.Blocks;

/// <summary>Taking nodes out of service without losing a replica.</summary>
public class DecommissionTests
{
    private static AdminState State(BlockLab lab, int node) => lab.Manager.DataNodes(lab.Now, DataNodeFilter.All)[node - 1].AdminState;

    [Fact]
    public void A_node_may_go_when_all_its_blocks_are_elsewhere()
    {
        var lab = new BlockLab();
        lab.StartNodes(4);
        var blocks = Enumerable.Range(0, 20).Select(_ => lab.Write(3, 1, 2, 3)).ToArray();
        lab.Manager.RefreshNodes(lab.Now, new NodeLists([], ["127.77.15.1"]));
        lab.Settle();
        Assert.Equal(AdminState.DecommissionInProgress, State(lab, 1));
        Assert.Equal((1, 20L), (lab.Manager.Stats.DecommissioningNodes, lab.Manager.Stats.LowRedundancy));
        lab.Run(30_000, obey: false);
        Assert.Equal(AdminState.DecommissionInProgress, State(lab, 1));
        lab.Run(400_000);
        Assert.Equal(AdminState.Decommissioned, State(lab, 1));
        Assert.All(blocks, b => Assert.Equal([2, 3, 4], lab.Where(b).Except([1])));
        Assert.All(blocks, b => Assert.True(lab[1].Holds(b.Id)));
        Assert.Equal(1, lab.Manager.Stats.DecommissionedLiveNodes);
    }

    [Fact]
    public void It_takes_no_new_blocks_and_its_only_replicas_are_copied_from_it()
    {
        var lab = new BlockLab();
        lab.StartNodes(3);
        var block = lab.Write(1, 1);
        lab.Manager.RefreshNodes(lab.Now, new NodeLists([], ["127.77.15.1"]));
        Assert.DoesNotContain(1, lab.Choose());
        Assert.Equal(0, lab.Manager.Stats.Missing);
        lab.Run(60_000);
        Assert.Equal(AdminState.Decommissioned, State(lab, 1));
        Assert.Equal(2, lab.Where(block).Length);
    }

    [Fact]
    public void Taken_back_its_replicas_count_again_and_the_copies_are_surplus()
    {
        var lab = new BlockLab();
        lab.StartNodes(4);
        var block = lab.Write(3, 1, 2, 3);
        lab.Manager.RefreshNodes(lab.Now, new NodeLists([], ["127.77.15.1"]));
        lab.Run(60_000);
        lab.Manager.RefreshNodes(lab.Now, NodeLists.Everyone);
        Assert.Equal(AdminState.Normal, State(lab, 1));
        lab.Run(10_000);
        Assert.Equal(3, lab.Where(block).Length);
        Assert.Equal(3, lab.Nodes.Count(n => n.Holds(block.Id)));
    }

    /// <summary>Seed 1137 of the simulated cluster: a block behind the bad one kept a replica too many for ever.</summary>
    [Fact]
    public void Taken_back_all_its_blocks_are_looked_at_also_when_a_bad_replica_goes_meanwhile()
    {
        // A restart; the queues have come as far as the last block when the node is taken back.
        var lab = new BlockLab(
            new BlockManagerOptions { SafeModeThreshold = 1, SafeModeExtension = 5_000, BlocksPerPiece = 3 }, started: false);
        var blocks = Enumerable.Range(0, 4).Select(_ => lab.NewBlock()).ToArray();
        foreach (var block in blocks)
        {
            lab.Manager.Add(block, BlockState.Complete, 1, 3, []);
        }

        lab.Manager.RefreshNodes(lab.Now, new NodeLists([], ["127.77.15.1"]));
        lab.Manager.StartupComplete(lab.Now);
        for (var n = 1; n <= 4; n++)
        {
            var node = lab.AddNode();
            foreach (var block in Enumerable.Reverse(blocks))
            {
                node.Put(n == 1 && block == blocks[3] ? block with { Length = 1 } : block);
            }

            node.Start();
        }

        lab.Pass(6_000);
        lab.Tick();
        lab.Manager.RefreshNodes(lab.Now, NodeLists.Everyone);
        lab.Run(20_000);
        Assert.All(blocks, b => Assert.Equal(3, lab.Nodes.Count(n => n.Holds(b.Id))));
    }

    /// <summary>Seed 40 of the simulated cluster: the bad replica was kept and the node out of service could never go.</summary>
    [Fact]
    public void A_bad_replica_makes_room_for_a_good_one_also_beside_a_node_that_takes_none()
    {
        var lab = new BlockLab();
        lab.StartNodes(4);
        lab.Manager.RefreshNodes(lab.Now, new NodeLists([], ["127.77.15.4"]));
        var block = lab.Write(3, 1, 2, 3);
        lab.Manager.MarkCorrupt(block, lab[3].Uuid, "", "checksum error");
        lab.Run(60_000);
        Assert.Equal([1, 2, 3], lab.Where(block));
    }

    [Fact]
    public void A_node_that_registers_while_excluded_waits_for_its_report()
    {
        var lab = new BlockLab();
        lab.StartNodes(2);
        lab.Manager.RefreshNodes(lab.Now, new NodeLists([], ["127.77.15.3"]));
        var node = lab.AddNode().Register();
        lab.Run(40_000);
        node.Beat();
        lab.Run(40_000);
        Assert.Equal(AdminState.DecommissionInProgress, State(lab, 3));
        node.Report();
        lab.Run(40_000);
        Assert.Equal(AdminState.Decommissioned, State(lab, 3));
    }

    [Fact]
    public void A_dead_node_that_is_excluded_is_gone_at_once()
    {
        var lab = new BlockLab();
        lab.StartNodes(2);
        lab[2].Up = false;
        lab.Run(700_000);
        lab.Manager.RefreshNodes(lab.Now, new NodeLists([], ["127.77.15.2"]));
        Assert.Equal(AdminState.Decommissioned, State(lab, 2));
        Assert.Equal(1, lab.Manager.Stats.DecommissionedDeadNodes);
    }
}
