using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Envelopes;

/// <summary>What stands before an answer's message, in this order.</summary>
/// <param name="TracingId">Where the trace of the request is found.</param>
/// <param name="Warnings">What the client should know, shortened to what goes in; dropped before version 4.</param>
/// <param name="CustomPayload">Bytes by name; since version 4.</param>
public readonly record struct AnswerExtras(
    Guid? TracingId, IReadOnlyList<string>? Warnings, IReadOnlyCollection<KeyValuePair<string, byte[]?>>? CustomPayload)
{
    /// <summary>Nothing stands there.</summary>
    public bool IsEmpty => TracingId is null && Warnings is null && CustomPayload is null;

    /// <summary>Writes them.</summary>
    /// <returns>The flags that say so.</returns>
    internal EnvelopeFlags Write(WireBuffer buffer, ProtocolVersion version)
    {
        var flags = EnvelopeFlags.None;
        if (TracingId is { } id)
        {
            buffer.PutUuid(id);
            flags |= EnvelopeFlags.Tracing;
        }

        if (Warnings is { Count: > 0 } && version >= ProtocolVersion.V4)
        {
            var count = Math.Min(Warnings.Count, ushort.MaxValue);
            buffer.PutShort((ushort)count);
            for (var i = 0; i < count; i++)
            {
                buffer.PutText(Warnings[i]);
            }

            flags |= EnvelopeFlags.Warning;
        }

        if (CustomPayload is not null && version >= ProtocolVersion.V4)
        {
            buffer.PutBytesMap(CustomPayload);
            flags |= EnvelopeFlags.CustomPayload;
        }

        return flags;
    }
}
