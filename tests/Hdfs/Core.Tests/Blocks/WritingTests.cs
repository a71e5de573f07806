using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Tests.Blocks.Kit;

namespace Hathi.Hdfs.Core.Tests.Blocks;

/// <summary>A block from its allocation to its completion.</summary>
public class WritingTests
{
    [Fact]
    public void A_block_is_complete_when_committed_and_reported_once()
    {
        var lab = new BlockLab();
        lab.StartNodes(3);
        var block = lab.NewBlock(10);
        lab.Manager.Add(
            block with { Length = 0 }, BlockState.UnderConstruction, 7, 3, [lab[1].Location(), lab[2].Location(), lab[3].Location()]);
        Assert.Equal(BlockState.Committed, lab.Manager.Commit(block.Id, 10, 1001));
        Assert.False(lab.Manager.TryComplete(block.Id));

        lab[2].Received(block);

        Assert.Equal([block.Id], lab.Owner.Completed);
        Assert.True(lab.Manager.TryComplete(block.Id));
        Assert.True(lab.Manager.TryGet(block.Id, out var info));
        Assert.Equal(new Block(block.Id, 10, 1001), info.Block);
        Assert.Equal(BlockState.Complete, info.State);
        Assert.Equal(1, lab.Manager.LiveReplicas(block.Id));
    }

    [Fact]
    public void A_block_reported_before_it_is_committed_completes_with_the_commit()
    {
        var lab = new BlockLab();
        lab.StartNodes(1);
        var block = lab.NewBlock(10);
        lab.Manager.Add(block with { Length = 0 }, BlockState.UnderConstruction, 7, 1, [lab[1].Location()]);
        lab[1].Receiving(block with { Length = 0 });
        lab[1].Received(block);
        Assert.Equal(BlockState.Complete, lab.Manager.Commit(block.Id, 10, 1001));
        Assert.Empty(lab.Owner.Completed);
    }

    [Fact]
    public void The_rest_of_the_pipeline_is_waited_for_before_anything_is_copied()
    {
        var lab = new BlockLab();
        lab.StartNodes(4);
        var block = lab.NewBlock(10);
        lab.Manager.Add(
            block with { Length = 0 }, BlockState.UnderConstruction, 7, 3, [lab[1].Location(), lab[2].Location(), lab[3].Location()]);
        lab[1].Received(block);
        lab.Manager.Commit(block.Id, 10, 1001);
        Assert.Equal(1, lab.Manager.Stats.PendingReconstruction);
        Assert.Equal(0, lab.Manager.Stats.LowRedundancy);

        lab[2].Received(block);
        lab[3].Received(block);
        Assert.Equal(0, lab.Manager.Stats.PendingReconstruction);
        Assert.Equal([1, 2, 3], lab.Where(block));
    }

    [Fact]
    public void A_commit_with_another_generation_stamp_is_refused()
    {
        var lab = new BlockLab();
        lab.StartNodes(1);
        var block = lab.NewBlock(10);
        lab.Manager.Add(block with { Length = 0 }, BlockState.UnderConstruction, 7, 1, [lab[1].Location()]);
        var fault = Assert.Throws<HdfsFault>(() => lab.Manager.Commit(block.Id, 10, 1002));
        Assert.Contains("mismatching GS", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_replica_with_another_length_than_the_committed_one_does_not_count()
    {
        var lab = new BlockLab();
        lab.StartNodes(2);
        var block = lab.NewBlock(10);
        lab.Manager.Add(block with { Length = 0 }, BlockState.UnderConstruction, 7, 2, [lab[1].Location(), lab[2].Location()]);
        lab[1].Received(block with { Length = 9 });
        Assert.Equal(BlockState.Committed, lab.Manager.Commit(block.Id, 10, 1001));
        lab[2].Received(block);
        Assert.Equal([2], lab.Where(block));
        Assert.Equal(1, lab.Manager.Stats.LowRedundancy);
    }

    [Fact]
    public void A_removed_block_is_deleted_where_it_is_with_the_next_heartbeats()
    {
        var lab = new BlockLab();
        lab.StartNodes(3);
        var block = lab.Write(3, 1, 2, 3);
        lab.Manager.Remove(block.Id);
        Assert.False(lab.Manager.TryGet(block.Id, out _));
        Assert.Equal(3, lab.Manager.Stats.PendingDeletion);
        lab.Run(4000);
        Assert.DoesNotContain(lab.Nodes, n => n.Holds(block.Id));
        Assert.Equal(0, lab.Manager.Stats.PendingDeletion);
    }

    [Fact]
    public void An_abandoned_block_is_deleted_where_it_was_begun_and_its_space_is_free_again()
    {
        var lab = new BlockLab();
        lab.StartNodes(1);
        lab[1].Volumes[0].Remaining = BlockLab.BlockSize;
        lab[1].Beat();
        var block = lab.NewBlock(10);
        lab.Manager.Add(block with { Length = 0 }, BlockState.UnderConstruction, 7, 1, [lab[1].Location()]);
        Assert.Throws<HdfsFault>(() => lab.Choose(count: 1));
        lab[1].Receiving(block with { Length = 0 });

        lab.Manager.Remove(block.Id);

        Assert.Equal([1], lab.Choose(count: 1));
        lab[1].Beat();
        Assert.Equal(block.Id, Assert.Single(lab[1].Deleting).Id);
    }

    [Fact]
    public void A_changed_pipeline_counts_only_replicas_of_the_new_generation()
    {
        var lab = new BlockLab();
        lab.StartNodes(3);
        var block = lab.NewBlock(10);
        lab.Manager.Add(
            block with { Length = 0 }, BlockState.UnderConstruction, 7, 3, [lab[1].Location(), lab[2].Location(), lab[3].Location()]);
        var renewed = block with { GenerationStamp = 1002 };
        lab[1].Receiving(renewed);
        lab.Manager.Reopen(block.Id, 1002, 5, [lab[1].Location(), lab[2].Location()]);
        lab[1].Received(renewed);
        lab[2].Received(renewed);
        Assert.Equal(BlockState.Complete, lab.Manager.Commit(block.Id, 10, 1002));

        lab[3].Received(block);
        lab.Run(12000);
        Assert.Equal([1, 2, 3], lab.Where(block));
        Assert.Equal(renewed, lab[3].Volumes[0].Replicas[block.Id].Block);
    }

    [Fact]
    public void An_append_opens_the_block_again_and_old_replicas_stop_counting_with_the_new_stamp()
    {
        var lab = new BlockLab();
        lab.StartNodes(2);
        var block = lab.Write(2, 1, 2);
        lab.Manager.Reopen(block.Id, block.GenerationStamp, block.Length, []);
        Assert.Equal([1, 2], lab.Where(block));

        lab.Manager.Reopen(block.Id, 1005, block.Length, [lab[1].Location(), lab[2].Location()]);
        Assert.Equal(0, lab.Manager.LiveReplicas(block.Id));
        var longer = new Block(block.Id, block.Length + 1, 1005);
        lab[1].Received(longer);
        lab[2].Received(longer);
        Assert.Equal(BlockState.Complete, lab.Manager.Commit(block.Id, longer.Length, 1005));
        Assert.Equal(2, lab.Manager.LiveReplicas(block.Id));
    }
}
