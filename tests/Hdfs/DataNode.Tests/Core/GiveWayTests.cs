using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.Core.Replicas.Operations;

namespace Hathi.Hdfs.DataNode.Tests.Core;

/// <summary>A copy comes in beside an older replica: which of the two is the block's, whatever happens meanwhile.</summary>
public sealed class GiveWayTests
{
    private readonly ReplicaMap _map = new();
    private readonly object _writer = new();
    private readonly object _other = new();

    /// <summary>
    /// Every state that a replica can be in when the copy begins; whether a pipeline's copy may begin, and one that the NameNode ordered.
    /// </summary>
    [Theory]
    [InlineData("final", true, false)]
    [InlineData("being written", true, true)]
    [InlineData("being written by somebody", true, true)]
    [InlineData("found at start", true, false)]
    [InlineData("under recovery", true, false)]
    [InlineData("under recovery of a newer generation", false, false)]
    [InlineData("newer", false, false)]
    [InlineData("of the same generation", false, false)]
    [InlineData("without a checksum file", false, false)]
    public void The_older_replica_stays_while_a_copy_comes_in(string state, bool inPipeline, bool ordered)
    {
        Make(state);
        var before = _map.Find(7);
        foreach (var (isTransfer, may) in new[] { (true, inPipeline), (false, ordered) })
        {
            if (!may)
            {
                Assert.Equal(ReplicaError.AlreadyExists, Fault(() => CreateTemporary.Check(_map, Block(1003), isTransfer, out _)));
                continue;
            }

            Assert.Null(CreateTemporary.Check(_map, Block(1003), isTransfer, out var stop));
            Assert.Null(stop);
            var copy = CreateTemporary.Commit(_map, Block(1003), 1, _writer);
            Assert.Same(copy, _map.FindIncoming(7));
            Assert.Equal(before, _map.Find(7));
            Assert.Equal([new ReportedBlock(7, 100, 1001, before!.Value.OriginalState)], Reported());
            Assert.Same(_writer, _map.RemoveIncoming(7));
            Assert.Equal(before, _map.Find(7));
        }
    }

    [Theory]
    [InlineData("final")]
    [InlineData("being written")]
    [InlineData("found at start")]
    [InlineData("under recovery")]
    public void A_copy_that_is_whole_takes_its_place(string state)
    {
        foreach (var isFinal in new[] { true, false })
        {
            Make(state);
            var older = _map.Find(7);
            Begin(1003, 200);
            Assert.Equal(older, End(isFinal));
            Assert.Null(_map.FindIncoming(7));
            Assert.Equal((isFinal ? ReplicaState.Finalized : ReplicaState.BeingWritten, 1003L, 200L, 200L, 1), Told());
            Assert.Equal(1, _map.Count);
            _map.Remove(7);
        }
    }

    [Theory]
    [InlineData("appended to")]
    [InlineData("recovered")]
    [InlineData("under recovery of a newer generation")]
    public void A_copy_that_is_no_longer_newer_is_refused(string meanwhile)
    {
        Make("final");
        Begin(1003, 200);
        switch (meanwhile)
        {
            case "appended to":
                Append.Commit(_map, _map.Find(7)!.Value, 1003, null, _other);
                break;
            case "recovered":
                InitReplicaRecovery.Take(_map, Block(1001), 1005, new ReplicaFiles(100, 11));
                UpdateReplicaUnderRecovery.Commit(_map, _map.Find(7)!.Value, 1005, 100);
                break;
            default:
                InitReplicaRecovery.Take(_map, Block(1001), 1003, new ReplicaFiles(100, 11));
                break;
        }

        Assert.Equal(ReplicaError.AlreadyExists, Fault(() => FinalizeReplica.Check(_map, Block(1003), _writer, out _, out _)));
        Assert.Equal(ReplicaError.AlreadyExists, Fault(() => ConvertTemporaryToRbw.Check(_map, Block(1003, 200), _writer, out _, out _)));
    }

    [Fact]
    public void A_copy_whose_older_replica_was_deleted_is_the_replica()
    {
        Make("final");
        var copy = Begin(1003, 200);
        Invalidate.Begin(_map, Block(1001), out _);
        Assert.Null(_map.Remove(7));
        Assert.Same(copy, _map.FindOpen(7));
        Assert.Null(End(isFinal: true));
        Assert.Equal((ReplicaState.Finalized, 1003L, 200L, 200L, 1), Told());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Of_a_volume_that_is_given_up_goes_what_was_on_it(int volume)
    {
        Make("final");
        Begin(1003, 200);
        var (removed, writers) = (new List<ReplicaView>(), new List<object>());
        _map.RemoveVolume(volume, removed, writers);
        Assert.Equal(volume == 0 ? [] : [_writer], writers);
        Assert.Equal(volume == 0 ? 1 : 0, removed.Count);
        Assert.Null(_map.FindIncoming(7));
        Assert.Equal(volume == 0 ? 1003 : 1001, _map.Find(7)!.Value.GenerationStamp);
        if (volume == 1)
        {
            Assert.Equal(ReplicaError.NotFound, Fault(() => FinalizeReplica.Check(_map, Block(1003), _writer, out _, out _)));
        }
    }

    [Fact]
    public void Who_writes_to_the_older_one_is_stopped_when_the_copy_is_whole_and_not_before()
    {
        Make("being written by somebody");
        Assert.Null(CreateTemporary.Check(_map, Block(1003), true, out var stop));
        Assert.Null(stop);
        Begin(1003, 200);
        FinalizeReplica.Check(_map, Block(1003), _writer, out _, out stop);
        Assert.Same(_other, stop);
        ConvertTemporaryToRbw.Check(_map, Block(1003, 200), _writer, out _, out stop);
        Assert.Same(_other, stop);

        // It goes on meanwhile, to its end too.
        Assert.Equal(100, FinalizeReplica.Check(_map, Block(1001), _other, out var older, out stop).Length);
        Assert.Equal((null, null), (older, stop));
    }

    [Fact]
    public void A_second_copy_stops_the_first_only_when_it_is_newer()
    {
        Make("final");
        var first = Begin(1003, 200);
        Assert.Equal(ReplicaError.AlreadyExists, Fault(() => CreateTemporary.Check(_map, Block(1003), true, out _)));
        Assert.Equal(ReplicaError.AlreadyExists, Fault(() => CreateTemporary.Check(_map, Block(1002), true, out _)));
        CreateTemporary.Check(_map, Block(1004), true, out var stop);
        Assert.Same(_writer, stop);
        Progress.WriterLeft(first, _writer);
        Assert.Null(CreateTemporary.Check(_map, Block(1002), true, out stop)); // What nobody finishes keeps nobody out.
        Assert.Null(stop);
    }

    [Fact]
    public void A_recovery_ends_a_copy_that_it_leaves_behind()
    {
        Make("final");
        Begin(1003, 200);
        Assert.Null(InitReplicaRecovery.WriterToStop(_map, 7, 1003));
        Assert.Same(_writer, InitReplicaRecovery.WriterToStop(_map, 7, 1004));
    }

    [Fact]
    public void A_block_that_is_begun_again_waits_for_a_copy_that_is_not_older()
    {
        CreateRbw.Commit(_map, Block(1001), 1001, 0, _other);
        Progress.WriterLeft(_map.FindOpen(7)!, _other);
        Begin(1003, 200);
        Assert.Equal(ReplicaError.AlreadyExists, Fault(() => CreateRbw.Check(_map, Block(1001), 1003, out _)));
        Assert.NotNull(CreateRbw.Check(_map, Block(1001), 1004, out var stop));
        Assert.Same(_writer, stop);
    }

    private void Make(string state)
    {
        var generation = state switch { "newer" => 1004, "of the same generation" => 1003, "without a checksum file" => 0, _ => 1001 };
        switch (state)
        {
            case "being written" or "being written by somebody":
                var replica = CreateRbw.Commit(_map, Block(generation), generation, 0, _other);
                Progress.Written(replica, _other, 100, null);
                Progress.Acked(replica, _other, 100);
                if (state == "being written")
                {
                    Progress.WriterLeft(replica, _other);
                }

                return;
            case "found at start":
                _map.Load(Block(generation, 100), ReplicaState.WaitingToBeRecovered, 0);
                return;
        }

        _map.Load(Block(generation, 100), ReplicaState.Finalized, 0);
        if (state.StartsWith("under recovery", StringComparison.Ordinal))
        {
            InitReplicaRecovery.Take(_map, Block(generation), state == "under recovery" ? 1002 : 1003, new ReplicaFiles(100, 11));
        }
    }

    private OpenReplica Begin(long generation, long bytes)
    {
        var copy = CreateTemporary.Commit(_map, Block(generation), 1, _writer);
        Progress.Written(copy, _writer, bytes, null);
        return copy;
    }

    private ReplicaView? End(bool isFinal)
    {
        ReplicaView? older;
        if (isFinal)
        {
            var view = FinalizeReplica.Check(_map, Block(1003), _writer, out older, out _);
            FinalizeReplica.Commit(_map, view, older);
            return older;
        }

        ConvertTemporaryToRbw.Commit(_map, ConvertTemporaryToRbw.Check(_map, Block(1003, 200), _writer, out older, out _), 200);
        return older;
    }

    private (ReplicaState State, long Generation, long Length, long Visible, int Volume) Told() =>
        _map.Find(7) is { } r ? (r.State, r.GenerationStamp, r.Length, r.VisibleLength, r.Volume) : default;

    private List<ReportedBlock> Reported()
    {
        var blocks = new List<ReportedBlock>();
        _map.Report(0, blocks);
        _map.Report(1, blocks);
        return blocks;
    }

    private static Block Block(long generation, long length = 0) => new(7, length, generation);

    private static ReplicaError Fault(Action action) => Assert.Throws<ReplicaFault>(action).Error;
}
