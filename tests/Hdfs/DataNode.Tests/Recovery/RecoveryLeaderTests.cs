using Hathi.Base;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.DataNode.Service;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Datanode;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.DataNode.Tests.Recovery;

/// <summary>
/// A holder that hangs, fails or talks nonsense costs its own part of a recovery, and the recovery ends before the
/// NameNode orders the next.
/// </summary>
public sealed class RecoveryLeaderTests
{
    private const int Length = 100;

    public enum Conduct
    {
        Good,
        Refuses,
        StillReads,
        HangsWhenAsked,
        TalksNonsense,
        ThrowsAnything,
        HangsWhenTaking,
        FailsWhenTaking,
        TakesLate,
    }

    public static TheoryData<Conduct, Conduct, Conduct> Threes()
    {
        var rows = new TheoryData<Conduct, Conduct, Conduct>();
        var all = Array.FindAll(Enum.GetValues<Conduct>(), static c => c != Conduct.TakesLate);
        foreach (var a in all)
        {
            foreach (var b in all)
            {
                Array.ForEach(all, c => rows.Add(a, b, c));
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Threes))]
    public async Task Whoever_does_his_part_is_in_what_the_NameNode_is_told_before_it_orders_again(Conduct a, Conduct b, Conduct c)
    {
        foreach (var heartbeat in (TimeSpan[])[TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(10)])
        {
            var time = new ManualTime();
            var peers = new Peers([a, b, c]);
            var times = RecoveryTimes.Of(heartbeat);
            var recovery = new RecoveryLeader(peers, times, time, new RecordingLog()).RecoverAsync(Order(withoutSilent: false), default);
            await time.PassUntilAsync(recovery);
            var good = Enumerable.Range(0, 3).Where(i => peers.Conducts[i] == Conduct.Good).ToArray();
            if (good.Length == 0)
            {
                Assert.IsAssignableFrom<IOException>(await Record.ExceptionAsync(() => recovery));
                Assert.Null(peers.Committed);
            }
            else
            {
                await recovery;
                Assert.Equal(good, peers.Committed!.NewTaragets.Select(static t => (int)t.IpcPort));
                Assert.Equal(((ulong)Length, false), (peers.Committed.NewLength, peers.Committed.DeleteBlock));
            }

            Assert.InRange(time.Now, TimeSpan.Zero, (30 * heartbeat) - heartbeat); // the order comes with the heartbeat after it
        }
    }

    /// <summary>The measurements of all run side by side.</summary>
    [Fact]
    public async Task All_are_asked_before_one_has_answered_and_told_before_one_has_taken()
    {
        var peers = new Peers([Conduct.Good, Conduct.Good, Conduct.Good]) { WaitForAll = true };
        await new RecoveryLeader(peers, RecoveryTimes.Of(TimeSpan.FromSeconds(3)), TimeProvider.System, new RecordingLog())
            .RecoverAsync(Order(withoutSilent: false), default);
        Assert.Equal(3, peers.Committed!.NewTaragets.Count);
    }

    [Fact]
    public async Task A_recovery_that_is_decided_without_silent_holders_says_so()
    {
        var log = new RecordingLog();
        var peers = new Peers([Conduct.Good, Conduct.Refuses, Conduct.Good]);
        await new RecoveryLeader(peers, RecoveryTimes.Of(TimeSpan.FromSeconds(3)), TimeProvider.System, log)
            .RecoverAsync(Order(withoutSilent: true), default);
        Assert.Contains(log.Lines, static l => l.Level == LogLevel.Warning
            && l.Text.Contains("without what 127.0.0.1:1 may have", StringComparison.Ordinal));
    }

    /// <summary>Apache's NameNode does not say whether it has waited, for it never does.</summary>
    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(null, true)]
    public async Task Bytes_that_only_a_silent_holder_can_have_are_waited_for_as_the_order_says(bool? withoutSilent, bool isDecided)
    {
        var peers = new Peers([Conduct.Good, Conduct.Refuses, Conduct.Refuses]);
        var order = Order(withoutSilent ?? false);
        order.Block.B.NumBytes = Length + 1;
        if (withoutSilent is null)
        {
            order.ClearWithoutSilent();
        }

        var failed = await Record.ExceptionAsync(() => new RecoveryLeader(
            peers, RecoveryTimes.Of(TimeSpan.FromSeconds(3)), TimeProvider.System, new RecordingLog()).RecoverAsync(order, default));
        Assert.Equal(isDecided, failed is null);
        Assert.Equal(isDecided, peers.Committed is not null);
    }

    /// <summary>Also by a primary of Apache's NameNode, whose own holders never read before they answer.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_still_reads_what_it_has_is_waited_for_however_often_it_was_asked(bool isOurs)
    {
        var peers = new Peers([Conduct.Good, Conduct.StillReads, Conduct.Refuses]);
        var order = Order(withoutSilent: true);
        order.Block.B.NumBytes = Length + 1;
        if (!isOurs)
        {
            order.ClearWithoutSilent();
        }

        await Assert.ThrowsAsync<ReplicaFault>(
            () => new RecoveryLeader(peers, RecoveryTimes.Of(TimeSpan.FromSeconds(3)), TimeProvider.System, new RecordingLog())
                .RecoverAsync(order, default));
        Assert.Null(peers.Committed);
    }

    public static TheoryData<Conduct, Conduct, bool, bool> Takers()
    {
        Conduct[] all = [Conduct.Good, Conduct.HangsWhenTaking, Conduct.FailsWhenTaking];
        var rows = new TheoryData<Conduct, Conduct, bool, bool>();
        foreach (var damaged in all)
        {
            foreach (var sound in all)
            {
                foreach (var withoutSilent in (bool[])[true, false])
                {
                    rows.Add(damaged, sound, withoutSilent, true);
                    rows.Add(damaged, sound, withoutSilent, false);
                }
            }
        }

        return rows;
    }

    /// <summary>The first of three is damaged; of the two that are not one never takes. It is waited for as silent ones are.</summary>
    [Theory]
    [MemberData(nameof(Takers))]
    public async Task Damaged_replicas_alone_are_no_block_while_a_sound_one_may_take_it(
        Conduct damaged, Conduct sound, bool withoutSilent, bool isFirst)
    {
        var time = new ManualTime();
        Conduct[] conducts = isFirst ? [damaged, sound, Conduct.FailsWhenTaking] : [Conduct.HangsWhenTaking, sound, damaged];
        var peers = new Peers(conducts) { Damaged = isFirst ? 0 : 2 };
        var recovery = new RecoveryLeader(peers, RecoveryTimes.Of(TimeSpan.FromSeconds(3)), time, new RecordingLog())
            .RecoverAsync(Order(withoutSilent), default);
        await time.PassUntilAsync(recovery);
        Assert.InRange(time.Now, TimeSpan.Zero, TimeSpan.FromSeconds(87));
        var takes = new[] { (peers.Damaged, damaged), (1, sound) }
            .Where(static t => t.Item2 == Conduct.Good)
            .Select(static t => t.Item1).Order().ToArray();
        if (takes.Length == 0 || (sound != Conduct.Good && !withoutSilent))
        {
            await Assert.ThrowsAsync<EnvironmentException>(() => recovery);
            Assert.Null(peers.Committed);
            Assert.Equal(withoutSilent || sound == Conduct.Good, peers.Told.Contains(peers.Damaged)); // it is left as it is
        }
        else
        {
            await recovery;
            Assert.Equal(takes, peers.Committed!.NewTaragets.Select(static t => (int)t.IpcPort));
        }
    }

    /// <summary>The first has the time that there is, and the damaged one what is left of it, as soon as any other has taken.</summary>
    [Fact]
    public async Task A_damaged_replica_is_told_when_one_other_has_taken_and_has_the_rest_of_the_time()
    {
        var (time, times) = (new ManualTime(), RecoveryTimes.Of(TimeSpan.FromSeconds(3)));
        var peers = new Peers([Conduct.HangsWhenTaking, Conduct.TakesLate, Conduct.HangsWhenTaking])
        {
            Damaged = 2, Late = Task.Delay(times.Take * 0.8, time),
        };
        var recovery = new RecoveryLeader(peers, times, time, new RecordingLog()).RecoverAsync(Order(withoutSilent: false), default);
        await time.PassUntilAsync(recovery);
        await recovery;
        Assert.Equal([0, 1, 2], peers.Told);
        Assert.Equal([1], peers.Committed!.NewTaragets.Select(static t => (int)t.IpcPort));
        Assert.Equal(times.Take, time.Now);
        Assert.Equal(times.Take * 0.2, peers.LimitOfLast);
    }

    [Fact]
    public void An_answer_that_cannot_be_is_one_error_and_no_replica()
    {
        InitReplicaRecoveryResponseProto Good() => new()
        {
            ReplicaFound = true,
            State = ReplicaStateProto.Rwr,
            Block = new BlockProto { BlockId = 7, GenStamp = 1001, NumBytes = 9 },
        };
        Action<InitReplicaRecoveryResponseProto>[] nonsense =
        [
            static r => r.Block = null,
            static r => r.ClearState(),
            static r => r.State = (ReplicaStateProto)77,
            static r => r.State = (ReplicaStateProto)(-1),
            static r => r.Block.BlockId = 8,
            static r => r.Block.NumBytes = ulong.MaxValue,
            static r => r.Block.GenStamp = ulong.MaxValue,
        ];
        foreach (var change in nonsense)
        {
            var reply = Good();
            change(reply);
            Assert.Throws<MalformedMessageException>(() => RecoveryPeers.Candidate(Order(false), 0, reply));
        }

        Assert.Null(RecoveryPeers.Candidate(Order(false), 0, new InitReplicaRecoveryResponseProto { ReplicaFound = false }));
        Assert.Equal(
            new RecoveryCandidate(0, 9, 9, -1, 1001, ReplicaState.WaitingToBeRecovered), RecoveryPeers.Candidate(Order(false), 0, Good()));
        var gap = Good();
        (gap.SoundLength, gap.DamagedAt) = (ulong.MaxValue, ulong.MaxValue);
        Assert.Equal(
            new RecoveryCandidate(0, 9, 9, 9, 1001, ReplicaState.WaitingToBeRecovered), RecoveryPeers.Candidate(Order(false), 0, gap));
    }

    private static RecoveringBlockProto Order(bool withoutSilent)
    {
        var located = new LocatedBlockProto
        {
            B = TestPeer.Base(7, 1001, 1).Block, Offset = 0, Corrupt = false, BlockToken = TokenProto.Empty(),
        };
        for (var i = 0u; i < 3; i++)
        {
            located.Locs.Add(new DatanodeInfoProto { Id = new DatanodeIDProto
            {
                IpAddr = "127.0.0.1", HostName = "h", DatanodeUuid = $"{i}", XferPort = 1, InfoPort = 2, IpcPort = i,
            } });
        }

        return new RecoveringBlockProto { NewGenStamp = 1009, Block = located, WithoutSilent = withoutSilent };
    }

    private sealed class Peers(Conduct[] conducts) : IRecoveryPeers
    {
        private readonly TaskCompletionSource _allAsked = new();
        private readonly TaskCompletionSource _allTold = new();
        private int _asked;
        private int _told;

        public Conduct[] Conducts => conducts;

        /// <summary>Nobody answers before all were called.</summary>
        public bool WaitForAll { get; init; }

        /// <summary>Whose replica is damaged; -1: nobody's.</summary>
        public int Damaged { get; init; } = -1;

        /// <summary>When late ones have taken.</summary>
        public Task Late { get; init; } = Task.CompletedTask;

        /// <summary>The time that the last one was given who was told to take.</summary>
        public TimeSpan LimitOfLast { get; private set; }

        /// <summary>Who was told to take what was agreed.</summary>
        public List<int> Told { get; } = [];

        public CommitBlockSynchronizationRequestProto? Committed { get; private set; }

        public async Task<RecoveryCandidate?> AskAsync(
            RecoveringBlockProto recovering, int holder, TimeSpan limit, CancellationToken cancellationToken)
        {
            switch (conducts[holder])
            {
                case Conduct.StillReads:
                    return RecoveryPeers.Candidate(
                        recovering, holder, new InitReplicaRecoveryResponseProto { ReplicaFound = false, StillRead = true });
                case Conduct.Refuses:
                    throw new RpcRemoteException("java.io.IOException", "busy", RpcErrorCode.Application, false);
                case Conduct.HangsWhenAsked:
                    await new TaskCompletionSource().Task;
                    break;
                case Conduct.TalksNonsense:
                    return RecoveryPeers.Candidate(recovering, holder, new InitReplicaRecoveryResponseProto { ReplicaFound = true });
                case Conduct.ThrowsAnything:
                    throw new InvalidOperationException("a fault of ours");
            }

            await AllAsync(_allAsked, ref _asked);
            return new RecoveryCandidate(holder, Length, Length, holder == Damaged ? 0 : -1, 1001, ReplicaState.WaitingToBeRecovered);
        }

        public async Task<string> TakeAsync(
            RecoveringBlockProto recovering, RecoveryCandidate told, long newLength, TimeSpan limit, CancellationToken cancellationToken)
        {
            Told.Add(told.Holder);
            LimitOfLast = limit;
            if (conducts[told.Holder] == Conduct.TakesLate)
            {
                await Late;
            }

            if (conducts[told.Holder] == Conduct.HangsWhenTaking)
            {
                await new TaskCompletionSource().Task;
            }

            if (conducts[told.Holder] == Conduct.FailsWhenTaking)
            {
                throw new IOException("no");
            }

            await AllAsync(_allTold, ref _told);
            return $"DS-{told.Holder}";
        }

        public Task CommitAsync(CommitBlockSynchronizationRequestProto commit, CancellationToken cancellationToken)
        {
            Committed = commit;
            return Task.CompletedTask;
        }

        private Task AllAsync(TaskCompletionSource all, ref int called)
        {
            if (WaitForAll && ++called < conducts.Length)
            {
                return all.Task;
            }

            all.TrySetResult();
            return Task.CompletedTask;
        }
    }
}
