using Google.Protobuf;
using Hathi.Base;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.Protocol.Tests;

public class PipelineAckTests
{
    private static readonly AckReply[] ThreeReplies =
    [
        AckReply.Success,
        new AckReply(Status.Success, CongestionNotice.Supported, SlownessNotice.Normal),
        new AckReply(Status.ErrorChecksum, CongestionNotice.Congested, SlownessNotice.Slow),
    ];

    [Fact]
    public void Reads_and_writes_the_bytes_of_hadoop()
    {
        var bytes = Golden.Bytes("ack");
        var replies = new AckReply[3];
        Assert.True(PipelineAck.TryRead(bytes, replies, out var ack, out var consumed));
        Assert.Equal(new PipelineAck(77, 3, 123456789), ack);
        Assert.Equal(bytes.Length, consumed);
        Assert.Equal(ThreeReplies, replies);
        Assert.Equal(354, replies[2].Header);
        Assert.Equal((Status.ErrorChecksum, CongestionNotice.Congested, SlownessNotice.Slow),
            (replies[2].Status, replies[2].Congestion, replies[2].Slowness));

        var written = new byte[PipelineAck.MaxSize(3)];
        Assert.Equal(bytes, written[..PipelineAck.Write(written, 77, ThreeReplies, 123456789)]);
    }

    [Theory]
    [InlineData("ack-heartbeat", -1, Status.Success)]
    [InlineData("ack-oob", PipelineAck.UnknownSequenceNumber, Status.OobRestart)]
    public void Reads_and_writes_acks_that_answer_no_packet(string name, long sequenceNumber, Status status)
    {
        var bytes = Golden.Bytes(name);
        var replies = new AckReply[1];
        Assert.True(PipelineAck.TryRead(bytes, replies, out var ack, out _));
        Assert.Equal(new PipelineAck(sequenceNumber, 1, 0), ack);
        Assert.Equal(status, replies[0].Status);

        var written = new byte[PipelineAck.MaxSize(1)];
        Assert.Equal(bytes, written[..PipelineAck.Write(written, sequenceNumber, replies, 0)]);
    }

    [Fact]
    public void Replies_without_flags_count_by_their_status()
    {
        var old = new PipelineAckProto { Seqno = 5, Reply = { Status.Success, Status.Error } };
        var replies = new AckReply[3];
        Assert.True(PipelineAck.TryRead(DelimitedMessage.ToArray(old), replies, out var ack, out _));
        Assert.Equal(2, ack.ReplyCount);
        Assert.Equal([AckReply.Success, new AckReply(Status.Error, CongestionNotice.Disabled, SlownessNotice.Disabled)], replies[..2]);
    }

    [Fact]
    public void Agrees_with_protobuf_for_random_values()
    {
        var random = new SeededRandom(6);
        for (var i = 0; i < 2000; i++)
        {
            var count = random.Next(12);
            var replies = Enumerable.Range(0, count)
                .Select(
                    _ => new AckReply((Status)random.Next(14), (CongestionNotice)random.Next(4), (SlownessNotice)random.Next(4))).ToArray();
            var sequence = (long)random.NextUInt64() >> random.Next(64);
            var nanoseconds = random.NextUInt64() >> random.Next(64);
            var written = new byte[PipelineAck.MaxSize(count)];
            var length = PipelineAck.Write(written, sequence, replies, nanoseconds);

            Assert.True(DelimitedMessage.TryParse(written.AsSpan(0, length), PipelineAckProto.Parser, out var proto, out var consumed));
            Assert.Equal(length, consumed);
            Assert.Equal((sequence, nanoseconds), (proto.Seqno, proto.DownstreamAckTimeNanos));
            Assert.Equal(replies.Select(r => r.Status), proto.Reply);
            Assert.Equal(replies.Select(r => (uint)r.Header), proto.Flag);
            var again = new AckReply[count];
            Assert.True(PipelineAck.TryRead(written, again, out var ack, out _));
            Assert.Equal(new PipelineAck(sequence, count, nanoseconds), ack);
            Assert.Equal(replies, again);
        }
    }

    [Fact]
    public void More_replies_than_the_pipeline_has_nodes_are_refused() =>
        Assert.Throws<MalformedMessageException>(() => PipelineAck.TryRead(Golden.Bytes("ack"), new AckReply[2], out _, out _));

    [Fact]
    public void A_status_beyond_four_bits_is_never_taken_for_success()
    {
        // seqno 1, reply 16
        Assert.Throws<MalformedMessageException>(
            () => PipelineAck.TryRead(Convert.FromHexString("0408021010"), new AckReply[2], out _, out _));
    }
}
