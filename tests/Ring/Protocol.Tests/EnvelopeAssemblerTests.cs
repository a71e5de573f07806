using Hathi.Ring.Protocol.Envelopes;
using Hathi.Ring.Protocol.Framing;
using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Tests;

public sealed class EnvelopeAssemblerTests
{
    private const int MaxBody = 100;
    private const string UnknownOpcode = "05 00 0003 33 00000002 FFFF";

    [Fact]
    public void One_that_is_too_long_is_read_past_and_refused_at_its_end()
    {
        using var assembler = new EnvelopeAssembler(fromServer: false, MaxBody) { TakesParts = true };
        var envelope = Envelope(7, 300);
        Assert.False(assembler.TryAdd(envelope.AsSpan(0, 100), out _, out _));
        Assert.False(assembler.TryAdd(envelope.AsSpan(100, 100), out _, out _));
        var refused = Wire.Refused(() => assembler.TryAdd(envelope.AsSpan(200), out _, out _));
        Assert.Equal((ErrorCode.Invalid, true, (short)7), (refused.Code, refused.ConnectionGoesOn, refused.Stream));
        Assert.Equal("CQL Message of size 300 bytes exceeds allowed maximum of 100 bytes", refused.Message);

        // The next is taken.
        Assert.False(assembler.TryAdd(Envelope(8, 20).AsSpan(0, 12), out _, out _));
        Assert.True(assembler.TryAdd(Envelope(8, 20).AsSpan(12), out var header, out var body));
        Assert.Equal((8, 20), (header.Stream, body.Length));
        ReadOnlySpan<byte> payload = Envelope(9, 0);
        Assert.True(assembler.TryTake(ref payload, out header, out body));
        Assert.Equal((9, 0), (header.Stream, body.Length));
        Assert.False(assembler.TryTake(ref payload, out _, out _));
    }

    [Fact]
    public void A_wrong_one_among_whole_ones_is_refused_alone()
    {
        using var assembler = new EnvelopeAssembler(fromServer: false, MaxBody) { TakesParts = true };
        byte[] all =
        [
            .. Envelope(1, 3), .. Envelope(2, MaxBody + 1), .. Envelope(4, 3), .. Wire.Bytes(UnknownOpcode), .. Envelope(5, 3),
        ];
        var (taken, refused) = (new List<short>(), new List<short?>());
        ReadOnlySpan<byte> payload = all;
        while (!payload.IsEmpty)
        {
            try
            {
                Assert.True(assembler.TryTake(ref payload, out var header, out _));
                taken.Add(header.Stream);
            }
            catch (ProtocolException e) when (e.ConnectionGoesOn)
            {
                refused.Add(e.Stream);
            }
        }

        Assert.Equal([1, 4, 5], taken);
        Assert.Equal([2, 3], refused);
    }

    [Theory]
    [InlineData("05 00 0001 07 000000")] // not even a header
    [InlineData("05 00 0001 07 00000003 0000")] // whole, it says
    [InlineData("05 00 0001 07 FFFFFFFF 0000")]
    public void A_segment_of_whole_envelopes_that_is_not_ends_the_connection(string text)
    {
        using var assembler = new EnvelopeAssembler(fromServer: false, MaxBody) { TakesParts = true };
        var refused = Wire.Refused(() =>
        {
            ReadOnlySpan<byte> payload = Wire.Bytes(text);
            assembler.TryTake(ref payload, out _, out _);
        });
        Assert.False(refused.ConnectionGoesOn);
    }

    [Fact]
    public void Parts_that_do_not_fit_end_the_connection()
    {
        var envelope = Envelope(1, 50);
        Assert.False(Refused(static a => a.TryAdd(default, out _, out _)).ConnectionGoesOn);
        Assert.False(Refused(a => a.TryAdd(envelope.AsSpan(0, 8), out _, out _)).ConnectionGoesOn);
        Assert.False(Refused(a => a.TryAdd([.. envelope, 0], out _, out _)).ConnectionGoesOn);
        Assert.False(Refused(static a => a.TryAdd(Wire.Bytes("05 00 0001 07 10000001"), out _, out _)).ConnectionGoesOn);
        Assert.False(Refused(a =>
        {
            Assert.False(a.TryAdd(envelope.AsSpan(0, 30), out _, out _));
            a.TryAdd(default, out _, out _);
        }).ConnectionGoesOn);
    }

    /// <summary>As Cassandra: nine bytes are enough for an error that is answered, and a segment may hold thousands of them.</summary>
    [Fact]
    public void The_second_in_a_row_that_is_wrong_ends_the_connection()
    {
        using var assembler = new EnvelopeAssembler(fromServer: false, MaxBody);
        byte[] two = [.. Wire.Bytes(UnknownOpcode), .. Wire.Bytes(UnknownOpcode), .. Envelope(4, 3)];
        var refused = new List<ProtocolException>();
        Taken(assembler, two, refused);
        Assert.Equal([true, false], refused.Select(static r => r.ConnectionGoesOn));
        Assert.Equal((ErrorCode.ProtocolError, (short?)3, refused[0].Message), (refused[1].Code, refused[1].Stream, refused[1].Message));
    }

    [Fact]
    public void One_at_the_end_of_a_payload_and_one_at_the_start_of_the_next_are_not_in_a_row()
    {
        using var assembler = new EnvelopeAssembler(fromServer: false, MaxBody);
        var refused = new List<ProtocolException>();
        Taken(assembler, [.. Envelope(1, 3), .. Wire.Bytes(UnknownOpcode)], refused);
        Taken(assembler, [.. Wire.Bytes(UnknownOpcode), .. Envelope(1, 3)], refused);
        Assert.Equal([true, true], refused.Select(static r => r.ConnectionGoesOn));
    }

    /// <summary>An envelope may be right and its message nothing: nine bytes, too.</summary>
    [Fact]
    public void Messages_that_cannot_be_read_count()
    {
        using var assembler = new EnvelopeAssembler(fromServer: false, MaxBody);
        var wrong = new ProtocolException(ErrorCode.ProtocolError, "no message", connectionGoesOn: true, null);
        ReadOnlySpan<byte> payload = (byte[])[.. Envelope(1, 0), .. Envelope(2, 0), .. Envelope(3, 0), .. Envelope(4, 0)];
        Assert.True(assembler.TryTake(ref payload, out _, out _));
        Assert.True(assembler.Refuse(wrong).ConnectionGoesOn);
        Assert.True(assembler.TryTake(ref payload, out _, out _)); // its message is right
        Assert.True(assembler.TryTake(ref payload, out _, out _));
        Assert.True(assembler.Refuse(wrong).ConnectionGoesOn);
        Assert.True(assembler.TryTake(ref payload, out _, out _));
        Assert.False(assembler.Refuse(wrong).ConnectionGoesOn);
    }

    [Fact]
    public void What_a_long_one_took_is_given_back()
    {
        const int Long = 1 << 20;
        using var assembler = new EnvelopeAssembler(fromServer: true, Long);
        var envelope = Answer(1, Long);
        Assert.False(assembler.TryAdd(envelope.AsSpan(0, 12), out _, out _));
        Assert.True(assembler.TryAdd(envelope.AsSpan(12), out _, out _));
        Assert.InRange(assembler.HeldBytes, Long, int.MaxValue);
        assembler.ForgetDelivered();
        Assert.Equal(0, assembler.HeldBytes);

        Assert.True(assembler.TryAdd(envelope, out _, out _));
        ReadOnlySpan<byte> payload = Answer(2, 0);
        Assert.True(assembler.TryTake(ref payload, out _, out _));
        Assert.Equal(0, assembler.HeldBytes);
    }

    /// <summary>As Cassandra takes them.</summary>
    [Fact]
    public void Whole_ones_between_the_parts_of_another_are_taken()
    {
        using var assembler = new EnvelopeAssembler(fromServer: false, MaxBody) { TakesParts = true };
        Assert.False(assembler.TryAdd(Envelope(1, 50).AsSpan(0, 30), out _, out _));
        ReadOnlySpan<byte> payload = Envelope(2, 3);
        Assert.True(assembler.TryTake(ref payload, out var header, out _));
        Assert.Equal(2, header.Stream);
        Assert.True(assembler.TryAdd(Envelope(1, 50).AsSpan(30), out header, out var body));
        Assert.Equal((1, 50), (header.Stream, body.Length));
    }

    [Fact]
    public void Before_a_client_has_said_who_it_is_nothing_comes_in_parts()
    {
        using var assembler = new EnvelopeAssembler(fromServer: false, MaxBody);
        var refused = Wire.Refused(() => assembler.TryAdd(Envelope(7, 50).AsSpan(0, 30), out _, out _));
        Assert.Equal((ErrorCode.ProtocolError, false, (short?)7), (refused.Code, refused.ConnectionGoesOn, refused.Stream));
        Assert.Equal(0, assembler.HeldBytes);
    }

    // As a connection does it, until it ends.
    private static void Taken(EnvelopeAssembler assembler, ReadOnlySpan<byte> payload, List<ProtocolException> refused)
    {
        for (var goesOn = true; goesOn && !payload.IsEmpty;)
        {
            try
            {
                Assert.True(assembler.TryTake(ref payload, out _, out _));
            }
            catch (ProtocolException e)
            {
                refused.Add(e);
                goesOn = e.ConnectionGoesOn;
            }
        }
    }

    private static ProtocolException Refused(Action<EnvelopeAssembler> use) => Wire.Refused(() =>
    {
        using var assembler = new EnvelopeAssembler(fromServer: false, MaxBody) { TakesParts = true };
        use(assembler);
    });

    private static byte[] Envelope(short stream, int body) => Envelope(stream, body, Opcode.Query);

    private static byte[] Answer(short stream, int body) => Envelope(stream, body, Opcode.Result);

    private static byte[] Envelope(short stream, int body, Opcode opcode) => Wire.Written(buffer =>
    {
        var envelope = OpenEnvelope.Begin(buffer, ProtocolVersion.V5, stream, opcode);
        buffer.PutRaw(new byte[body]);
        envelope.Complete();
    });
}
