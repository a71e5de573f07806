using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Blocks.Reports;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Tests.Blocks.Kit;

namespace Hathi.Hdfs.Core.Tests.Blocks;

/// <summary>Full and incremental block reports.</summary>
public class ReportTests
{
    [Fact]
    public void A_full_report_adds_what_is_new_and_removes_what_is_gone()
    {
        var lab = new BlockLab();
        lab.StartNodes(2);
        var blocks = Enumerable.Range(0, 100).Select(_ => lab.Write(2, 1, 2)).ToArray();
        foreach (var block in blocks[..30])
        {
            lab[1].Volumes[0].Replicas.Remove(block.Id);
        }

        var added = lab.NewBlock();
        lab.Manager.Add(added, BlockState.Complete, 1, 1, []);
        lab[1].Put(added);
        lab[1].Report();
        Assert.All(blocks[..30], b => Assert.Equal([2], lab.Where(b)));
        Assert.All(blocks[30..], b => Assert.Equal([1, 2], lab.Where(b)));
        Assert.Equal([1], lab.Where(added));
        Assert.Equal(30, lab.Manager.Stats.LowRedundancy);
        Assert.Equal(71, lab.Manager.DataNodes(lab.Now, DataNodeFilter.All)[0].Blocks);
    }

    [Fact]
    public void The_same_report_twice_changes_nothing()
    {
        var lab = new BlockLab();
        lab.StartNodes(3, "/a", "/b");
        var blocks = Enumerable.Range(0, 50).Select(_ => lab.Write(3, 1, 2, 3)).ToArray();
        var before = lab.Manager.Stats;
        lab[1].Report();
        lab[1].Report();
        Assert.Equal(before, lab.Manager.Stats);
        Assert.All(blocks, b => Assert.Equal([1, 2, 3], lab.Where(b)));
    }

    [Fact]
    public void Replicas_that_no_file_owns_are_deleted()
    {
        var lab = new BlockLab();
        lab.StartNodes(1);
        lab[1].Put(lab.NewBlock());
        lab[1].Report();
        lab[1].Received(lab.NewBlock());
        lab[1].Beat();
        Assert.Equal(2, lab[1].Deleting.Count());
    }

    [Fact]
    public void What_a_node_says_of_blocks_that_no_file_owns_takes_bounded_memory_and_is_deleted_report_by_report()
    {
        const int More = 10;
        var lab = new BlockLab();
        lab.StartNodes(1);
        for (var i = 0; i < ReportedReplicas.MostUnknown + More; i++)
        {
            lab[1].Put(lab.NewBlock());
        }

        lab[1].Report();
        Assert.Equal(ReportedReplicas.MostUnknown, lab.Manager.Stats.PendingDeletion);
        lab[1].Beat();
        Assert.InRange(lab[1].Deleting.Count(), More, lab.Options.InvalidateLimit);
        foreach (var deleted in lab[1].Deleting)
        {
            lab[1].Volumes[0].Replicas.Remove(deleted.Id);
        }

        lab[1].Report();
        Assert.Equal(lab[1].Volumes[0].Replicas.Count, lab.Manager.Stats.PendingDeletion);
    }

    [Fact]
    public void A_replica_that_is_to_be_deleted_is_not_taken_in_again()
    {
        var lab = new BlockLab();
        lab.StartNodes(4);
        var block = lab.Write(4, 1, 2, 3, 4);
        lab.Manager.SetReplication(block.Id, 3);
        foreach (var node in lab.Nodes)
        {
            node.Report();
        }

        Assert.Equal((1L, 1L), (lab.Manager.Stats.Excess, lab.Manager.Stats.PendingDeletion));
        Assert.Equal(3, lab.Manager.LiveReplicas(block.Id));
    }

    [Fact]
    public void A_surplus_replica_still_there_after_a_restart_is_ordered_deleted_again()
    {
        var lab = new BlockLab();
        lab.StartNodes(4);
        var block = lab.Write(4, 1, 2, 3, 4);
        lab.Manager.SetReplication(block.Id, 3);
        lab.Run(4000, obey: false);
        Assert.Equal((1L, 0L), (lab.Manager.Stats.Excess, lab.Manager.Stats.PendingDeletion));
        foreach (var node in lab.Nodes)
        {
            node.Start();
        }

        Assert.Equal((1L, 1L), (lab.Manager.Stats.Excess, lab.Manager.Stats.PendingDeletion));
    }

    [Fact]
    public void A_replica_reported_on_another_volume_has_moved()
    {
        var lab = new BlockLab();
        lab.AddNode(volumes: 2).Start();
        var block = lab.Write(1, 1);
        lab[1].Volumes[0].Replicas.Clear();
        lab[1].Received(block, 1);
        var location = Assert.Single(lab.Manager.Locate(lab.Now, block.Id, 0, "").Locations);
        Assert.Equal(lab[1].Volumes[1].StorageId, location.StorageId);
        lab[1].Report();
        Assert.Equal(1, lab.Manager.LiveReplicas(block.Id));
    }

    [Fact]
    public void Replicas_being_written_are_where_an_open_block_is_found()
    {
        var lab = new BlockLab();
        lab.StartNodes(3);
        var block = lab.NewBlock(0);
        lab.Manager.Add(block, BlockState.UnderConstruction, 1, 3, [lab[1].Location()]);
        lab[2].Put(block, ReplicaState.BeingWritten);
        lab[2].Report();
        lab[3].Put(block with { GenerationStamp = 900 }, ReplicaState.WaitingToBeRecovered);
        lab[3].Report();
        Assert.Equal([1, 2], lab.Where(block));
        Assert.Equal(
            [ReplicaHealth.Corrupt, ReplicaHealth.BeingWritten, ReplicaHealth.BeingWritten],
            lab.Manager.Replicas(lab.Now, block.Id).Select(r => r.Health));
    }

    [Fact]
    public void A_deletion_is_believed()
    {
        var lab = new BlockLab();
        lab.StartNodes(2);
        var block = lab.Write(2, 1, 2);
        lab[1].Deleted(block.Id);
        Assert.Equal([2], lab.Where(block));
        lab[1].Tell(block, BlockChangeKind.Deleted);
        Assert.Equal([2], lab.Where(block));
    }

    [Fact]
    public void More_than_three_replicas_are_kept_as_well()
    {
        var lab = new BlockLab();
        lab.StartNodes(12);
        var block = lab.Write(12, [.. Enumerable.Range(1, 12)]);
        Assert.Equal(12, lab.Manager.LiveReplicas(block.Id));
        foreach (var n in new[] { 5, 1, 12, 7, 3 })
        {
            lab[n].Deleted(block.Id);
        }

        Assert.Equal([2, 4, 6, 8, 9, 10, 11], lab.Where(block));
        lab[1].Received(block);
        Assert.Equal([1, 2, 4, 6, 8, 9, 10, 11], lab.Where(block));
    }
}
