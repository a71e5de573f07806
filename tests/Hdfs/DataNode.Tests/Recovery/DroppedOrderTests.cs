using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.DataNode.Service;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Datanode;

namespace Hathi.Hdfs.DataNode.Tests.Recovery;

/// <summary>The NameNode counts the orders that a node took; of one that the node did not carry out no holder has heard.</summary>
public sealed class DroppedOrderTests
{
    private const ulong Block = 7;

    /// <summary>As many as a node takes at once.</summary>
    private const int Full = 10_000;

    [Fact]
    public async Task For_each_order_that_was_dropped_silent_holders_are_waited_for_in_another()
    {
        var peers = new Peers();
        var recovery = new BlockRecovery(peers, RecoveryTimes.Of(TimeSpan.FromHours(1)), TimeProvider.System, new RecordingLog());
        for (var i = 0u; i < Full; i++)
        {
            recovery.Start(Order(1_000 + i, 1), default);
        }

        recovery.Start(Order(Block, 2), default);
        recovery.Start(Order(Block, 3), default);
        peers.GoOn.SetResult();
        await recovery.EndAsync();
        Assert.Empty(peers.Asked);
        for (var id = 4u; id < 8; id++)
        {
            recovery.Start(Order(Block, id), default);
            await recovery.EndAsync();
        }

        Assert.Equal([false, false, true, true], peers.Asked);
    }

    /// <summary>It waits for its turn, and the NameNode orders anew meanwhile.</summary>
    [Fact]
    public async Task An_order_that_another_has_replaced_before_its_turn_was_dropped_too()
    {
        var peers = new Peers();
        var recovery = new BlockRecovery(peers, RecoveryTimes.Of(TimeSpan.FromHours(1)), TimeProvider.System, new RecordingLog());
        for (var i = 0u; i < 1_000; i++)
        {
            recovery.Start(Order(1_000 + i, 1), default);
        }

        recovery.Start(Order(Block, 2), default);
        recovery.Start(Order(Block, 3), default);
        peers.GoOn.SetResult();
        await recovery.EndAsync();
        recovery.Start(Order(Block, 4), default);
        await recovery.EndAsync();
        recovery.Start(Order(Block, 5), default);
        await recovery.EndAsync();

        // The newest one comes to its turn before or after the other.
        Assert.Equal(1, peers.Asked.Count(static without => !without));
        Assert.Equal(3, peers.Asked.Count);
    }

    private static RecoveringBlockProto Order(ulong block, uint id)
    {
        var located = new LocatedBlockProto
        {
            B = TestPeer.Base((long)block, 1001, 1).Block, Offset = 0, Corrupt = false, BlockToken = TokenProto.Empty(),
        };
        located.Locs.Add(new DatanodeInfoProto
        {
            Id = new DatanodeIDProto { IpAddr = "127.0.0.1", HostName = "h", DatanodeUuid = "0", XferPort = 1, InfoPort = 2, IpcPort = 3 },
        });
        return new RecoveringBlockProto { NewGenStamp = 1_100 + id, Block = located, WithoutSilent = true };
    }

    private sealed class Peers : IRecoveryPeers
    {
        public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Whether silent holders were to be passed over, of each time that the block was asked for.</summary>
        public List<bool> Asked { get; } = [];

        public async Task<RecoveryCandidate?> AskAsync(
            RecoveringBlockProto recovering, int holder, TimeSpan limit, CancellationToken cancellationToken)
        {
            if (recovering.Block.B.BlockId == Block)
            {
                Asked.Add(recovering.WithoutSilent);
            }

            await GoOn.Task.Patiently();
            throw new IOException("no");
        }

        public Task<string> TakeAsync(
            RecoveringBlockProto recovering, RecoveryCandidate told, long newLength, TimeSpan limit, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("nothing was agreed");

        public Task CommitAsync(CommitBlockSynchronizationRequestProto commit, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("nothing was agreed");
    }
}
