using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.Core.Tests.Blocks.Kit;

namespace Hathi.Hdfs.Core.Tests.Blocks;

/// <summary>What dfsadmin and fsck are given.</summary>
public class ViewTests
{
    [Fact]
    public void Replicas_are_told_by_how_they_count()
    {
        var lab = new BlockLab();
        lab.StartNodes(4);
        var block = lab.Write(4, 1, 2, 3, 4);
        lab.Manager.MarkCorrupt(block, lab[1].Uuid, "", "rot");
        lab.Manager.RefreshNodes(lab.Now, new NodeLists([], ["127.77.15.2"]));
        lab.Manager.SetReplication(block.Id, 1);
        var counts = lab.Manager.CountReplicas(block.Id);
        Assert.Equal((1, 1, 0, 1), (counts.Live, counts.Decommissioning, counts.Corrupt, counts.Excess));
        Assert.Equal(
            [ReplicaHealth.Decommissioning, ReplicaHealth.Excess, ReplicaHealth.Live],
            lab.Manager.Replicas(lab.Now, block.Id).Select(r => r.Health).OrderBy(h => h.ToString(), StringComparer.Ordinal));
    }

    [Fact]
    public void Metasave_tells_of_blocks_and_nodes_in_Apache_s_lines()
    {
        var lab = new BlockLab();
        lab.StartNodes(3);
        var low = lab.Write(3, 1);
        var gone = lab.Write(1, 2);
        lab[2].Deleted(gone.Id);
        var bad = lab.Write(2, 2, 3);
        lab.Manager.MarkCorrupt(bad, lab[3].Uuid, "", "rot");
        lab.Manager.Remove(lab.Write(1, 1).Id);
        var lines = lab.Manager.MetaSave(lab.Now).ToArray();
        Assert.Equal("Live Datanodes: 3", lines[0]);
        Assert.Contains("Metasave: Blocks waiting for reconstruction: 2", lines);
        Assert.Contains(
            $"/f1: blk_{low.Id}_1001 (replicas: live: 1 decommissioning and decommissioned: 0 corrupt: 0 in excess: 0 maintenance mode: "
            + "0)  127.77.15.1:9866 : ",
            lines);
        Assert.Contains("Metasave: Blocks currently missing: 1", lines);
        Assert.Contains(
            $"/f1: blk_{gone.Id}_1001 MISSING (replicas: live: 0 decommissioning and decommissioned: 0 corrupt: 0 in excess: "
            + "0 maintenance mode: 0) ",
            lines);
        Assert.Contains("Metasave: Blocks 1 waiting deletion from 1 datanodes.", lines);
        Assert.Contains(
            $"Block=blk_{bad.Id}_1001\tSize=134217728\tNode=127.77.15.3:9866\tStorageID=DS-3-0\tStorageState=NORMAL\tTotalReplicas=2\t"
            + "Reason=rot", lines);
        Assert.Contains("Metasave: Number of datanodes: 3", lines);
        Assert.Equal("127.77.15.1:9866 IN 1099511627776(1 TB) 549755813888(512 GB) 50.00% 549755813888(512 GB)", lines[^3]);
    }

    [Fact]
    public void Reports_tell_of_the_nodes_of_the_lists_and_of_no_other()
    {
        var lab = new BlockLab();
        lab.StartNodes(3);
        lab.Manager.RefreshNodes(lab.Now, new NodeLists(["127.77.15.1", "127.77.15.2:9866"], []));
        lab.Settle();
        Assert.Equal("127.77.15.1 127.77.15.2", Told(DataNodeFilter.All));
        Assert.Equal("", Told(DataNodeFilter.Dead));
        Assert.Equal(0, lab.Manager.Stats.DeadNodes);

        lab.Manager.RefreshNodes(lab.Now, new NodeLists(["127.77.15.1", "127.77.15.2:9867", "127.77.15.9"], []));
        lab.Settle();
        Assert.Equal("127.77.15.1", Told(DataNodeFilter.Live));
        Assert.Equal("127.77.15.2 127.77.15.9", Told(DataNodeFilter.Dead));
        Assert.Equal([9867, 9866], lab.Manager.DataNodes(lab.Now, DataNodeFilter.Dead).Select(static n => n.Id.TransferPort));
        Assert.Equal(2, lab.Manager.Stats.DeadNodes);
        Assert.Equal(3, lab.Manager.Storages(lab.Now, DataNodeFilter.All).Count);

        lab.Manager.RefreshNodes(lab.Now, NodeLists.Everyone);
        lab.Settle();
        Assert.Equal("127.77.15.2 127.77.15.3", Told(DataNodeFilter.Dead));
        Assert.Equal(2, lab.Manager.Stats.DeadNodes);

        string Told(DataNodeFilter filter) => string.Join(' ', lab.Manager.DataNodes(lab.Now, filter).Select(static n => n.Id.Address));
    }

    [Fact]
    public void Storages_are_told_with_their_figures()
    {
        var lab = new BlockLab();
        lab.AddNode(volumes: 2).Start();
        var storages = Assert.Single(lab.Manager.Storages(lab.Now, DataNodeFilter.Live)).Storages;
        Assert.Equal(["DS-1-0", "DS-1-1"], storages.Select(s => s.StorageId));
        Assert.Equal(1L << 39, storages[1].Remaining);
    }
}
