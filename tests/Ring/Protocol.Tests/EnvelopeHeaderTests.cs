using Hathi.Ring.Protocol.Envelopes;

namespace Hathi.Ring.Protocol.Tests;

public sealed class EnvelopeHeaderTests
{
    private const int MaxBody = 1000;

    public static TheoryData<string, EnvelopeHeader> Known => new()
    {
        { "04 00 0001 05 00000000", new(4, false, EnvelopeFlags.None, 1, Opcode.Options, 0) },
        { "84 02 7FFF 08 00000004", new(4, true, EnvelopeFlags.Tracing, short.MaxValue, Opcode.Result, 4) },
        { "85 08 FFFF 0C 00000064", new(5, true, EnvelopeFlags.Warning, EnvelopeHeader.EventStream, Opcode.Event, 100) },
        { "03 01 0000 0A 00000100", new(3, false, EnvelopeFlags.Compressed, 0, Opcode.Execute, 256) },
        { "42 10 0000 01 FFFFFFFF", new(66, false, EnvelopeFlags.UseBeta, 0, Opcode.Startup, uint.MaxValue) },
        { "02 00 05 01 00000016", new(2, false, EnvelopeFlags.None, 5, Opcode.Startup, 22) },
        { "81 00 FF 00 00000009", new(1, true, EnvelopeFlags.None, -1, Opcode.Error, 9) },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void Reads_and_writes_the_bytes_of_the_specification(string text, EnvelopeHeader expected)
    {
        var bytes = Wire.Bytes(text);
        Assert.True(EnvelopeHeader.TryRead(bytes, out var header));
        Assert.Equal(expected, header);
        Assert.Equal(bytes.Length, header.HeaderSize);
        var written = new byte[bytes.Length];
        Assert.Equal(bytes.Length, header.Write(written));
        Assert.Equal(bytes, written);
    }

    [Theory]
    [MemberData(nameof(Known))]
    public void Every_shorter_part_needs_more_and_pieces_are_read(string text, EnvelopeHeader expected)
    {
        var bytes = Wire.Bytes(text);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(EnvelopeHeader.TryRead(bytes.AsSpan(0, length), out _));
            Assert.False(EnvelopeHeader.TryRead(Pieces.Of(bytes[..length], 1), out _));
        }

        for (var piece = 1; piece <= bytes.Length; piece++)
        {
            Assert.True(EnvelopeHeader.TryRead(Pieces.Of([.. bytes, 1, 2, 3], piece), out var header));
            Assert.Equal(expected, header);
        }
    }

    /// <summary>Drivers try their newest version first and look for this text.</summary>
    [Theory]
    [InlineData(66)]
    [InlineData(65)]
    [InlineData(6)]
    [InlineData(2)]
    [InlineData(1)]
    [InlineData(0)]
    public void A_version_that_is_not_served_is_refused_in_words_that_drivers_know(byte version)
    {
        var header = new EnvelopeHeader(version, false, EnvelopeFlags.None, 9, Opcode.Startup, 22);
        var refused = Wire.Refused(() => header.Verify(false, null, MaxBody));
        Assert.Equal(
            $"Invalid or unsupported protocol version ({version}); supported versions are (3/v3, 4/v4, 5/v5)", refused.Message);
        Assert.Equal((ErrorCode.ProtocolError, true, (short)0), (refused.Code, refused.ConnectionGoesOn, refused.Stream));
    }

    public static TheoryData<string, bool, ProtocolVersion?, ErrorCode, bool> Wrong => new()
    {
        { "04 00 0007 04 00000000", false, null, ErrorCode.ProtocolError, true }, // CREDENTIALS of version 1
        { "04 00 0007 11 00000000", false, null, ErrorCode.ProtocolError, true },
        { "04 00 0007 FF 00000000", false, null, ErrorCode.ProtocolError, true },
        { "84 00 0007 08 00000000", false, null, ErrorCode.ProtocolError, true }, // an answer where a request is expected
        { "04 00 0007 08 00000000", false, null, ErrorCode.ProtocolError, true }, // a request with an answer's opcode
        { "04 00 0007 07 00000000", true, null, ErrorCode.ProtocolError, true },
        { "84 00 0007 07 00000000", true, null, ErrorCode.ProtocolError, true },
        { "04 00 0007 07 00000000", false, ProtocolVersion.V5, ErrorCode.ProtocolError, true }, // another version than agreed
        { "04 00 0007 07 000003E9", false, null, ErrorCode.Invalid, true }, // a byte too many
        { "04 00 0007 07 10000001", false, null, ErrorCode.Invalid, true }, // more than the specification has, which is read past
        { "03 00 0007 07 FFFFFFFF", false, null, ErrorCode.Invalid, true },
        { "05 00 0007 07 10000001", false, null, ErrorCode.ProtocolError, false }, // and is not in segments
        { "05 00 0007 07 FFFFFFFF", false, null, ErrorCode.ProtocolError, false },
        { "47 45 5420 2F 20485454", false, null, ErrorCode.ProtocolError, false }, // a browser
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_cannot_be_taken_is_refused(string text, bool fromServer, ProtocolVersion? settled, ErrorCode code, bool goesOn)
    {
        Assert.True(EnvelopeHeader.TryRead(Wire.Bytes(text), out var header));
        var refused = Wire.Refused(() => header.Verify(fromServer, settled, MaxBody));
        var stream = ProtocolVersions.IsServed(header.Version) ? header.Stream : (short)0;
        Assert.Equal((code, goesOn, stream), (refused.Code, refused.ConnectionGoesOn, refused.Stream));
    }

    [Theory]
    [InlineData("04 00 0007 07 000003E9", "Request is too big: length 1010 exceeds maximum allowed length 1009.")]
    [InlineData("04 00 0007 07 FFFFFFFF", "Request is too big: length 4294967304 exceeds maximum allowed length 1009.")]
    [InlineData("05 00 0007 07 000003E9", "CQL Message of size 1001 bytes exceeds allowed maximum of 1000 bytes")]
    [InlineData("05 00 0007 07 10000001", "Invalid value for envelope header body length field: 268435457")]
    public void What_is_too_long_is_refused_in_words_of_its_version(string text, string message)
    {
        Assert.True(EnvelopeHeader.TryRead(Wire.Bytes(text), out var header));
        Assert.Equal(message, Wire.Refused(() => header.Verify(fromServer: false, null, MaxBody)).Message);
    }

    [Theory]
    [InlineData("03 00 0007 01 000003E8", false, null)]
    [InlineData("05 FF 0007 07 00000000", false, ProtocolVersion.V5)]
    [InlineData("84 00 0007 10 00000000", true, ProtocolVersion.V4)]
    public void What_can_be_taken_is(string text, bool fromServer, ProtocolVersion? settled)
    {
        Assert.True(EnvelopeHeader.TryRead(Wire.Bytes(text), out var header));
        header.Verify(fromServer, settled, MaxBody);
    }

    [Fact]
    public void Each_opcode_has_one_direction()
    {
        var known = Enumerable.Range(0, 256).Select(static i => (Opcode)i).Where(Opcodes.IsKnown).ToList();
        Assert.Equal(Enum.GetValues<Opcode>(), known);
        Assert.All(known, static opcode => Assert.NotEqual(Opcodes.IsRequest(opcode), Opcodes.IsAnswer(opcode)));
        Opcode[] requests =
        [
            Opcode.Startup, Opcode.Options, Opcode.Query, Opcode.Prepare, Opcode.Execute, Opcode.Register, Opcode.Batch,
            Opcode.AuthResponse,
        ];
        Assert.Equal(requests, known.Where(Opcodes.IsRequest));
    }
}
