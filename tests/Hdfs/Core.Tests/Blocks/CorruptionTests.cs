using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Tests.Blocks.Kit;

namespace Hathi.Hdfs.Core.Tests.Blocks;

/// <summary>Bad replicas: reported by readers and scanners, or given away by length, stamp or state.</summary>
public class CorruptionTests
{
    [Fact]
    public void One_call_that_tells_of_many_bad_replicas_is_some_lines_in_the_log()
    {
        var lab = new BlockLab();
        lab.StartNodes(2);
        var blocks = Enumerable.Range(0, 500).Select(_ => lab.Write(2, 1, 2)).ToList();
        lab.Notes.Clear();
        lab.Call(new ReportBadBlocks { Replicas = [.. blocks.Select(b => lab[1].Bad(b))] });
        Assert.Equal(500, lab.Manager.Stats.CorruptReplicas);
        Assert.InRange(lab.Notes.Count(n => n.Contains("is corrupt", StringComparison.Ordinal)), 1, 100);
        Assert.Contains("400 more lines of the same moment are left out.", lab.Notes);
    }

    [Fact]
    public void A_bad_replica_is_replaced_and_only_then_deleted()
    {
        var lab = new BlockLab();
        lab.StartNodes(4);
        var block = lab.Write(3, 1, 2, 3);
        lab.Manager.MarkCorrupt(block, lab[2].Uuid, "", "checksum error");
        Assert.Equal([1, 3], lab.Where(block));
        Assert.Equal(1, lab.Manager.Stats.CorruptReplicas);
        Assert.Equal(
            "checksum error", lab.Manager.Replicas(lab.Now, block.Id).Single(r => r.Health == ReplicaHealth.Corrupt).CorruptReason);
        lab.Run(10_000, obey: false);
        Assert.Equal(1, lab.Manager.Stats.CorruptReplicas);

        lab[4].Received(block);
        Assert.Equal((0L, 1L), (lab.Manager.Stats.CorruptReplicas, lab.Manager.Stats.PendingDeletion));
        lab.Run(4_000);
        Assert.Equal([1, 3, 4], lab.Where(block));
        Assert.False(lab[2].Holds(block.Id));
    }

    [Fact]
    public void When_every_node_has_a_replica_the_bad_one_makes_room_for_a_good_one()
    {
        var lab = new BlockLab();
        lab.StartNodes(3);
        var block = lab.Write(3, 1, 2, 3);
        lab.Manager.MarkCorrupt(block, lab[2].Uuid, "", "checksum error");
        lab.Run(20_000);
        Assert.Equal([1, 2, 3], lab.Where(block));
        Assert.Equal(0, lab.Manager.Stats.CorruptReplicas);
    }

    [Fact]
    public void Bad_replicas_are_deleted_when_there_are_more_than_wanted_with_them()
    {
        var lab = new BlockLab();
        lab.StartNodes(4);
        var block = lab.Write(3, 1, 2, 3);
        lab[4].Put(block with { Length = 1 });
        lab[4].Report();
        lab[4].Beat();
        Assert.Equal(block.Id, Assert.Single(lab[4].Deleting).Id);
        Assert.Equal([1, 2, 3], lab.Where(block));
    }

    [Fact]
    public void The_last_replica_is_kept_and_named_though_it_is_bad()
    {
        var lab = new BlockLab();
        lab.StartNodes(2);
        var block = lab.Write(1, 1);
        lab.Manager.MarkCorrupt(block, lab[1].Uuid, lab[1].Volumes[0].StorageId, "rot");
        lab.Run(10_000);
        var located = lab.Manager.Locate(lab.Now, block.Id, 0, "");
        Assert.True(located.Corrupt);
        Assert.Single(located.Locations);
        Assert.True(lab[1].Holds(block.Id));
        Assert.Equal((1L, 1L), (lab.Manager.Stats.Missing, lab.Manager.Stats.MissingWithReplicationOne));
    }

    [Fact]
    public void A_scanner_s_report_marks_its_own_replica()
    {
        var lab = new BlockLab();
        lab.StartNodes(3);
        var block = lab.Write(3, 1, 2, 3);
        lab.Call(new ReportBadBlocks { Replicas = [lab[3].Bad(block)] });
        Assert.Equal([1, 2], lab.Where(block));
    }

    /// <summary>A DataNode that is answered has told it, and tells it nobody again.</summary>
    [Fact]
    public void A_scanner_s_report_of_a_node_that_nobody_knows_is_refused_and_the_others_are_marked()
    {
        var lab = new BlockLab();
        lab.StartNodes(3);
        var block = lab.Write(3, 1, 2, 3);
        var stranger = new BadReplica(block, "stranger", "", "10.0.0.9:9866");
        var fault = Assert.Throws<HdfsFault>(
            () => lab.Call(new ReportBadBlocks { Replicas = [lab[1].Bad(block), stranger, lab[3].Bad(block)] }));
        Assert.Equal(
            (HdfsError.Io,
                $"Cannot mark blk_{block.Id}_{block.GenerationStamp} as corrupt because datanode 10.0.0.9:9866 (stranger) does not exist"),
            (fault.Error, fault.Message));
        Assert.Equal([2], lab.Where(block));
        lab.Call(new ReportBadBlocks { Replicas = [stranger with { Block = block with { Id = 7 } }] });
    }

    [Theory]
    [InlineData(ReplicaState.Finalized, 1000, BlockLab.BlockSize, "genstamp")]
    [InlineData(ReplicaState.Finalized, 1001, 5, "reported length 5 does not match length in block map 134217728")]
    [InlineData(ReplicaState.WaitingToBeRecovered, 1001, BlockLab.BlockSize, "invalid state")]
    [InlineData(ReplicaState.UnderRecovery, 1001, BlockLab.BlockSize, "keep to themselves")]
    [InlineData(ReplicaState.BeingWritten, 1001, 5, null)]
    [InlineData(ReplicaState.BeingWritten, 1000, 5, "genstamp")]
    public void What_does_not_fit_a_complete_block_is_bad(ReplicaState state, long stamp, long length, string? reason)
    {
        var lab = new BlockLab();
        lab.StartNodes(2);
        var block = lab.Write(4, 1);
        lab[2].Put(new Block(block.Id, length, stamp), state);
        lab[2].Report();
        var bad = lab.Manager.Replicas(lab.Now, block.Id).FirstOrDefault(r => r.Health == ReplicaHealth.Corrupt).CorruptReason;
        if (reason == null || lab.Manager.Stats.PendingDeletion > 0)
        {
            // An old stamp comes from a failed write: deleted at once, the block has a good replica.
            Assert.Null(bad);
            Assert.Equal(reason == null ? 0 : 1, lab.Manager.Stats.PendingDeletion);
        }
        else
        {
            Assert.Contains(reason, bad, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_replica_with_an_old_stamp_counts_again_when_it_is_reported_with_the_right_one()
    {
        var lab = new BlockLab();
        lab.StartNodes(1);
        var block = lab.NewBlock();
        lab.Manager.Add(block, BlockState.Complete, 1, 1, []);
        lab[1].Received(block with { GenerationStamp = 1000 });
        Assert.Equal(1, lab.Manager.Stats.CorruptReplicas);
        lab[1].Received(block);
        Assert.Equal(0, lab.Manager.Stats.CorruptReplicas);
        Assert.Equal(1, lab.Manager.LiveReplicas(block.Id));
    }

    [Fact]
    public void A_replica_reported_bad_stays_bad_though_its_node_reports_it_as_whole()
    {
        var lab = new BlockLab();
        lab.StartNodes(1);
        var block = lab.Write(1, 1);
        lab.Manager.MarkCorrupt(block, lab[1].Uuid, "", "rot");
        lab[1].Report();
        Assert.Equal(1, lab.Manager.Stats.CorruptReplicas);
    }
}
