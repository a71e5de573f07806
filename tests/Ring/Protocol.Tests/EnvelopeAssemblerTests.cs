using Hathi.Ring.Protocol.Envelopes;
using Hathi.Ring.Protocol.Framing;
using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Tests;

public sealed class EnvelopeAssemblerTests
{
    private const int MaxBody = 100;

    [Fact]
    public void One_that_is_too_long_is_read_past_and_refused_at_its_end()
    {
        using var assembler = new EnvelopeAssembler(fromServer: false, MaxBody);
        var envelope = Envelope(7, 300);
        Assert.False(assembler.TryAdd(envelope.AsSpan(0, 100), out _, out _));
        Assert.False(assembler.TryAdd(envelope.AsSpan(100, 100), out _, out _));
        var refused = Wire.Refused(() => assembler.TryAdd(envelope.AsSpan(200), out _, out _));
        Assert.Equal((ErrorCode.Invalid, true, (short)7), (refused.Code, refused.ConnectionGoesOn, refused.Stream));
        Assert.Equal("Request is too big: length 309 exceeds maximum allowed length 109.", refused.Message);

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
        using var assembler = new EnvelopeAssembler(fromServer: false, MaxBody);
        byte[] all = [.. Envelope(1, 3), .. Envelope(2, MaxBody + 1), .. Wire.Bytes("05 00 0003 33 00000002 FFFF"), .. Envelope(4, 3)];
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

        Assert.Equal([1, 4], taken);
        Assert.Equal([2, 3], refused);
    }

    [Theory]
    [InlineData("05 00 0001 07 000000")] // not even a header
    [InlineData("05 00 0001 07 00000003 0000")] // whole, it says
    [InlineData("05 00 0001 07 FFFFFFFF 0000")]
    public void A_segment_of_whole_envelopes_that_is_not_ends_the_connection(string text)
    {
        using var assembler = new EnvelopeAssembler(fromServer: false, MaxBody);
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
        Assert.False(Refused(a =>
        {
            Assert.False(a.TryAdd(envelope.AsSpan(0, 30), out _, out _));
            ReadOnlySpan<byte> payload = envelope;
            a.TryTake(ref payload, out _, out _);
        }).ConnectionGoesOn);
    }

    private static ProtocolException Refused(Action<EnvelopeAssembler> use) => Wire.Refused(() =>
    {
        using var assembler = new EnvelopeAssembler(fromServer: false, MaxBody);
        use(assembler);
    });

    private static byte[] Envelope(short stream, int body) => Wire.Written(buffer =>
    {
        var envelope = OpenEnvelope.Begin(buffer, ProtocolVersion.V5, stream, Opcode.Query);
        buffer.PutRaw(new byte[body]);
        envelope.Complete();
    });
}
