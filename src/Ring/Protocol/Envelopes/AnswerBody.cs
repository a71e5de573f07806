using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Envelopes;

/// <summary>An answer's body, taken apart: what stands before the message, and the message. Slices of the body.</summary>
public readonly ref struct AnswerBody
{
    private AnswerBody(Guid? tracingId, string[] warnings, BytesMap customPayload, ReadOnlySpan<byte> message)
    {
        TracingId = tracingId;
        Warnings = warnings;
        CustomPayload = customPayload;
        Message = message;
    }

    /// <summary>Where the trace of the request is found.</summary>
    public Guid? TracingId { get; }

    /// <summary>What the server wants known.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Bytes by name.</summary>
    public BytesMap CustomPayload { get; }

    /// <summary>The message, which the opcode says how to read.</summary>
    public ReadOnlySpan<byte> Message { get; }

    /// <summary>Reads what stands before the message.</summary>
    /// <param name="header">Verified.</param>
    /// <param name="body">Not compressed any more.</param>
    /// <exception cref="ProtocolException">It is cut off, or cannot be in this version.</exception>
    public static AnswerBody Read(scoped in EnvelopeHeader header, ReadOnlySpan<byte> body)
    {
        var reader = new WireReader(body);
        Guid? tracingId = (header.Flags & EnvelopeFlags.Tracing) != 0 ? reader.Uuid() : null;
        string[] warnings = [];
        if ((header.Flags & EnvelopeFlags.Warning) != 0)
        {
            BodyParts.NeedVersion4(header, "WARNING");
            warnings = reader.StringList();
        }

        BytesMap payload = default;
        if ((header.Flags & EnvelopeFlags.CustomPayload) != 0)
        {
            BodyParts.NeedVersion4(header, "CUSTOM_PAYLOAD");
            payload = BytesMap.Read(ref reader);
        }

        return new AnswerBody(tracingId, warnings, payload, reader.Rest);
    }
}
