using Google.Protobuf;
using Hathi.Base;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.Protocol.Tests;

public class PacketHeaderTests
{
    public static TheoryData<string, PacketHeader> FromHadoop => new()
    {
        { "packet", new PacketHeader(0x1122334455, 77, 512, 65024, false, false) },
        { "packet-sync", new PacketHeader(134217728 - 1000, 2047, 8, 1000, false, true) },
        { "packet-last", new PacketHeader(134217728, 2048, 0, 0, true, false) },
        { "packet-heartbeat", new PacketHeader(0, PacketHeader.HeartbeatSequenceNumber, 0, 0, false, false) },
    };

    [Theory]
    [MemberData(nameof(FromHadoop))]
    public void Reads_and_writes_the_bytes_of_hadoop(string name, PacketHeader expected)
    {
        var bytes = Golden.Bytes(name);
        Assert.True(PacketHeader.TryRead(bytes, out var header, out var consumed));
        Assert.Equal(expected, header);
        Assert.Equal(bytes.Length, consumed);

        var written = new byte[PacketHeader.MaxSize];
        Assert.Equal(bytes, written[..header.Write(written)]);
    }

    [Fact]
    public void Every_shorter_part_needs_more()
    {
        var bytes = Golden.Bytes("packet-sync");
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(PacketHeader.TryRead(bytes.AsSpan(0, length), out _, out _));
        }
    }

    [Fact]
    public void Fields_in_another_order_and_unknown_fields_are_read_too()
    {
        // dataLen, an unknown field 9 with three bytes, last, seqno, offset, sync as a two-byte varint
        var proto = Convert.FromHexString("25E8030000" + "4A03AABBCC" + "1800" + "110700000000000000" + "090800000000000000" + "288100");
        var bytes = (byte[])[0, 0, 3, 0xEC + 4, 0, (byte)proto.Length, .. proto];
        Assert.True(PacketHeader.TryRead(bytes, out var header, out _));
        Assert.Equal(new PacketHeader(8, 7, 4, 1000, false, true), header);
    }

    [Theory]
    [InlineData("00000003000109")] // payload below 4
    [InlineData("FFFFFFFF0001")]
    [InlineData("00000004FFFF")] // negative header length
    [InlineData("010000000019")] // above 16 MiB
    [InlineData("000000040000")] // no fields at all
    [InlineData("00000004001909000000000000000011ffffffffffffffff180025ffffffff")] // negative data length
    [InlineData("00000004001909000000000000000011ffffffffffffffff18002501000000")] // more data than payload
    public void Refuses_what_is_no_packet(string hex) =>
        Assert.Throws<MalformedMessageException>(() => PacketHeader.TryRead(Convert.FromHexString(hex), out _, out _));

    [Fact]
    public void Agrees_with_protobuf_for_random_values()
    {
        var random = new SeededRandom(5);
        var buffer = new byte[PacketHeader.MaxSize];
        for (var i = 0; i < 2000; i++)
        {
            var header = new PacketHeader(
                (long)random.NextUInt64(), (long)random.NextUInt64(), random.Next(1 << 16), random.Next(1 << 20), random.Chance(0.5),
                random.Chance(0.5));
            var written = buffer.AsSpan(0, header.Write(buffer));
            var proto = PacketHeaderProto.Parser.ParseFrom(written[PacketHeader.LengthsSize..]);
            Assert.Equal((header.OffsetInBlock, header.SequenceNumber, header.DataLength, header.LastInBlock, header.SyncBlock),
                (proto.OffsetInBlock, proto.Seqno, proto.DataLen, proto.LastPacketInBlock, proto.SyncBlock));
            Assert.True(PacketHeader.TryRead(written, out var again, out _));
            Assert.Equal(header, again);
        }
    }

    [Fact]
    public void A_default_packet_holds_126_chunks()
    {
        var plan = PacketPlan.For(PacketPlan.DefaultPacketSize, ChunkChecksum.Default);
        Assert.Equal(new PacketPlan(126, 64512, 504), plan);
        Assert.True(plan.MaxSize <= PacketPlan.DefaultPacketSize);
        Assert.Equal(1, PacketPlan.For(16, ChunkChecksum.Default).Chunks);
    }
}
