using Hathi.Ring.Protocol.Envelopes;
using Hathi.Ring.Protocol.Framing;
using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Tests;

public sealed class BodyCompressionTests
{
    private const int MaxBody = 1 << 20;

    /// <summary>Literals only, as anybody can pack them by hand: LZ4's behind its length, Snappy's begins with it.</summary>
    [Theory]
    [InlineData(Compression.Lz4, "00000005 50 'hello'")]
    [InlineData(Compression.Snappy, "05 10 'hello'")]
    [InlineData(Compression.Lz4, "0000000D 13 'a' 0100 50 'aaaaa'")] // a literal, seven more of it, five literals
    public void Reads_what_others_pack(Compression agreed, string packed)
    {
        var expected = packed.StartsWith("0000000D", StringComparison.Ordinal) ? "aaaaaaaaaaaaa" : "hello";
        using var scratch = new WireBuffer();
        Assert.Equal(expected, System.Text.Encoding.ASCII.GetString(
            BodyCompression.Unpack(Header(EnvelopeFlags.Compressed), Wire.Bytes(packed), agreed, MaxBody, scratch)));
    }

    [Theory]
    [InlineData(Compression.Lz4, "00000000")]
    [InlineData(Compression.Lz4, "00000000 00")]
    [InlineData(Compression.Snappy, "00")]
    public void Nothing_is_packed_too(Compression agreed, string packed)
    {
        using var scratch = new WireBuffer();
        Assert.Equal(0, BodyCompression.Unpack(Header(EnvelopeFlags.Compressed), Wire.Bytes(packed), agreed, MaxBody, scratch).Length);
    }

    [Theory]
    [InlineData(Compression.Lz4)]
    [InlineData(Compression.Snappy)]
    [InlineData(Compression.None)]
    public void Bodies_that_become_shorter_are_packed_and_come_back(Compression agreed)
    {
        byte[][] bodies = [[], [1, 2, 3], new byte[255], new byte[256], new byte[300_000], SegmentTests.Noise(5000)];
        var envelopes = Wire.Written(buffer =>
        {
            for (short i = 0; i < bodies.Length; i++)
            {
                var envelope = OpenEnvelope.Begin(buffer, ProtocolVersion.V4, i, Opcode.Result);
                buffer.PutRaw(bodies[i]);
                envelope.Complete();
            }
        });
        var sent = SegmentTests.Segments(target => BodyCompression.WriteAll(target, envelopes, agreed)).AsSpan();
        using var scratch = new WireBuffer();
        var packed = new List<int>();
        for (short i = 0; i < bodies.Length; i++)
        {
            Assert.True(EnvelopeHeader.TryRead(sent, out var header));
            Assert.Equal(i, header.Stream);
            var body = sent.Slice(header.HeaderSize, (int)header.BodyLength);
            Assert.Equal(bodies[i], BodyCompression.Unpack(header, body, agreed, MaxBody, scratch).ToArray());
            sent = sent[(int)header.EnvelopeSize..];
            if ((header.Flags & EnvelopeFlags.Compressed) != 0)
            {
                packed.Add(i);
            }
        }

        Assert.True(sent.IsEmpty);
        Assert.Equal(agreed == Compression.None ? [] : [3, 4], packed);
    }

    [Fact]
    public void A_body_without_the_flag_and_every_one_of_version_5_is_left_as_it_is()
    {
        using var scratch = new WireBuffer();
        byte[] body = [1, 2, 3];
        Assert.Equal(body, BodyCompression.Unpack(Header(EnvelopeFlags.None), body, Compression.Lz4, MaxBody, scratch).ToArray());
        var header = Header(EnvelopeFlags.Compressed) with { Version = 5 };
        Assert.Equal(body, BodyCompression.Unpack(header, body, Compression.Lz4, MaxBody, scratch).ToArray());
    }

    [Theory]
    [InlineData(Compression.None, "00000005 50 'hello'", ErrorCode.ProtocolError)]
    [InlineData(Compression.Lz4, "000000", ErrorCode.ProtocolError)]
    [InlineData(Compression.Lz4, "00000006 50 'hello'", ErrorCode.ProtocolError)]
    [InlineData(Compression.Lz4, "00000004 50 'hello'", ErrorCode.ProtocolError)]
    [InlineData(Compression.Lz4, "000FFFFF 50 'hello'", ErrorCode.ProtocolError)] // more than its bytes can become
    [InlineData(Compression.Lz4, "00100001 50 'hello'", ErrorCode.Invalid)] // more than is taken
    [InlineData(Compression.Lz4, "FFFFFFFF 50 'hello'", ErrorCode.Invalid)]
    [InlineData(Compression.Lz4, "0000000D 13 'a' 0200 50 'aaaaa'", ErrorCode.ProtocolError)] // from before the start
    [InlineData(Compression.Snappy, "", ErrorCode.ProtocolError)]
    [InlineData(Compression.Snappy, "06 10 'hello'", ErrorCode.ProtocolError)]
    [InlineData(Compression.Snappy, "FFFF3F 10 'hello'", ErrorCode.ProtocolError)]
    [InlineData(Compression.Snappy, "FFFFFF07 10 'hello'", ErrorCode.Invalid)]
    public void What_is_no_packed_body_is_refused(Compression agreed, string packed, ErrorCode code)
    {
        using var scratch = new WireBuffer();
        var refused = Wire.Refused(
            () => BodyCompression.Unpack(Header(EnvelopeFlags.Compressed), Wire.Bytes(packed), agreed, MaxBody, scratch));
        Assert.Equal((code, true), (refused.Code, refused.ConnectionGoesOn));
    }

    /// <summary>A match that begins where it ends means nothing, and must not show what lay in the memory before.</summary>
    [Fact]
    public void What_lay_in_the_memory_before_is_not_shown()
    {
        const byte Before = 0xEE;
        using var scratch = new WireBuffer();
        scratch.Take(1000).Fill(Before);
        byte[] shown = [];
        try
        {
            var packed = Wire.Bytes("00000019 1F 'a' 0000 00 50 'aaaaa'");
            shown = BodyCompression.Unpack(Header(EnvelopeFlags.Compressed), packed, Compression.Lz4, MaxBody, scratch).ToArray();
        }
        catch (ProtocolException)
        {
            // Nothing is shown at all.
        }

        Assert.DoesNotContain(Before, shown);
    }

    [Fact]
    public void Compressions_have_names()
    {
        Assert.Equal(Compression.None, BodyCompression.Named(null, ProtocolVersion.V5));
        Assert.Equal(Compression.Lz4, BodyCompression.Named("LZ4", ProtocolVersion.V5));
        Assert.Equal(Compression.Snappy, BodyCompression.Named("snappy", ProtocolVersion.V4));
        Assert.True(Wire.Refused(() => BodyCompression.Named("snappy", ProtocolVersion.V5)).ConnectionGoesOn);
        Assert.Equal("Snappy compression is not supported in protocol V5", Refusal("Snappy", ProtocolVersion.V5));
        Assert.Equal("Unknown compression algorithm: zstd", Refusal("ZStd", ProtocolVersion.V4));
        Assert.Equal("Unknown compression algorithm: ", Refusal("", ProtocolVersion.V3));
    }

    /// <summary>However long a body becomes: the shared pool keeps an array for each thread that ever gave one back.</summary>
    [Fact]
    public void Unpacking_makes_no_second_array()
    {
        const int Long = 9 << 20;
        var envelope = Wire.Written(static buffer =>
        {
            var open = OpenEnvelope.Begin(buffer, ProtocolVersion.V4, 1, Opcode.Result);
            buffer.Take(Long).Clear();
            open.Complete();
        });
        var packed = SegmentTests.Segments(target => BodyCompression.WriteAll(target, envelope, Compression.Snappy))[EnvelopeHeader.Size..];
        using var scratch = new WireBuffer();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var body = BodyCompression.Unpack(Header(EnvelopeFlags.Compressed), packed, Compression.Snappy, Long, scratch);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, Long, Long + (2 << 20));
        Assert.Equal(Long, body.Length);
        Assert.False(body.ContainsAnyExcept((byte)0));
    }

    [Theory]
    [InlineData(Compression.Lz4)]
    [InlineData(Compression.Snappy)]
    public void Where_a_body_might_become_too_long_it_is_sent_as_it_is(Compression agreed)
    {
        const int Body = 10_000;
        var envelope = Wire.Written(static buffer =>
        {
            var open = OpenEnvelope.Begin(buffer, ProtocolVersion.V4, 1, Opcode.Result);
            buffer.PutRaw(new byte[Body]);
            open.Complete();
        });
        using var target = new WireBuffer();
        target.Take(WireBuffer.MaxBytes - envelope.Length);
        BodyCompression.WriteAll(target, envelope, agreed);
        Assert.Equal(envelope, target.Written[^envelope.Length..].ToArray());
    }

    [Fact]
    public void A_body_is_not_unpacked_over_itself()
    {
        using var scratch = new WireBuffer();
        scratch.PutRaw(Wire.Bytes("00000005 50 'hello'"));
        Assert.Throws<ArgumentException>(
            () => BodyCompression.Unpack(Header(EnvelopeFlags.Compressed), scratch.Written, Compression.Lz4, MaxBody, scratch));
    }

    private static string Refusal(string name, ProtocolVersion version) =>
        Wire.Refused(() => BodyCompression.Named(name, version)).Message;

    private static EnvelopeHeader Header(EnvelopeFlags flags) => new(4, true, flags, 1, Opcode.Result, 0);
}
