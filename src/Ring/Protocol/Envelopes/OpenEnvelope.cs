using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Envelopes;

/// <summary>
/// An envelope that is being written at the end of a buffer: its message goes there, and what is known last (length, warnings) is put in
/// when it is complete. Several may follow each other in one buffer. Allocates nothing.
/// </summary>
public readonly struct OpenEnvelope
{
    private const int FlagsAt = 1;
    private readonly WireBuffer _buffer;
    private readonly EnvelopeHeader _header;
    private readonly int _start;

    private OpenEnvelope(WireBuffer buffer, in EnvelopeHeader header)
    {
        _buffer = buffer;
        _header = header;
        _start = buffer.Length;
        header.Write(buffer.Take(header.HeaderSize));
    }

    /// <summary>Begins a request or an answer: which, the opcode says.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="version">The connection's.</param>
    /// <param name="stream">The request's; <see cref="EnvelopeHeader.EventStream"/> for an event.</param>
    /// <param name="opcode">What it holds.</param>
    public static OpenEnvelope Begin(WireBuffer buffer, ProtocolVersion version, short stream, Opcode opcode) =>
        Begin(buffer, (byte)version, stream, opcode, EnvelopeFlags.None);

    /// <summary>Begins one with flags, or in a version that is not served: clients of it understand a refusal in no other.</summary>
    public static OpenEnvelope Begin(WireBuffer buffer, byte version, short stream, Opcode opcode, EnvelopeFlags flags) =>
        new(buffer, new EnvelopeHeader(version, Opcodes.IsAnswer(opcode), flags, stream, opcode, 0));

    /// <summary>Ends it: what was written since is its body.</summary>
    public void Complete() => _buffer.Patch(_start + _header.HeaderSize - sizeof(int), _buffer.Length - _start - _header.HeaderSize);

    /// <summary>Ends it with what stands before the message.</summary>
    public void Complete(in AnswerExtras extras)
    {
        if (!extras.IsEmpty)
        {
            using var before = new WireBuffer();
            var flags = _header.Flags | extras.Write(before, (ProtocolVersion)_header.Version);
            _buffer.Insert(_start + _header.HeaderSize, before.Written);
            _buffer.Patch(_start + FlagsAt, (byte)flags);
        }

        Complete();
    }

    /// <summary>Takes it back as if it had never been begun.</summary>
    public void Abandon() => _buffer.Truncate(_start);
}
