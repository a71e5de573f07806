using Google.Protobuf;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.Protocol.Tests;

public class OpHeaderTests
{
    public static TheoryData<string, DataTransferOp, MessageParser> Operations => new()
    {
        { "op-write", DataTransferOp.WriteBlock, OpWriteBlockProto.Parser },
        { "op-read", DataTransferOp.ReadBlock, OpReadBlockProto.Parser },
        { "op-checksum", DataTransferOp.BlockChecksum, OpBlockChecksumProto.Parser },
        { "op-transfer", DataTransferOp.TransferBlock, OpTransferBlockProto.Parser },
        { "op-copy", DataTransferOp.CopyBlock, OpCopyBlockProto.Parser },
        { "op-replace", DataTransferOp.ReplaceBlock, OpReplaceBlockProto.Parser },
        { "op-fds", DataTransferOp.RequestShortCircuitFds, OpRequestShortCircuitAccessProto.Parser },
    };

    [Theory]
    [MemberData(nameof(Operations))]
    [GoldenBytes(typeof(OpHeader), 28)]
    public void Reads_and_writes_the_bytes_of_hadoop(string name, DataTransferOp expected, MessageParser parser)
    {
        var bytes = Golden.Bytes(name);
        Assert.True(OpHeader.TryRead(bytes, out var op, out var body, out var consumed));
        Assert.Equal(expected, op);
        Assert.Equal(bytes.Length, consumed);
        Assert.Equal(bytes, OpHeader.ToArray(op, parser.ParseFrom(body)));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(OpHeader.TryRead(bytes.AsSpan(0, length), out _, out _, out _));
        }
    }

    [Fact]
    public void An_operation_full_of_empty_messages_is_refused_before_it_is_decoded()
    {
        byte[] dense = [.. Enumerable.Repeat<byte[]>([0x12, 0], 400_000).SelectMany(static b => b)]; // targets
        var refusal = Assert.Throws<MalformedMessageException>(() => ProtoMessage.Parse(dense, OpWriteBlockProto.Parser));
        Assert.Contains("bytes of memory", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_write_says_what_the_pipeline_needs()
    {
        Assert.True(OpHeader.TryRead(Golden.Bytes("op-write"), out _, out var body, out _));
        var write = ProtoMessage.Parse(body, OpWriteBlockProto.Parser);
        Assert.Equal(OpWriteBlockProto.Types.BlockConstructionStage.PipelineSetupCreate, write.Stage);
        Assert.Equal("DFSClient_NONMAPREDUCE_1_1", write.Header.ClientName);
        Assert.Equal(1073741825UL, write.Header.BaseHeader.Block.BlockId);
        Assert.Equal(2u, write.PipelineSize);
        Assert.Equal(ChunkChecksum.Default, ChunkChecksum.FromProto(write.RequestedChecksum));
        Assert.Equal("DS-1", write.StorageId);
    }

    [Theory]
    [InlineData("001b50", "Version Mismatch (Expected: 28, Received: 27 )")]
    [InlineData("DEADBEEF", "SASL")]
    [InlineData("001c00", "Unknown op 0")]
    [InlineData("001c5b", "Unknown op 91")]
    [InlineData("001c50FFFFFFFF0F", "message length")]
    [InlineData("001c50FFFFFFFFFF", "message length")]
    public void Refuses_what_is_no_operation(string hex, string message)
    {
        var e = Assert.Throws<MalformedMessageException>(() => OpHeader.TryRead(Convert.FromHexString(hex), out _, out _, out _));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Responses_are_the_bytes_of_hadoop()
    {
        var connect = new BlockOpResponseProto { Status = Status.Success, FirstBadLink = "" };
        Assert.Equal(Golden.Bytes("resp-connect"), DelimitedMessage.ToArray(connect));

        var read = new BlockOpResponseProto
        {
            Status = Status.Success,
            ReadOpChecksumInfo = new ReadOpChecksumInfoProto { Checksum = ChunkChecksum.Default.ToProto(), ChunkOffset = 1024 },
        };
        Assert.Equal(Golden.Bytes("resp-read"), DelimitedMessage.ToArray(read));
        Assert.Equal(Golden.Bytes("read-status"), DelimitedMessage.ToArray(new ClientReadStatusProto { Status = Status.ChecksumOk }));
    }

    [Fact]
    public void An_absent_required_field_is_malformed()
    {
        // BlockOpResponseProto with only firstBadLink
        Assert.Throws<MalformedMessageException>(() => DelimitedMessage.TryParse([2, 0x12, 0], BlockOpResponseProto.Parser, out _, out _));
        Assert.Throws<MalformedMessageException>(() => DelimitedMessage.TryParse([0], BlockOpResponseProto.Parser, out _, out _));
    }
}
