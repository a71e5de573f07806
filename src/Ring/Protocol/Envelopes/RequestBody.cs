using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Envelopes;

/// <summary>A request's body, taken apart: what stands before the message, and the message. Slices of the body.</summary>
public readonly ref struct RequestBody
{
    private RequestBody(BytesMap customPayload, ReadOnlySpan<byte> message)
    {
        CustomPayload = customPayload;
        Message = message;
    }

    /// <summary>Bytes by name, for whoever knows them.</summary>
    public BytesMap CustomPayload { get; }

    /// <summary>The message, which the opcode says how to read.</summary>
    public ReadOnlySpan<byte> Message { get; }

    /// <summary>Reads what stands before the message.</summary>
    /// <param name="header">Verified.</param>
    /// <param name="body">Not compressed any more.</param>
    /// <exception cref="ProtocolException">It is cut off, or cannot be in this version.</exception>
    public static RequestBody Read(scoped in EnvelopeHeader header, ReadOnlySpan<byte> body)
    {
        if ((header.Flags & EnvelopeFlags.CustomPayload) == 0)
        {
            return new RequestBody(default, body);
        }

        BodyParts.NeedVersion4(header, "CUSTOM_PAYLOAD");
        var reader = new WireReader(body);
        var payload = BytesMap.Read(ref reader);
        return new RequestBody(payload, reader.Rest);
    }
}
