using System.Net;
using System.Net.Sockets;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.DataNode.Transfer;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;
using Stage = Hathi.Hdfs.Protocol.OpWriteBlockProto.Types.BlockConstructionStage;

namespace Hathi.Hdfs.DataNode.Tests.Transfer;

public sealed class PipelineTests : IDisposable
{
    private readonly TransferNode[] _nodes = [new(address: "127.77.16.1"), new(address: "127.77.16.2"), new(address: "127.77.16.3")];

    public void Dispose()
    {
        foreach (var node in _nodes)
        {
            node.Dispose();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(511)]
    [InlineData(65_536)]
    [InlineData(3_000_001)]
    public void A_block_goes_down_the_pipeline_and_every_packet_is_acknowledged_by_all(int length)
    {
        var data = Packets.Random(length, length);
        using var peer = new TestPeer(_nodes[0].Address);
        Assert.Equal(Status.Success, peer.Begin(TestPeer.WriteOp(7, 1001, next: _nodes[1..])).Status);
        var acks = peer.WriteAll(data);
        Assert.Equal(acks.Select((_, i) => $"{i}: Success Success Success"), acks);
        foreach (var node in _nodes)
        {
            Assert.Equal(ReplicaState.Finalized, node.Store.Find(7)!.Value.State);
            using var reader = new TestPeer(node.Address);
            Assert.Equal(data, reader.Read(7, 1001, 0, length));
            Assert.Contains($"received 7_1001 {length}", node.Fixture.Events.All);
            Assert.Contains("receiving 7_1001", node.Told);
        }
    }

    [Fact]
    public void What_was_flushed_can_be_read_while_the_block_is_written()
    {
        var data = Packets.Random(5_000, 1);
        using var peer = new TestPeer(_nodes[0].Address);
        peer.Begin(TestPeer.WriteOp(7, 1001, next: _nodes[1]));
        peer.Send(0, 0, data.AsSpan(0, 1_300));
        Assert.Equal("0: Success Success", peer.Ack());
        Assert.Equal(1_300, _nodes[0].Store.VisibleLength(new(7, 0, 1001)));
        foreach (var node in _nodes[..2])
        {
            using var reader = new TestPeer(node.Address);
            Assert.Equal(data[..1_300], reader.Read(7, 1001, 0, 1_300));
            Assert.Equal(data[700..1_300], reader.Read(7, 1001, 700, 600));
        }

        // As a client does after a flush: the partial chunk once more, from its start.
        peer.Send(1_024, 1, data.AsSpan(1_024), sync: true);
        Assert.Equal("1: Success Success", peer.Ack());
        peer.Send(5_000, 2, [], last: true);
        Assert.Equal("2: Success Success", peer.Ack());
        using var last = new TestPeer(_nodes[1].Address);
        Assert.Equal(data, last.Read(7, 1001, 0, 5_000));
    }

    [Fact]
    public void A_heartbeat_is_acknowledged_by_all()
    {
        using var peer = new TestPeer(_nodes[0].Address);
        peer.Begin(TestPeer.WriteOp(7, 1001, next: _nodes[1..]));
        peer.Send(0, PacketHeader.HeartbeatSequenceNumber, []);
        Assert.Equal("-1: Success Success Success", peer.Ack());
    }

    [Fact]
    public void A_node_that_cannot_be_reached_is_named()
    {
        var gone = new TransferNode(address: "127.77.16.9");
        var address = gone.Address.ToString();
        var self = gone.Self;
        gone.Dispose();
        using var peer = new TestPeer(_nodes[0].Address);
        var op = TestPeer.WriteOp(7, 1001, next: _nodes[1]);
        op.Targets.Add(self);
        var reply = peer.Begin(op);
        Assert.Equal((Status.Error, address), (reply.Status, reply.FirstBadLink));
    }

    [Fact]
    public void A_node_that_refuses_names_itself()
    {
        _nodes[1].Fixture.Put(7, 1001, Packets.Random(10, 1));
        using var peer = new TestPeer(_nodes[0].Address);
        var reply = peer.Begin(TestPeer.WriteOp(7, 1001, next: _nodes[1]));
        Assert.Equal((Status.Error, _nodes[1].Address.ToString()), (reply.Status, reply.FirstBadLink));
    }

    [Fact]
    public void A_node_that_refuses_names_itself_as_the_NameNode_knows_it()
    {
        _nodes[1].Fixture.Put(7, 1001, Packets.Random(10, 1));
        var op = TestPeer.WriteOp(7, 1001, next: _nodes[1]);
        _nodes[1].KnownAs = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 9866);
        using var peer = new TestPeer(_nodes[0].Address);
        var reply = peer.Begin(op);
        Assert.Equal((Status.Error, "192.0.2.1:9866"), (reply.Status, reply.FirstBadLink));
    }

    [Fact]
    public void A_node_that_refuses_without_a_name_is_named_by_the_node_before_it()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Parse("127.77.16.8"), 0));
        listener.Listen();
        var address = (IPEndPoint)listener.LocalEndPoint!;
        var op = TestPeer.WriteOp(7, 1001);
        op.Targets.Add(TransferNode.Info(address));
        using var peer = new TestPeer(_nodes[0].Address);
        peer.Connection.Send(OpHeader.ToArray(DataTransferOp.WriteBlock, op));
        using (var connection = Connection.Over(listener.AcceptPatiently()))
        {
            connection.Send(new BlockOpResponseProto { Status = Status.Error, FirstBadLink = "" });
        }

        var reply = peer.Connection.Read(BlockOpResponseProto.Parser);
        Assert.Equal((Status.Error, address.ToString()), (reply.Status, reply.FirstBadLink));
    }

    [Fact]
    public void A_node_that_cannot_open_a_connection_at_all_blames_itself()
    {
        using var node = new TransferNode(address: "127.77.16.7", dialsFrom: "192.0.2.1");
        using var peer = new TestPeer(node.Address);
        var reply = peer.Begin(TestPeer.WriteOp(7, 1001, next: _nodes[1]));
        Assert.Equal((Status.Error, node.Address.ToString()), (reply.Status, reply.FirstBadLink));
    }

    [Fact]
    public void A_writer_of_a_deleted_replica_hears_nothing_more()
    {
        using var peer = new TestPeer(_nodes[0].Address);
        peer.Begin(TestPeer.WriteOp(7, 1001, next: _nodes[1]));
        peer.Send(0, 0, new byte[700]);
        Assert.Equal("0: Success Success", peer.Ack());
        _nodes[0].Store.Invalidate([new(7, 0, 1001)]);
        Assert.Equal("closed", peer.Ack());
    }

    [Fact]
    public void A_node_that_dies_in_the_middle_is_reported_and_the_pipeline_goes_on_without_it()
    {
        var data = Packets.Random(300_000, 2);
        using (var peer = new TestPeer(_nodes[0].Address))
        {
            peer.Begin(TestPeer.WriteOp(7, 1001, next: _nodes[1..]));
            peer.Send(0, 0, data.AsSpan(0, 65_536));
            Assert.Equal("0: Success Success Success", peer.Ack());
            _nodes[1].Dispose();
            Assert.Equal("-2: Success Error", peer.Ack());
        }

        using var second = new TestPeer(_nodes[0].Address);
        var op = TestPeer.WriteOp(7, 1001, Stage.PipelineSetupStreamingRecovery, next: _nodes[2]);
        (op.MinBytesRcvd, op.MaxBytesRcvd, op.LatestGenerationStamp) = (65_536, 65_536, 1002);
        Assert.Equal(Status.Success, second.Begin(op).Status);
        second.Send(65_536, 1, data.AsSpan(65_536));
        second.Send(data.Length, 2, [], last: true);
        Assert.Equal("1: Success Success", second.Ack());
        Assert.Equal("2: Success Success", second.Ack());
        foreach (var node in (TransferNode[])[_nodes[0], _nodes[2]])
        {
            using var reader = new TestPeer(node.Address);
            Assert.Equal(data, reader.Read(7, 1002, 0, data.Length));
        }
    }

    [Fact]
    public void A_block_whose_last_acknowledgement_was_lost_is_closed_by_recovery()
    {
        var data = Packets.Random(100_000, 3);
        using (var peer = new TestPeer(_nodes[0].Address))
        {
            peer.Begin(TestPeer.WriteOp(7, 1001, next: _nodes[1]));
            peer.Send(0, 0, data);
            Assert.Equal("0: Success Success", peer.Ack());
        }

        using var second = new TestPeer(_nodes[0].Address);
        var op = TestPeer.WriteOp(7, 1001, Stage.PipelineCloseRecovery, next: _nodes[1]);
        (op.MinBytesRcvd, op.MaxBytesRcvd, op.LatestGenerationStamp) = (100_000, 100_000, 1003);
        Assert.Equal(Status.Success, second.Begin(op).Status);
        foreach (var node in _nodes[..2])
        {
            Assert.Equal((ReplicaState.Finalized, 1003L), (node.Store.Find(7)!.Value.State, node.Store.Find(7)!.Value.GenerationStamp));
            Assert.Contains("received 7_1003 100000", node.Fixture.Events.All);
        }
    }

    [Fact]
    public void The_last_node_refuses_a_packet_that_does_not_match_its_checksums()
    {
        using var peer = new TestPeer(_nodes[0].Address);
        peer.Begin(TestPeer.WriteOp(7, 1001));
        var bad = Packets.Make(1_000, 1, new byte[24]);
        bad[^1] ^= 1;

        // In one piece, so that they are handled together.
        peer.Connection.Send([.. Packets.Make(0, 0, new byte[1_000]), .. bad, .. Packets.Make(1_024, 2, new byte[500_000])]);
        Assert.Equal("0: Success", peer.Ack());
        Assert.Equal("1: ErrorChecksum", peer.Ack());
        Assert.Equal("closed", peer.Ack());
        peer.Dispose();
        Assert.Equal(1_000, _nodes[0].Store.Find(7)!.Value.BytesOnDisk);
        Assert.Equal(1_000, _nodes[0].Store.VisibleLength(new(7, 0, 1001)));
        Assert.Equal(1_000, _nodes[0].Store.InitRecovery(new(7, 0, 1001), 1009)!.Value.BytesOnDisk);
    }

    [Fact]
    public void A_node_before_the_one_that_found_damage_gives_up_itself()
    {
        using var peer = new TestPeer(_nodes[0].Address);
        peer.Begin(TestPeer.WriteOp(7, 1001, next: _nodes[1]));
        var bad = Packets.Make(0, 0, new byte[24]);
        bad[^1] ^= 1;
        peer.Connection.Send(bad);
        Assert.Equal("closed", peer.Ack());
    }

    [Fact]
    public void A_client_that_leaves_leaves_a_replica_that_can_be_recovered()
    {
        using (var peer = new TestPeer(_nodes[0].Address))
        {
            peer.Begin(TestPeer.WriteOp(7, 1001));
            peer.Send(0, 0, new byte[700]);
            peer.Ack();
        }

        var told = _nodes[0].Store.InitRecovery(new(7, 0, 1001), 1009)!.Value;
        Assert.Equal((700L, ReplicaState.BeingWritten), (told.BytesOnDisk, told.OriginalState));
    }

    [Fact]
    public void An_append_goes_down_the_pipeline()
    {
        var data = Packets.Random(2_000, 4);
        using (var peer = new TestPeer(_nodes[0].Address))
        {
            peer.Begin(TestPeer.WriteOp(7, 1001, next: _nodes[1]));
            peer.WriteAll(data[..700]);
        }

        using var second = new TestPeer(_nodes[0].Address);
        var op = TestPeer.WriteOp(7, 1001, Stage.PipelineSetupAppend, next: _nodes[1]);
        (op.MinBytesRcvd, op.MaxBytesRcvd, op.LatestGenerationStamp) = (700, 700, 1002);
        Assert.Equal(Status.Success, second.Begin(op).Status);
        second.Send(700, 0, data.AsSpan(700, 324));
        second.Send(1_024, 1, data.AsSpan(1_024));
        second.Send(2_000, 2, [], last: true);
        Assert.Equal(["0: Success Success", "1: Success Success", "2: Success Success"], [second.Ack(), second.Ack(), second.Ack()]);
        using var reader = new TestPeer(_nodes[1].Address);
        Assert.Equal(data, reader.Read(7, 1002, 0, 2_000));
    }

    [Fact]
    public void A_packet_beyond_the_end_is_refused()
    {
        using var peer = new TestPeer(_nodes[0].Address);
        peer.Begin(TestPeer.WriteOp(7, 1001));
        peer.Send(512, 0, new byte[10]);
        Assert.Equal("closed", peer.Ack());
    }

    [Fact]
    public void A_packet_larger_than_the_buffer_is_taken()
    {
        var data = Packets.Random(2_000_000, 5);
        using var peer = new TestPeer(_nodes[0].Address);
        peer.Begin(TestPeer.WriteOp(7, 1001, next: _nodes[1]));
        Assert.Equal(["0: Success Success", "1: Success Success"], peer.WriteAll(data, data.Length));
        using var reader = new TestPeer(_nodes[1].Address);
        Assert.Equal(data, reader.Read(7, 1001, 0, data.Length));
    }

    /// <summary>Passed on as it is, it would have the writer blame the first node, which is none the worse.</summary>
    [Theory]
    [InlineData(0, Status.Success)]
    [InlineData(1, Status.Success)]
    [InlineData(3, Status.Success)]
    [InlineData(3, Status.Error)]
    [InlineData(PipelineAck.MaxReplies, Status.Error)]
    public void An_acknowledgement_that_is_not_of_all_nodes_is_none(int replies, Status status)
    {
        using var next = new SilentNode("127.77.16.8");
        var op = TestPeer.WriteOp(7, 1001, next: _nodes[2]);
        op.Targets.Insert(0, next.Self);
        using var peer = new TestPeer(_nodes[0].Address);
        peer.Connection.Send(OpHeader.ToArray(DataTransferOp.WriteBlock, op));
        using var connection = next.Accept();
        connection.Send(new BlockOpResponseProto { Status = Status.Success, FirstBadLink = "" });
        Assert.Equal(Status.Success, peer.Connection.Read(BlockOpResponseProto.Parser).Status);
        peer.Send(0, 0, new byte[100]);
        Assert.True(connection.Fill());
        var ack = new byte[PipelineAck.MaxSize(replies)];
        connection.Send(ack.AsSpan(0, PipelineAck.Write(
            ack, 0, Enumerable.Repeat(new AckReply(status, CongestionNotice.Disabled, SlownessNotice.Disabled), replies).ToArray(), 0)));
        Assert.Equal("-2: Success Error", peer.Ack());
        Assert.Equal(0, _nodes[0].Store.VisibleLength(new(7, 0, 1001)));
    }
}
