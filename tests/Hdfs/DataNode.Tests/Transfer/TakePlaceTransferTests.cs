using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;
using Stage = Hathi.Hdfs.Protocol.OpWriteBlockProto.Types.BlockConstructionStage;

namespace Hathi.Hdfs.DataNode.Tests.Transfer;

/// <summary>
/// A peer sends a newer replica of a block that is here, in every stage in which one may: it costs the older one only when it is whole.
/// </summary>
public sealed class TakePlaceTransferTests : IDisposable
{
    private const long Newer = long.MaxValue;

    private static readonly byte[] Old = Packets.Random(100_000, 1);
    private static readonly byte[] New = [.. Old, .. Packets.Random(50_000, 2)];

    private readonly TransferNode _node = new();

    public TakePlaceTransferTests() => _node.Fixture.Put(7, 1001, Old);

    public void Dispose() => _node.Dispose();

    public static TheoryData<string, string> Ways()
    {
        var ways = new TheoryData<string, string>();
        foreach (var stage in new[] { nameof(Stage.TransferRbw), nameof(Stage.TransferFinalized) })
        {
            foreach (var end in new[]
            {
                "nothing is sent", "the sender dies", "a packet is damaged", "a packet is missing", "the last packet is missing",
            })
            {
                ways.Add(stage, end);
            }
        }

        return ways;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_transfer_that_does_not_come_to_its_end_costs_nothing(string stage, string end)
    {
        using (var peer = new TestPeer(_node.Address))
        {
            Begin(peer, Enum.Parse<Stage>(stage));
            Assert.Equal((ReplicaState.Finalized, 1001L), State);
            switch (end)
            {
                case "the sender dies":
                    peer.Send(0, 0, New.AsSpan(0, 65_536));
                    break;
                case "a packet is damaged":
                    peer.Send(0, 0, New.AsSpan(0, 65_536));
                    var bad = Packets.Make(65_536, 1, New.AsSpan(65_536));
                    bad[^1] ^= 1;
                    peer.Connection.Send([.. bad, .. Packets.Make(New.Length, 2, [], last: true)]);
                    peer.Drain();
                    break;
                case "a packet is missing":
                    peer.Send(0, 0, New.AsSpan(0, 65_536));
                    peer.Send(131_072, 2, New.AsSpan(131_072), last: false);
                    peer.Drain();
                    break;
                case "the last packet is missing":
                    peer.Send(0, 0, New);
                    break;
            }
        }

        using (var reader = new TestPeer(_node.Address))
        {
            Assert.Equal(Old, reader.Read(7, 1001, 0, Old.Length));
        }

        Assert.True(SpinWait.SpinUntil(() => _node.ActiveOperations == 0, Patience.Limit));
        _node.Stop();
        Assert.Equal((ReplicaState.Finalized, 1001L), State);
        Assert.Equal(Old, _node.Fixture.Get(7, 1001));
        Assert.Equal(0, _node.Store.Volumes[0].Promised);
        Assert.DoesNotContain(
            Directory.GetFiles(_node.Fixture.Pool(0).Temporary), static f => !f.Contains(".deleted-", StringComparison.Ordinal));
        _node.Fixture.Reopen();
        Assert.Equal(Old, _node.Fixture.Get(7, 1001));
    }

    [Theory]
    [InlineData(nameof(Stage.TransferRbw), ReplicaState.BeingWritten)]
    [InlineData(nameof(Stage.TransferFinalized), ReplicaState.Finalized)]
    public void One_that_is_whole_takes_the_place_of_the_older_one(string stage, ReplicaState becomes)
    {
        using var early = new TestPeer(_node.Address);
        var begun = early.BeginRead(7, 1001, 0, Old.Length);
        using (var peer = new TestPeer(_node.Address))
        {
            Begin(peer, Enum.Parse<Stage>(stage));
            peer.Send(0, 0, New);
            Assert.Equal((ReplicaState.Finalized, 1001L), State);
            peer.Send(New.Length, 1, [], last: true);
            Assert.Equal(Status.Success, peer.Connection.Read(BlockOpResponseProto.Parser).Status);
        }

        Assert.Equal((becomes, Newer), State);
        Assert.Equal(Old, early.FinishRead(begun, 0, Old.Length));
        using var late = new TestPeer(_node.Address);
        Assert.Equal(New, late.Read(7, Newer, 0, New.Length));
    }

    private (ReplicaState State, long Generation) State =>
        _node.Store.Find(7) is { } found ? (found.State, found.GenerationStamp) : default;

    // The node has begun when it keeps room for what is to come.
    private void Begin(TestPeer peer, Stage stage)
    {
        peer.Connection.Send(OpHeader.ToArray(DataTransferOp.WriteBlock, TestPeer.WriteOp(7, Newer, stage)));
        Assert.True(SpinWait.SpinUntil(() => _node.Store.Volumes[0].Promised > 0, Patience.Limit));
    }
}
