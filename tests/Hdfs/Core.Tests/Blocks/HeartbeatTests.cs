using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.Core.Tests.Blocks.Kit;

namespace Hathi.Hdfs.Core.Tests.Blocks;

/// <summary>Figures in, orders out; silence, death and return.</summary>
public class HeartbeatTests
{
    [Fact]
    public void Figures_are_summed_over_the_nodes_in_service()
    {
        var lab = new BlockLab();
        lab.AddNode(volumes: 2).Start();
        lab.AddNode().Start();
        lab[1].TransferThreads = 5;
        lab[1].Volumes[1].Remaining = 7;
        lab[1].Beat();
        var stats = lab.Manager.Stats;
        Assert.Equal(3L << 40, stats.Capacity);
        Assert.Equal((2L << 39) + 7, stats.Remaining);
        Assert.Equal(stats.Capacity - stats.Remaining, stats.Used);
        Assert.Equal(5, stats.TransferThreads);

        var node = lab.Manager.DataNodes(lab.Now, DataNodeFilter.Live)[0];
        Assert.Equal((2L << 40, 5, lab.Now.WallMilliseconds), (node.Capacity, node.TransferThreads, node.LastUpdate));
    }

    [Fact]
    public void A_node_is_stale_after_30_s_and_dead_after_ten_and_a_half_minutes()
    {
        var lab = new BlockLab();
        lab.StartNodes(2);
        lab[2].Up = false;
        lab.Run(33_000);
        Assert.Equal((2, 1, 0), (lab.Manager.Stats.LiveNodes, lab.Manager.Stats.StaleNodes, lab.Manager.Stats.DeadNodes));
        lab.Run(600_000);
        Assert.Equal((1, 0, 1), (lab.Manager.Stats.LiveNodes, lab.Manager.Stats.StaleNodes, lab.Manager.Stats.DeadNodes));
        Assert.Contains(lab.Notes, n => n.Contains("pi-2", StringComparison.Ordinal) && n.Contains("is lost", StringComparison.Ordinal));
        Assert.Equal("pi-2", Assert.Single(lab.Manager.DataNodes(lab.Now, DataNodeFilter.Dead)).Id.HostName);
    }

    [Fact]
    public void What_a_dead_node_held_is_copied_and_is_surplus_when_it_comes_back()
    {
        var lab = new BlockLab(new BlockManagerOptions { SafeModeExtension = 0, RecheckInterval = 1000, HeartbeatInterval = 1000 });
        lab.StartNodes(4);
        var block = lab.Write(3, 1, 2, 3);
        lab[3].Up = false;
        lab.Run(40_000);
        Assert.Equal([1, 2, 4], lab.Where(block));
        lab[3].Up = true;
        lab.Run(10_000);
        Assert.Equal(3, lab.Where(block).Length);
        Assert.Equal(3, lab.Nodes.Count(n => n.Holds(block.Id)));
        Assert.Equal((4, 0, 0L), (lab.Manager.Stats.LiveNodes, lab.Manager.Stats.DeadNodes, lab.Manager.Stats.Excess));
    }

    [Fact]
    public void A_dead_node_is_told_to_register()
    {
        var lab = new BlockLab();
        lab.StartNodes(1);
        lab[1].Up = false;
        lab.Run(700_000);
        Assert.IsType<ReRegister>(Assert.Single(lab[1].Beat().Commands));
        Assert.Equal(0, lab.Manager.Stats.LiveNodes);
        lab[1].Start();
        Assert.Equal(1, lab.Manager.Stats.LiveNodes);
    }

    [Fact]
    public void Deletions_are_told_a_thousand_a_heartbeat()
    {
        var lab = new BlockLab();
        lab.StartNodes(1);
        for (var i = 0; i < 2500; i++)
        {
            lab.Manager.Remove(lab.Write(1, 1).Id);
        }

        var sizes = new List<int>();
        for (var beat = 0; beat < 4; beat++)
        {
            lab[1].Beat();
            sizes.Add(lab[1].Deleting.Count());
        }

        Assert.Equal([1000, 1000, 500, 0], sizes);
    }

    [Fact]
    public void A_volume_that_fails_or_is_no_longer_told_of_loses_its_replicas()
    {
        var lab = new BlockLab();
        lab.AddNode(volumes: 3).Start();
        var blocks = new[] { 0, 1, 2 }.Select(volume =>
        {
            var block = lab.NewBlock();
            lab.Manager.Add(block, BlockState.Complete, 1, 1, []);
            lab[1].Received(block, volume);
            return block;
        }).ToArray();
        lab[1].Volumes[1].Failed = true;
        lab[1].Volumes.RemoveAt(2);
        lab[1].Beat();
        Assert.Equal([1, 0, 0], blocks.Select(b => lab.Manager.LiveReplicas(b.Id)));
        Assert.Equal(2, lab.Manager.Stats.Missing);
        Assert.Equal(2, lab.Manager.Stats.MissingWithReplicationOne);
        Assert.Equal(1L << 40, lab.Manager.Stats.Capacity);
    }

    [Fact]
    public void A_fatal_disk_error_takes_the_node_out()
    {
        var lab = new BlockLab();
        lab.StartNodes(1);
        lab.Call(new ErrorReport { From = lab[1].Registration, Code = DataNodeErrorCode.DiskError, Message = "one of two" });
        Assert.Equal(1, lab.Manager.Stats.LiveNodes);
        lab.Call(new ErrorReport { From = lab[1].Registration, Code = DataNodeErrorCode.FatalDiskError, Message = "all" });
        Assert.Equal(0, lab.Manager.Stats.LiveNodes);
    }

    [Fact]
    public void Bandwidth_of_the_balancer_is_told_once()
    {
        var lab = new BlockLab();
        lab.StartNodes(1);
        lab.Manager.SetBalancerBandwidth(5 << 20);
        Assert.Equal(new SetBalancerBandwidth(5 << 20), Assert.Single(lab[1].Beat().Commands));
        Assert.Empty(lab[1].Beat().Commands);
    }

    [Fact]
    public void Only_so_many_may_send_full_reports_at_once()
    {
        var lab = new BlockLab(new BlockManagerOptions { MaxReportLeases = 2, SafeModeExtension = 0 });
        for (var i = 0; i < 3; i++)
        {
            lab.AddNode().Register();
        }

        Assert.NotEqual(0, lab[1].Beat(askLease: true).FullBlockReportLeaseId);
        Assert.NotEqual(0, lab[2].Beat(askLease: true).FullBlockReportLeaseId);
        Assert.Equal(0, lab[3].Beat(askLease: true).FullBlockReportLeaseId);
        lab[1].Report();
        Assert.NotEqual(0, lab[3].Beat(askLease: true).FullBlockReportLeaseId);
        Assert.Equal(0, lab[1].Beat(askLease: true).FullBlockReportLeaseId);
        lab.Pass(300_000);
        Assert.NotEqual(0, lab[1].Beat(askLease: true).FullBlockReportLeaseId);
    }
}
