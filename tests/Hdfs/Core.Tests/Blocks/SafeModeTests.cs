using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.Core.Tests.Blocks.Kit;

namespace Hathi.Hdfs.Core.Tests.Blocks;

/// <summary>Start-up and manual safe mode, in Apache's words.</summary>
public class SafeModeTests
{
    // For name spaces so small that 99.9 % of them, rounded down as Apache does, would be too little to show anything.
    private static readonly BlockManagerOptions All = new() { SafeModeThreshold = 1, SafeModeExtension = 0 };

    private static (BlockLab Lab, Block[] Blocks) Restarted(int blocks, BlockManagerOptions? options = null)
    {
        var lab = new BlockLab(options, started: false);
        var all = Enumerable.Range(0, blocks).Select(_ => lab.NewBlock()).ToArray();
        foreach (var block in all)
        {
            lab.Manager.Add(block, BlockState.Complete, 1, 1, []);
        }

        lab.Manager.StartupComplete(lab.Now);
        return (lab, all);
    }

    [Fact]
    public void It_ends_when_enough_blocks_are_reported()
    {
        var (lab, blocks) = Restarted(1000);
        Assert.True(lab.Manager.InSafeMode);
        Assert.Equal(
            "The reported blocks 0 needs additional 999 blocks to reach the threshold 0.9990 of total blocks 1000.\n"
            + "The minimum number of live datanodes is not required. Safe mode will be turned off automatically once the thresholds have "
            + "been reached.",
            lab.Manager.SafeModeMessage);

        var node = lab.AddNode();
        foreach (var block in blocks[..998])
        {
            node.Put(block);
        }

        node.Start();
        Assert.True(lab.Manager.InSafeMode);
        node.Received(blocks[998]);
        Assert.False(lab.Manager.InSafeMode);
        Assert.Contains(lab.Notes, n => n.StartsWith("Safe mode is off", StringComparison.Ordinal));
        lab.Tick();
        Assert.Equal(1, lab.Manager.Stats.Missing);
    }

    [Fact]
    public void An_empty_name_space_has_none()
    {
        var (lab, _) = Restarted(0, new BlockManagerOptions());
        Assert.False(lab.Manager.InSafeMode);
    }

    [Fact]
    public void The_extension_is_waited_for()
    {
        var (lab, blocks) = Restarted(1, new BlockManagerOptions());
        var node = lab.AddNode();
        node.Put(blocks[0]);
        node.Start();
        lab.Pass(10_000);
        Assert.Equal(
            "The reported blocks 1 has reached the threshold 0.9990 of total blocks 1. The minimum number of live datanodes is not "
            + "required. In safe mode extension. Safe mode will be turned off automatically in 30 seconds.",
            lab.Manager.SafeModeMessage);
        lab.Tick();
        Assert.True(lab.Manager.InSafeMode);
        lab.Pass(20_000);
        lab.Tick();
        Assert.False(lab.Manager.InSafeMode);
    }

    [Fact]
    public void What_is_lost_again_in_the_extension_keeps_it_on()
    {
        var (lab, blocks) = Restarted(1, All with { SafeModeExtension = 1_000_000 });
        var node = lab.AddNode();
        node.Put(blocks[0]);
        node.Start();
        node.Deleted(blocks[0].Id);
        lab.Pass(1_000_000);
        lab.Tick();
        Assert.True(lab.Manager.InSafeMode);
        node.Put(blocks[0]);
        node.Start();
        Assert.False(lab.Manager.InSafeMode);
    }

    [Fact]
    public void Lengths_of_the_future_that_nobody_can_have_leave_the_sum_a_number_of_bytes()
    {
        var (lab, _) = Restarted(1, All);
        lab.StartNodes(1);
        lab[1].Received(lab.NewBlock(long.MinValue, stamp: 2000));
        Assert.Equal(0, lab.Manager.Stats.BytesInFuture);
        lab[1].Received(lab.NewBlock(long.MaxValue, stamp: 2000));
        lab[1].Received(lab.NewBlock(long.MaxValue, stamp: 2000));
        Assert.Equal(long.MaxValue, lab.Manager.Stats.BytesInFuture);
    }

    [Fact]
    public void The_extension_ends_early_where_that_is_wanted_and_every_block_is_there()
    {
        var (lab, blocks) = Restarted(2, new BlockManagerOptions { SafeModeExtension = 5_000, SafeModeLeavesWhenComplete = true });
        var node = lab.AddNode();
        node.Put(blocks[0]);
        node.Start();
        lab.Tick();
        Assert.True(lab.Manager.InSafeMode);
        node.Received(blocks[1]);
        Assert.False(lab.Manager.InSafeMode);
    }

    /// <summary>
    /// A writer whose pipeline lost a node with the NameNode, as the history of a job did, gives its file up where none is given.
    /// </summary>
    [Theory]
    [InlineData(0, true)]
    [InlineData(4_999, true)]
    [InlineData(5_000, false)]
    public void Who_wants_one_more_node_after_an_early_end_is_told_to_ask_again_while_the_extension_would_run(int passed, bool again)
    {
        var (lab, blocks) = Restarted(1, new BlockManagerOptions { SafeModeExtension = 5_000, SafeModeLeavesWhenComplete = true });
        var node = lab.AddNode();
        node.Put(blocks[0]);
        node.Start();
        Assert.False(lab.Manager.InSafeMode);
        lab.Pass(passed);
        IReadOnlyList<ReplicaLocation> More(int count) => lab.Manager.ChooseTargets(lab.Now, "", count, [node.Uuid], [], [], 1, 0, "/f");
        Assert.Empty(More(0));
        if (again)
        {
            Assert.Equal(HdfsError.SafeMode, Assert.Throws<HdfsFault>(() => More(1)).Error);
            lab.AddNode().Start();
            Assert.Single(More(1));
        }
        else
        {
            Assert.Empty(More(1));
        }
    }

    [Theory]
    [InlineData(0, HdfsError.NotReplicatedYet)]
    [InlineData(4_999, HdfsError.NotReplicatedYet)]
    [InlineData(5_000, HdfsError.Io)]
    public void Who_writes_after_an_early_end_is_told_to_ask_again_while_the_extension_would_run(int passed, HdfsError expected)
    {
        var (lab, blocks) = Restarted(1, new BlockManagerOptions { SafeModeExtension = 5_000, SafeModeLeavesWhenComplete = true });
        var node = lab.AddNode();
        node.Put(blocks[0]);
        node.Start();
        Assert.False(lab.Manager.InSafeMode);
        lab.Pass(passed);
        var fault = Assert.Throws<HdfsFault>(() => lab.Manager.ChooseTargets(lab.Now, "", 1, [], [node.Uuid], [], 1, 1, "/f"));
        Assert.Equal(expected, fault.Error);
        Assert.Contains("could only be written to 0 of the 1 minReplication nodes", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void The_extension_does_not_end_early_before_a_file_that_was_being_written_is_there(int complete)
    {
        var lab = new BlockLab(new BlockManagerOptions { SafeModeExtension = 5_000, SafeModeLeavesWhenComplete = true }, started: false);
        var blocks = Enumerable.Range(0, complete).Select(_ => lab.NewBlock()).ToArray();
        Array.ForEach(blocks, b => lab.Manager.Add(b, BlockState.Complete, 1, 1, []));
        var open = lab.NewBlock(0);
        lab.Manager.Add(open, BlockState.UnderConstruction, 2, 3, []);
        lab.Manager.StartupComplete(lab.Now);
        var node = lab.AddNode();
        Array.ForEach(blocks, b => node.Put(b));
        node.Start();
        lab.Tick();
        Assert.True(lab.Manager.InSafeMode);
        var writing = lab.AddNode();
        writing.Put(open with { Length = 7 }, ReplicaState.BeingWritten);
        writing.Start();
        Assert.False(lab.Manager.InSafeMode);
    }

    [Fact]
    public void A_lost_block_does_not_keep_it_on_for_longer_than_the_extension()
    {
        var (lab, blocks) = Restarted(2, new BlockManagerOptions { SafeModeExtension = 5_000, SafeModeLeavesWhenComplete = true });
        var node = lab.AddNode();
        node.Put(blocks[0]);
        node.Start();
        lab.Pass(4_999);
        lab.Tick();
        Assert.True(lab.Manager.InSafeMode);
        lab.Pass(1);
        lab.Tick();
        Assert.False(lab.Manager.InSafeMode);
    }

    [Fact]
    public void So_many_nodes_may_be_wanted_too()
    {
        var (lab, _) = Restarted(0, new BlockManagerOptions { SafeModeMinDataNodes = 2 });
        Assert.Contains(
            "The number of live datanodes 0 needs an additional 2 live datanodes to reach the minimum number 2.",
            lab.Manager.SafeModeMessage,
            StringComparison.Ordinal);
        lab.StartNodes(1);
        Assert.True(lab.Manager.InSafeMode);
        lab.AddNode().Register();
        Assert.False(lab.Manager.InSafeMode);
    }

    [Fact]
    public void A_replica_that_is_lost_again_or_bad_is_not_counted()
    {
        var (lab, blocks) = Restarted(2, All);
        lab.StartNodes(1);
        lab[1].Received(blocks[0]);
        lab[1].Received(blocks[1] with { Length = 1 });
        Assert.StartsWith("The reported blocks 1 needs", lab.Manager.SafeModeMessage, StringComparison.Ordinal);
        lab[1].Deleted(blocks[0].Id);
        Assert.StartsWith("The reported blocks 0 needs", lab.Manager.SafeModeMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_copied_or_deleted_meanwhile()
    {
        var (lab, blocks) = Restarted(2, All);
        lab.StartNodes(2);
        lab.Manager.SetReplication(blocks[0].Id, 2);
        lab[1].Received(blocks[0]);
        lab[1].Received(lab.NewBlock());
        lab.Run(10_000);
        Assert.Equal((0L, 0L), (lab.Manager.Stats.PendingDeletion, lab.Manager.Stats.PendingReconstruction));

        lab[1].Received(blocks[1]);
        Assert.False(lab.Manager.InSafeMode);
        lab.Run(10_000);
        Assert.Equal([1, 2], lab.Where(blocks[0]));
    }

    [Fact]
    public void Unknown_blocks_newer_than_the_name_space_keep_it_on()
    {
        var (lab, blocks) = Restarted(1, All);
        lab.StartNodes(1);
        lab[1].Received(lab.NewBlock(500, stamp: 2000));
        lab[1].Received(blocks[0]);
        Assert.True(lab.Manager.InSafeMode);
        Assert.EndsWith(
            "Name node detected blocks with generation stamps in future. This means that Name node metadata is inconsistent. "
            + "This can happen if Name node metadata files have been manually replaced. Exiting safe mode will cause loss of 500 byte(s). "
            + "Please restart name node with right metadata or use \"hdfs dfsadmin -safemode forceExit\" if you are certain that the "
            + "NameNode was started with the correct FsImage and edit logs. "
            + "If you encountered this during a rollback, it is safe to exit with -safemode forceExit.",
            lab.Manager.SafeModeMessage,
            StringComparison.Ordinal);
        Assert.Equal(500, lab.Manager.Stats.BytesInFuture);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Only_by_force_is_it_left_while_there_are_such_blocks(bool alsoByHand)
    {
        var (lab, blocks) = Restarted(1, All);
        lab.StartNodes(1);
        lab[1].Received(lab.NewBlock(500, stamp: 2000));
        lab[1].Received(blocks[0]);
        if (alsoByHand)
        {
            lab.Manager.EnterSafeMode(lab.Now);
        }

        lab.Manager.LeaveSafeMode(lab.Now, force: false);
        lab.Run(10_000);
        Assert.True(lab.Manager.InSafeMode);
        Assert.True(lab[1].Holds(blocks[0].Id + 1));
        lab.Manager.LeaveSafeMode(lab.Now, force: true);
        Assert.Equal((false, 0L), (lab.Manager.InSafeMode, lab.Manager.Stats.BytesInFuture));
        lab.Tick();
        Assert.Contains(
            lab.Notes, n => n.Contains("500 byte(s)", StringComparison.Ordinal) && n.Contains("forceExit", StringComparison.Ordinal));
        Assert.Contains(lab.Notes, n => n.Contains("left by force: 500 byte(s)", StringComparison.Ordinal));
    }

    [Fact]
    public void A_stamp_or_an_id_that_was_given_out_once_is_not_of_the_future()
    {
        var (lab, blocks) = Restarted(1, All);
        (lab.Owner.NewestGenerationStamp, lab.Owner.NewestBlockId) = (2000, blocks[0].Id + 1);
        lab.StartNodes(1);
        lab[1].Received(lab.NewBlock(500, stamp: 2000));
        Assert.Equal(0, lab.Manager.Stats.BytesInFuture);
        lab[1].Received(lab.NewBlock(20, stamp: 1500));
        lab[1].Received(blocks[0] with { Id = blocks[0].Id - 1, Length = 7, GenerationStamp = 2001 });
        Assert.Equal(27, lab.Manager.Stats.BytesInFuture);
    }

    [Fact]
    public void Nothing_is_copied_for_nodes_that_report_a_moment_later()
    {
        var (lab, blocks) = Restarted(10);
        foreach (var block in blocks)
        {
            lab.Manager.SetReplication(block.Id, 2);
        }

        foreach (var node in new[] { lab.AddNode(), lab.AddNode(), lab.AddNode() })
        {
            Array.ForEach(blocks, b => node.Put(b));
        }

        lab[1].Start();
        Assert.False(lab.Manager.InSafeMode);
        lab[3].Volumes[0].Replicas.Clear();
        lab[3].Start();
        lab.Tick();
        lab.Pass(2000);
        lab.Tick();
        Assert.Equal((10L, 0L), (lab.Manager.Stats.LowRedundancy, lab.Manager.Stats.PendingReconstruction));
        lab[2].Start();
        lab.Run(10_000);
        Assert.Equal((0L, 0), (lab.Manager.Stats.LowRedundancy, lab[3].Volumes[0].Replicas.Count));
    }

    [Fact]
    public void By_hand_it_stays_until_it_is_taken_back()
    {
        var lab = new BlockLab();
        lab.StartNodes(2);
        var block = lab.Write(2, 1);
        lab.Manager.EnterSafeMode(lab.Now);
        Assert.Equal(
            "It was turned on manually. Use \"hdfs dfsadmin -safemode leave\" to turn safe mode off.", lab.Manager.SafeModeMessage);
        lab.Run(10_000);
        Assert.Equal([1], lab.Where(block));
        lab.Manager.LeaveSafeMode(lab.Now, force: false);
        lab.Run(10_000);
        Assert.Equal([1, 2], lab.Where(block));
    }

    [Fact]
    public void A_second_report_while_starting_is_passed_over()
    {
        var (lab, blocks) = Restarted(2, All);
        lab.StartNodes(1);
        lab[1].Put(blocks[0]);
        lab[1].Report();
        Assert.StartsWith("The reported blocks 0", lab.Manager.SafeModeMessage, StringComparison.Ordinal);
        lab[1].Start();
        Assert.StartsWith("The reported blocks 1", lab.Manager.SafeModeMessage, StringComparison.Ordinal);
    }
}
