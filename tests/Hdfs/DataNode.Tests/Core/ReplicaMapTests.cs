using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.Core.Replicas.Operations;

namespace Hathi.Hdfs.DataNode.Tests.Core;

public sealed class ReplicaMapTests
{
    private readonly ReplicaMap _map = new();
    private readonly object _writer = new();

    [Fact]
    public void A_block_is_created_once_and_again_only_with_a_new_generation()
    {
        Assert.Null(CreateRbw.Check(_map, Block(1001), 0, out _));
        CreateRbw.Commit(_map, Block(1001), 1001, 0, _writer);
        Assert.Equal(ReplicaError.AlreadyExists, Fault(() => CreateRbw.Check(_map, Block(1001), 0, out _)));
        var old = CreateRbw.Check(_map, Block(1001), 1002, out var stop);
        Assert.Equal(1001, old!.Value.GenerationStamp);
        Assert.Same(_writer, stop);
    }

    [Fact]
    public void A_writer_that_was_replaced_is_refused_and_cannot_finish()
    {
        var replica = CreateRbw.Commit(_map, Block(1001), 1001, 0, _writer);
        Progress.Written(replica, _writer, 100, null);
        Progress.Acked(replica, _writer, 100);
        Progress.WriterLeft(replica, _writer);
        RecoverRbw.Check(_map, Block(1001), 1002, 100, 100, 100, out var stop);
        Assert.Null(stop);
        var second = new object();
        RecoverRbw.Commit(_map, 7, 1002, null, second);
        Assert.Equal(ReplicaError.Mismatch, Fault(() => Progress.Written(replica, _writer, 200, null)));
        Assert.Equal(ReplicaError.Mismatch, Fault(() => FinalizeReplica.Check(_map, Block(1002), _writer, out _, out _)));
        Progress.WriterLeft(replica, _writer);
        Assert.Equal(100, FinalizeReplica.Check(_map, Block(1002), second, out _, out _).Length);
    }

    [Theory]
    [InlineData(1001, 1002, 100, 200, 150, 100)]
    [InlineData(1001, 1002, 101, 200, 150, -1)]
    [InlineData(1001, 1002, 100, 149, 150, -1)]
    [InlineData(1001, 1002, 50, 200, 99, -1)]
    [InlineData(1002, 1003, 100, 200, 150, -1)]
    [InlineData(1000, 1000, 100, 200, 150, -1)]
    public void A_pipeline_goes_on_from_what_was_acknowledged_if_that_is_in_range(
        long generation, long newGeneration, long min, long max, long fileLength, long expected)
    {
        var replica = CreateRbw.Commit(_map, Block(1001), 1001, 0, _writer);
        Progress.Written(replica, _writer, 150, 5);
        Progress.Acked(replica, _writer, 100);
        Progress.WriterLeft(replica, _writer);
        if (expected >= 0)
        {
            Assert.Equal(expected, RecoverRbw.Check(_map, Block(generation), newGeneration, min, max, fileLength, out _));
        }
        else
        {
            Assert.Equal(
                ReplicaError.NotFound, Fault(() => RecoverRbw.Check(_map, Block(generation), newGeneration, min, max, fileLength, out _)));
        }
    }

    [Fact]
    public void Only_a_finalized_replica_of_the_right_length_and_generation_is_appended_to()
    {
        _map.Load(Block(1001, 100), ReplicaState.Finalized, 0);
        Assert.Equal(ReplicaError.NotFound, Fault(() => Append.Check(_map, Block(1000), 1002, 100)));
        Assert.Equal(ReplicaError.Mismatch, Fault(() => Append.Check(_map, Block(1001), 1002, 99)));
        Assert.Equal(ReplicaError.Mismatch, Fault(() => Append.Check(_map, Block(1001), 1000, 100)));
        var replica = Append.Commit(_map, Append.Check(_map, Block(1001), 1002, 100), 1002, 9u, _writer);
        Assert.Equal(
            (ReplicaState.BeingWritten, 1002L, 100L, 100L),
            (replica.State, replica.GenerationStamp, replica.BytesAcked, replica.VisibleLength));
        Assert.Equal(ReplicaError.NotFound, Fault(() => Append.Check(_map, Block(1002), 1003, 100)));
    }

    [Fact]
    public void Nothing_is_acknowledged_that_is_not_in_the_file()
    {
        var replica = CreateRbw.Commit(_map, Block(1001), 1001, 0, _writer);
        Progress.Received(replica, _writer, 200);
        Progress.Written(replica, _writer, 100, null);
        Assert.Throws<InvalidOperationException>(() => Progress.Acked(replica, _writer, 101));
        Progress.Acked(replica, _writer, 100);
        Assert.Equal(100, replica.VisibleLength);
    }

    [Fact]
    public void A_copy_that_nobody_finishes_gives_way_to_the_next()
    {
        var replica = CreateTemporary.Commit(_map, Block(1001), 0, _writer);
        Assert.Equal(ReplicaError.AlreadyExists, Fault(() => CreateTemporary.Check(_map, Block(1001), false, out _)));
        Progress.WriterLeft(replica, _writer);
        Assert.Equal(ReplicaState.Temporary, CreateTemporary.Check(_map, Block(1001), false, out var stop)!.Value.State);
        Assert.Null(stop);
    }

    [Fact]
    public void A_close_needs_the_three_lengths_to_agree()
    {
        var replica = CreateRbw.Commit(_map, Block(1001), 1001, 0, _writer);
        Progress.Written(replica, _writer, 100, null);
        RecoverPipeline.Check(_map, Block(1001), 1002, 100, out var stop);
        Assert.Same(_writer, stop);
        Progress.WriterLeft(replica, _writer);
        Assert.Equal(ReplicaError.AlreadyExists, Fault(() => RecoverPipeline.Check(_map, Block(1001), 1002, 100, out _)));
        replica = CreateRbw.Commit(_map, Block(1001), 1001, 0, _writer);
        Progress.Written(replica, _writer, 100, null);
        Progress.Acked(replica, _writer, 100);
        Progress.WriterLeft(replica, _writer);
        Assert.Equal(ReplicaError.Mismatch, Fault(() => RecoverPipeline.Check(_map, Block(1001), 1002, 101, out _)));
        RecoverPipeline.CommitClose(_map, RecoverPipeline.Check(_map, Block(1001), 1002, 100, out _), 1002);
        Assert.Equal((ReplicaState.Finalized, 1002L), (_map.Find(7)!.Value.State, _map.Find(7)!.Value.GenerationStamp));
    }

    [Fact]
    public void A_recovery_holds_a_replica_until_a_higher_one_takes_it_over()
    {
        _map.Load(Block(1001, 100), ReplicaState.WaitingToBeRecovered, 0);
        Assert.Equal(
            ReplicaState.WaitingToBeRecovered,
            InitReplicaRecovery.Take(_map, Block(1001), 1005, new ReplicaFiles(100, 11))!.Value.OriginalState);
        Assert.Equal(
            ReplicaError.RecoveryInProgress, Fault(() => InitReplicaRecovery.Take(_map, Block(1001), 1005, new ReplicaFiles(100, 11))));
        Assert.NotNull(InitReplicaRecovery.Take(_map, Block(1001), 1006, new ReplicaFiles(100, 11)));
        var files = new ReplicaFiles(100, 11);
        Assert.Equal(ReplicaError.Mismatch, Fault(() => UpdateReplicaUnderRecovery.Check(_map, Block(1001, 100), 1005, 7, 90, files)));
        Assert.Equal(ReplicaError.Mismatch, Fault(() => UpdateReplicaUnderRecovery.Check(_map, Block(1001, 100), 1006, 7, 101, files)));
        Assert.Equal(
            ReplicaError.Mismatch,
            Fault(() => UpdateReplicaUnderRecovery.Check(_map, Block(1001, 100), 1006, 7, 90, new ReplicaFiles(99, 11))));
        Assert.Equal(ReplicaError.Unsupported, Fault(() => UpdateReplicaUnderRecovery.Check(_map, Block(1001, 100), 1006, 8, 90, files)));
        UpdateReplicaUnderRecovery.Commit(_map, UpdateReplicaUnderRecovery.Check(_map, Block(1001, 100), 1006, 7, 90, files), 1006, 90);
        Assert.Equal(
            (ReplicaState.Finalized, 90L, 1006L),
            (_map.Find(7)!.Value.State, _map.Find(7)!.Value.Length, _map.Find(7)!.Value.GenerationStamp));
        Assert.Null(InitReplicaRecovery.Take(_map, new Block(8, 0, 1001), 1005, default));
    }

    [Fact]
    public void A_finalized_replica_under_recovery_can_still_be_read_and_is_reported_as_final()
    {
        _map.Load(Block(1001, 100), ReplicaState.Finalized, 0);
        InitReplicaRecovery.Take(_map, Block(1001), 1005, new ReplicaFiles(100, 11));
        Assert.Equal(100, ReadReplica.Check(_map, Block(1001)).End);
        var blocks = new List<ReportedBlock>();
        _map.Report(0, blocks);
        Assert.Equal([new ReportedBlock(7, 100, 1001, ReplicaState.Finalized)], blocks);
    }

    [Fact]
    public void Temporary_replicas_are_not_reported_and_not_read()
    {
        CreateTemporary.Commit(_map, Block(1001), 0, _writer);
        var blocks = new List<ReportedBlock>();
        _map.Report(0, blocks);
        Assert.Empty(blocks);
        Assert.Equal(ReplicaError.Mismatch, Fault(() => ReadReplica.Check(_map, Block(1001))));
    }

    [Fact]
    public void Of_two_replicas_found_at_start_the_newer_then_the_longer_stays()
    {
        Assert.Null(_map.Load(Block(1001, 100), ReplicaState.Finalized, 0));
        Assert.Equal(0, _map.Load(Block(1002, 50), ReplicaState.Finalized, 1)!.Value.Volume);
        Assert.Equal(2, _map.Load(Block(1002, 49), ReplicaState.Finalized, 2)!.Value.Volume);
        Assert.Equal((1, 50L), (_map.Find(7)!.Value.Volume, _map.Find(7)!.Value.Length));
        Assert.Equal(1, _map.Count);
    }

    [Fact]
    public void A_replica_of_another_generation_is_not_deleted()
    {
        _map.Load(Block(1002, 100), ReplicaState.Finalized, 0);
        Assert.Equal(ReplicaError.Mismatch, Fault(() => Invalidate.Begin(_map, Block(1001), out _)));
        Assert.NotNull(Invalidate.Begin(_map, Block(1002), out _));
        Assert.NotNull(Invalidate.Begin(_map, Block(1002), out _)); // Its file could not be moved.
        _map.Remove(7);
        Assert.Null(Invalidate.Begin(_map, Block(1002), out _));
    }

    [Theory]
    [InlineData(0, 1_000, 0, 1_000, true)]
    [InlineData(0, 512, 0, 512, false)]
    [InlineData(600, 10, 512, 1_000, true)]
    [InlineData(100, -1, 0, 1_000, true)]
    public void Reads_are_widened_to_whole_chunks(long offset, long length, long start, long end, bool last)
    {
        var readable = new ReadableReplica(
            new ReplicaView(7, 1001, 1_000, 1_000, 1_000, 1_000, -1, ReplicaState.BeingWritten, ReplicaState.BeingWritten, 0), 1_000, 5);
        Assert.Equal(new ReadRange(start, end, last), ReadReplica.Range(readable, offset, length, 512));
    }

    [Theory]
    [InlineData(0, 1_001)]
    [InlineData(1_001, 0)]
    [InlineData(-1, 5)]
    [InlineData(500, long.MaxValue)]
    public void Reads_beyond_the_end_are_refused(long offset, long length)
    {
        var readable = new ReadableReplica(
            new ReplicaView(7, 1001, 1_000, 1_000, 1_000, 1_000, -1, ReplicaState.Finalized, ReplicaState.Finalized, 0), 1_000, null);
        Assert.Equal(ReplicaError.Mismatch, Fault(() => ReadReplica.Range(readable, offset, length, 512)));
    }

    [Fact]
    public void What_a_failed_disk_left_of_a_replica_counts_unless_readers_have_seen_more()
    {
        var replica = CreateRbw.Commit(_map, Block(1001), 1001, 0, _writer);
        Progress.Written(replica, _writer, 1_000, 5);
        Progress.Synced(replica, _writer, 900);
        Progress.Acked(replica, _writer, 700);
        Remeasure.Commit(_map, 7, 800, 800, 9, -1);
        Assert.Equal(1_000, replica.BytesOnDisk); // Somebody writes to it.
        Progress.WriterLeft(replica, _writer);
        Remeasure.Commit(_map, 7, 800, 800, 9, -1);
        Assert.Equal((800, 800, 800, 9u), (replica.BytesOnDisk, replica.BytesReceived, replica.BytesSynced, replica.LastChecksum));
        Assert.Equal(ReplicaError.Mismatch, Fault(() => Remeasure.Commit(_map, 7, 699, 699, null, -1)));
        Assert.Equal(800, replica.BytesOnDisk);
    }

    private static Block Block(long generation, long length = 0) => new(7, length, generation);

    private static ReplicaError Fault(Action action) => Assert.Throws<ReplicaFault>(action).Error;
}
