using Hathi.Ring.Protocol.Envelopes;
using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Tests;

public sealed class EnvelopeTests
{
    private static readonly Guid s_trace = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");

    [Fact]
    public void Envelopes_follow_each_other_in_one_buffer()
    {
        var bytes = Wire.Written(static buffer =>
        {
            OpenEnvelope.Begin(buffer, ProtocolVersion.V4, 1, Opcode.Ready).Complete();
            var abandoned = OpenEnvelope.Begin(buffer, ProtocolVersion.V4, 2, Opcode.Result);
            buffer.PutInt(2);
            abandoned.Abandon();
            var second = OpenEnvelope.Begin(buffer, ProtocolVersion.V4, 2, Opcode.Result);
            buffer.PutInt(1);
            second.Complete();
        });
        Assert.Equal(Wire.Bytes("84 00 0001 02 00000000  84 00 0002 08 00000004 00000001"), bytes);
    }

    [Fact]
    public void A_refusal_travels_in_any_version() => Assert.Equal(
        Wire.Bytes("82 00 05 00 00000004 0000000A  C2 10 0005 00 00000004 0000000A"),
        Wire.Written(static buffer =>
        {
            foreach (var (version, flags) in new[] { ((byte)2, EnvelopeFlags.None), ((byte)66, EnvelopeFlags.UseBeta) })
            {
                var envelope = OpenEnvelope.Begin(buffer, version, 5, Opcode.Error, flags);
                buffer.PutInt(0x0A);
                envelope.Complete();
            }
        }));

    [Fact]
    public void What_stands_before_an_answer_is_put_in_when_it_is_known()
    {
        var extras = new AnswerExtras(s_trace, ["slow"], new Dictionary<string, byte[]?> { ["k"] = [0x2A] });
        var bytes = WithExtras(ProtocolVersion.V4, extras);
        Assert.Equal(
            Wire.Bytes("84 0E 0003 08 00000026 00112233445566778899AABBCCDDEEFF 0001 0004 'slow' 0001 0001 'k' 00000001 2A 00000001"
                + " 84 00 0004 02 00000000"),
            bytes);

        Assert.True(EnvelopeHeader.TryRead(bytes, out var header));
        var body = AnswerBody.Read(header, bytes.AsSpan(header.HeaderSize, (int)header.BodyLength));
        Assert.Equal(s_trace, body.TracingId);
        Assert.Equal(["slow"], body.Warnings);
        Assert.Equal(1, body.CustomPayload.Count);
        Assert.Equal([0, 0, 0, 1], body.Message.ToArray());
    }

    /// <summary>A warning may hold what a client has sent: it must not be what the answer fails at.</summary>
    [Fact]
    public void Warnings_that_are_too_long_or_too_many_are_shortened()
    {
        var many = Enumerable.Repeat("", ushort.MaxValue).Prepend(new string('x', ushort.MaxValue + 1)).ToArray();
        var bytes = WithExtras(ProtocolVersion.V5, new AnswerExtras(null, many, null));
        Assert.True(EnvelopeHeader.TryRead(bytes, out var header));
        var warnings = AnswerBody.Read(header, bytes.AsSpan(header.HeaderSize, (int)header.BodyLength)).Warnings;
        Assert.Equal((ushort.MaxValue, ushort.MaxValue), (warnings.Count, warnings[0].Length));
    }

    [Fact]
    public void Version_3_has_no_place_for_warnings_and_payloads()
    {
        var extras = new AnswerExtras(s_trace, ["slow"], new Dictionary<string, byte[]?>());
        Assert.Equal(
            Wire.Bytes("83 02 0003 08 00000014 00112233445566778899AABBCCDDEEFF 00000001 83 00 0004 02 00000000"),
            WithExtras(ProtocolVersion.V3, extras));
        Assert.Equal(
            Wire.Bytes("84 00 0003 08 00000004 00000001 84 00 0004 02 00000000"),
            WithExtras(ProtocolVersion.V4, new AnswerExtras(null, [], null)));
    }

    [Fact]
    public void A_request_may_have_a_payload_before_its_message()
    {
        var header = new EnvelopeHeader(4, false, EnvelopeFlags.CustomPayload | EnvelopeFlags.Tracing, 1, Opcode.Query, 0);
        var body = RequestBody.Read(header, Wire.Bytes("0001 0001 'k' FFFFFFFF 99"));
        Assert.Equal(1, body.CustomPayload.Count);
        Assert.Equal([0x99], body.Message.ToArray());

        body = RequestBody.Read(header with { Flags = EnvelopeFlags.Tracing }, Wire.Bytes("99"));
        Assert.Equal(0, body.CustomPayload.Count);
        Assert.Equal([0x99], body.Message.ToArray());
    }

    [Theory]
    [InlineData(3, EnvelopeFlags.CustomPayload, "0000")]
    [InlineData(4, EnvelopeFlags.CustomPayload, "0001")]
    public void What_stands_before_a_request_may_be_wrong(byte version, EnvelopeFlags flags, string text)
    {
        var header = new EnvelopeHeader(version, false, flags, 1, Opcode.Query, 0);
        Assert.True(Wire.Refused(() => RequestBody.Read(header, Wire.Bytes(text))).ConnectionGoesOn);
    }

    [Theory]
    [InlineData(3, EnvelopeFlags.Warning, "0000")]
    [InlineData(3, EnvelopeFlags.CustomPayload, "0000")]
    [InlineData(5, EnvelopeFlags.Tracing, "0011")]
    [InlineData(5, EnvelopeFlags.Warning, "0002 0001 'a'")]
    public void What_stands_before_an_answer_may_be_wrong(byte version, EnvelopeFlags flags, string text)
    {
        var header = new EnvelopeHeader(version, true, flags, 1, Opcode.Result, 0);
        Assert.True(Wire.Refused(() => AnswerBody.Read(header, Wire.Bytes(text))).ConnectionGoesOn);
    }

    private static byte[] WithExtras(ProtocolVersion version, AnswerExtras extras) => Wire.Written(buffer =>
    {
        var envelope = OpenEnvelope.Begin(buffer, version, 3, Opcode.Result);
        buffer.PutInt(1);
        envelope.Complete(extras);
        OpenEnvelope.Begin(buffer, version, 4, Opcode.Ready).Complete();
    });
}
