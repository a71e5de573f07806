using System.Buffers;
using System.Buffers.Binary;
using Hathi.Base;
using Hathi.Ring.Protocol.Envelopes;
using Hathi.Ring.Protocol.Framing;
using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Tests;

public sealed class SegmentTests
{
    /// <summary>The checksum as the specification tells it, bit by bit.</summary>
    [Fact]
    public void The_checksum_of_headers_is_the_specifications()
    {
        var random = new SeededRandom(24);
        for (var i = 0; i < 1000; i++)
        {
            var bytes = new byte[random.Next(1, 9)];
            for (var at = 0; at < bytes.Length; at++)
            {
                bytes[at] = (byte)random.NextUInt64();
            }

            uint crc = 0x875060;
            foreach (var b in bytes)
            {
                crc ^= (uint)b << 16;
                for (var bit = 0; bit < 8; bit++)
                {
                    crc = (crc & 0x800000) != 0 ? (crc << 1) ^ 0x1974F0B : crc << 1;
                }
            }

            Assert.Equal(crc & 0xFFFFFF, Crc24.Compute(bytes));
        }
    }

    /// <summary>The lowest byte is first: 17 bits, 17 more where the connection compresses, one for "whole envelopes".</summary>
    [Theory]
    [InlineData(9, 0, true, false, "090002")]
    [InlineData(131071, 0, false, false, "FFFF01")]
    [InlineData(131071, 0, true, false, "FFFF03")]
    [InlineData(9, 0, true, true, "0900000004")]
    [InlineData(300, 70000, false, true, "2C01E02202")]
    [InlineData(131071, 131071, true, true, "FFFFFFFF07")]
    public void Headers_are_laid_out_as_the_specification_says(int payload, int plain, bool whole, bool compressing, string lengths)
    {
        var header = new SegmentHeader(payload, plain, whole);
        var bytes = new byte[SegmentHeader.SizeOf(compressing)];
        Assert.Equal(bytes.Length, header.Write(bytes, compressing));
        Assert.Equal(lengths, Convert.ToHexString(bytes.AsSpan(0, bytes.Length - 3)));
        Assert.Equal(Crc24.Compute(bytes.AsSpan(0, bytes.Length - 3)), Little24(bytes.AsSpan(bytes.Length - 3)));
        Assert.True(SegmentHeader.TryRead(bytes, compressing, out var read));
        Assert.Equal(header, read);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_segment_in_pieces_is_read_when_it_is_whole(bool compressing)
    {
        foreach (var length in new[] { 9, 300, 5000 })
        {
            var payload = Payload(length);
            var bytes = Segments(target => Segment.Write(target, payload, isSelfContained: false, compressing));
            using var scratch = new WireBuffer();
            foreach (var piece in new[] { 1, 3, 7, 100, bytes.Length, bytes.Length + 1 })
            {
                var input = Pieces.Of([.. bytes, 0xEE], piece);
                Assert.True(Segment.TryRead(ref input, compressing, scratch, out var segment));
                Assert.False(segment.IsSelfContained);
                Assert.Equal(payload, segment.Payload.ToArray());
                Assert.Equal([0xEE], input.ToArray());
            }

            for (var cut = 0; cut < Math.Min(bytes.Length, 400); cut++)
            {
                var input = Pieces.Of(bytes[..cut], 11);
                Assert.False(Segment.TryRead(ref input, compressing, scratch, out _));
                Assert.Equal(cut, input.Length);
            }
        }
    }

    [Fact]
    public void What_becomes_shorter_is_compressed_and_what_does_not_is_sent_as_it_is()
    {
        var short_ = Segments(static target => Segment.Write(target, Payload(9), isSelfContained: true, compressing: true));
        Assert.True(SegmentHeader.TryRead(short_, true, out var header));
        Assert.Equal(new SegmentHeader(9, 0, true), header);
        Assert.Equal(Payload(9), short_[8..^4]);

        var zeros = Segments(static target => Segment.Write(target, new byte[100_000], isSelfContained: true, compressing: true));
        Assert.True(SegmentHeader.TryRead(zeros, true, out header));
        Assert.Equal(100_000, header.PlainLength);
        Assert.True(header.PayloadLength < 1000, $"{header.PayloadLength} bytes");

        var noise = Noise(100_000);
        var sent = Segments(target => Segment.Write(target, noise, isSelfContained: true, compressing: true));
        Assert.True(SegmentHeader.TryRead(sent, true, out header));
        Assert.Equal(new SegmentHeader(100_000, 0, true), header);
        Assert.Equal(noise, sent[8..^4]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_bit_that_turns_is_noticed(bool compressing)
    {
        var bytes = Segments(target => Segment.Write(target, Payload(300), isSelfContained: true, compressing));
        using var scratch = new WireBuffer();
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var turned = (byte[])bytes.Clone();
            turned[bit / 8] ^= (byte)(1 << (bit % 8));
            var refused = Wire.Refused(() =>
            {
                var input = new ReadOnlySequence<byte>(turned);
                Segment.TryRead(ref input, compressing, scratch, out _);
            });
            Assert.Equal((ErrorCode.ProtocolError, false), (refused.Code, refused.ConnectionGoesOn));
        }
    }

    /// <summary>Checksums that are right say nothing of what is compressed.</summary>
    [Theory]
    [InlineData(300, 131071)] // longer than LZ4 could make it
    [InlineData(300, 299)]
    [InlineData(0, 5)]
    public void A_payload_that_LZ4_makes_something_else_of_ends_the_connection(int length, int plain)
    {
        var payload = Payload(length);
        var bytes = new byte[8 + length + 4];
        new SegmentHeader(length, plain, true).Write(bytes, compressing: true);
        payload.CopyTo(bytes, 8);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8 + length), Crc(payload));
        using var scratch = new WireBuffer();
        var refused = Wire.Refused(() =>
        {
            var input = new ReadOnlySequence<byte>(bytes);
            Segment.TryRead(ref input, compressing: true, scratch, out _);
        });
        Assert.False(refused.ConnectionGoesOn);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Envelopes_share_segments_and_long_ones_have_several(bool compressing)
    {
        int[] bodies = [0, 10, 131_071 - 9, 131_071 - 8, 70_000, 60_000, 400_000, 0, 5];
        var envelopes = Wire.Written(buffer =>
        {
            for (short i = 0; i < bodies.Length; i++)
            {
                var envelope = OpenEnvelope.Begin(buffer, ProtocolVersion.V5, i, Opcode.Result);
                buffer.PutRaw(Noise(bodies[i]));
                envelope.Complete();
            }
        });
        var input = new ReadOnlySequence<byte>(Segments(target => Segment.WriteAll(target, envelopes, compressing)));
        using var scratch = new WireBuffer();
        using var assembler = new EnvelopeAssembler(fromServer: true, ProtocolLimits.MaxBodyBytes);
        var (found, sizes) = (new List<int>(), new List<string>());
        while (Segment.TryRead(ref input, compressing, scratch, out var segment))
        {
            sizes.Add($"{(segment.IsSelfContained ? "whole" : "part")} {segment.Payload.Length}");
            Take(assembler, segment, found);
        }

        Assert.Equal(0, input.Length);
        Assert.Equal(bodies, found);
        string[] expected =
        [
            "whole 28", "whole 131071", "part 131071", "part 1", "whole 130018", "part 131071", "part 131071", "part 131071", "part 6796",
            "whole 23",
        ];
        Assert.Equal(expected, sizes);
    }

    /// <summary>Of an answer that failed in its middle and was not taken back.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(12)]
    public void What_is_no_whole_envelope_is_not_sent(int left)
    {
        byte[] envelopes = [.. Wire.Bytes("85 00 0001 02 00000000"), .. Wire.Bytes("85 00 0001 08 00000010 00000001").AsSpan(0, left)];
        Assert.Throws<ArgumentException>(() => Segments(target => Segment.WriteAll(target, envelopes, compressing: false)));
        Assert.Throws<ArgumentException>(() => Segments(target => BodyCompression.WriteAll(target, envelopes, Compression.Lz4)));
    }

    /// <summary>Bytes that LZ4 makes nothing of.</summary>
    internal static byte[] Noise(int length)
    {
        var random = new SeededRandom((ulong)length);
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
        {
            bytes[i] = (byte)random.NextUInt64();
        }

        return bytes;
    }

    internal static byte[] Segments(Action<IBufferWriter<byte>> write)
    {
        var target = new ArrayBufferWriter<byte>();
        write(target);
        return target.WrittenSpan.ToArray();
    }

    private static void Take(EnvelopeAssembler assembler, Segment segment, List<int> found)
    {
        if (!segment.IsSelfContained)
        {
            if (assembler.TryAdd(segment.Payload, out var header, out var body))
            {
                Assert.Equal(Noise((int)header.BodyLength), body.ToArray());
                found.Add(body.Length);
            }

            return;
        }

        var payload = segment.Payload;
        while (assembler.TryTake(ref payload, out var header, out var body))
        {
            Assert.Equal(Noise((int)header.BodyLength), body.ToArray());
            Assert.Equal(found.Count, header.Stream);
            found.Add(body.Length);
        }
    }

    private static byte[] Payload(int length) => [.. Enumerable.Range(0, length).Select(static i => (byte)(i / 40))];

    private static uint Little24(ReadOnlySpan<byte> bytes) => bytes[0] | ((uint)bytes[1] << 8) | ((uint)bytes[2] << 16);

    // As the specification does not say.
    private static uint Crc(byte[] payload) => Crc32.Compute([0xFA, 0x2D, 0x55, 0xCA, .. payload]);
}
