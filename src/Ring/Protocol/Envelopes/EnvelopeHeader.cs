using System.Buffers;
using System.Buffers.Binary;

namespace Hathi.Ring.Protocol.Envelopes;

/// <summary>
/// What opens an envelope: version and direction, flags, stream, opcode, length of the body; nine bytes, of versions 1 and 2 eight, which
/// are read so that their clients can be refused in words that they read. Source: <c>native_protocol_v5.spec</c>, section 2.4.
/// </summary>
/// <param name="Version">As the peer names it: any from 0 to 127.</param>
/// <param name="IsAnswer">Sent by a server.</param>
/// <param name="Flags">Known and unknown ones.</param>
/// <param name="Stream">Which request is answered; -1: an event.</param>
/// <param name="Opcode">Any number.</param>
/// <param name="BodyLength">Bytes that follow, as the peer says: 0 to 2^32 - 1.</param>
public readonly record struct EnvelopeHeader(
    byte Version, bool IsAnswer, EnvelopeFlags Flags, short Stream, Opcode Opcode, long BodyLength)
{
    /// <summary>Bytes of the header in all versions that are served.</summary>
    public const int Size = 9;

    /// <summary>The stream of what a server says unasked.</summary>
    public const short EventStream = -1;

    /// <summary>Where the length is.</summary>
    internal const int LengthAt = 5;

    private const int OldSize = 8;
    private const byte FirstWithShortStream = 3;

    /// <summary>Bytes of this header.</summary>
    public int HeaderSize => SizeOf(Version);

    /// <summary>Bytes of header and body.</summary>
    public long EnvelopeSize => HeaderSize + BodyLength;

    /// <summary>Reads a header, whatever it says: <see cref="Verify"/> looks whether that makes sense.</summary>
    /// <returns>False: need more.</returns>
    public static bool TryRead(ReadOnlySpan<byte> source, out EnvelopeHeader header)
    {
        header = default;
        if (source.IsEmpty)
        {
            return false;
        }

        var version = (byte)(source[0] & ~ProtocolVersions.AnswerBit);
        var size = SizeOf(version);
        if (source.Length < size)
        {
            return false;
        }

        header = new EnvelopeHeader(
            version,
            (source[0] & ProtocolVersions.AnswerBit) != 0,
            (EnvelopeFlags)source[1],
            size == OldSize ? (sbyte)source[2] : BinaryPrimitives.ReadInt16BigEndian(source[2..]),
            (Opcode)source[size - 5],
            BinaryPrimitives.ReadUInt32BigEndian(source[(size - 4)..]));
        return true;
    }

    /// <summary>Reads a header that may lie in pieces.</summary>
    /// <returns>False: need more.</returns>
    public static bool TryRead(in ReadOnlySequence<byte> source, out EnvelopeHeader header)
    {
        if (source.FirstSpan.Length >= Size || source.IsSingleSegment)
        {
            return TryRead(source.FirstSpan, out header);
        }

        Span<byte> whole = stackalloc byte[Size];
        var length = (int)Math.Min(Size, source.Length);
        source.Slice(0, length).CopyTo(whole);
        return TryRead(whole[..length], out header);
    }

    /// <summary>
    /// Looks whether an envelope can be taken. After an exception that lets the connection go on its body is to be skipped.
    /// </summary>
    /// <param name="fromServer">An answer is expected.</param>
    /// <param name="settled">The version that the connection has agreed on; null: none yet.</param>
    /// <param name="maxBody">The longest body that is taken, bytes.</param>
    /// <exception cref="ProtocolException">It cannot. The code is Cassandra's.</exception>
    public void Verify(bool fromServer, ProtocolVersion? settled, int maxBody)
    {
        // Before version 5 so many bytes are read past, however many they are.
        if (BodyLength > ProtocolLimits.MaxBodyBytes && Version is not ((byte)ProtocolVersion.V3 or (byte)ProtocolVersion.V4))
        {
            throw Refused(
                ProtocolVersions.IsServed(Version)
                    ? $"Invalid value for envelope header body length field: {BodyLength}"
                    : ProtocolVersions.Refusal(Version),
                connectionGoesOn: false);
        }

        if (!ProtocolVersions.IsServed(Version))
        {
            throw Refused(ProtocolVersions.Refusal(Version));
        }

        if (settled is { } agreed && (byte)agreed != Version)
        {
            throw Refused(
                $"Invalid message version. Got {Version}/v{Version} but previous messages on this connection had version "
                + $"{(byte)agreed}/v{(byte)agreed}");
        }

        if (!Opcodes.IsKnown(Opcode))
        {
            throw Refused($"Unknown opcode {(byte)Opcode}");
        }

        if (IsAnswer != fromServer || Opcodes.IsAnswer(Opcode) != fromServer)
        {
            throw Refused($"Wrong protocol direction for opcode {(byte)Opcode}: {(fromServer ? "an answer" : "a request")} is expected");
        }

        if (BodyLength > maxBody)
        {
            throw new ProtocolException(
                ErrorCode.Invalid,
                Version < (byte)ProtocolVersion.V5
                    ? $"Request is too big: length {EnvelopeSize} exceeds maximum allowed length {(long)maxBody + Size}."
                    : $"CQL Message of size {BodyLength} bytes exceeds allowed maximum of {maxBody} bytes",
                connectionGoesOn: true,
                null) { Stream = Stream };
        }
    }

    /// <summary>Writes the header; the target has room for <see cref="HeaderSize"/>.</summary>
    /// <returns>The bytes written.</returns>
    public int Write(Span<byte> target)
    {
        var size = HeaderSize;
        target[0] = (byte)(Version | (IsAnswer ? ProtocolVersions.AnswerBit : 0));
        target[1] = (byte)Flags;
        if (size == OldSize)
        {
            target[2] = (byte)Stream;
        }
        else
        {
            BinaryPrimitives.WriteInt16BigEndian(target[2..], Stream);
        }

        target[size - 5] = (byte)Opcode;
        BinaryPrimitives.WriteUInt32BigEndian(target[(size - 4)..], (uint)BodyLength);
        return size;
    }

    /// <summary>Bytes of the first of whole envelopes; 0: there are none.</summary>
    /// <exception cref="ArgumentException">It is not whole: a mistake of ours, and no peer would find what is behind it.</exception>
    internal static int LengthOfFirst(ReadOnlySpan<byte> envelopes) =>
        envelopes.IsEmpty ? 0
            : TryRead(envelopes, out var header) && header.EnvelopeSize <= envelopes.Length ? (int)header.EnvelopeSize
            : throw new ArgumentException($"{envelopes.Length} bytes that are no whole envelope", nameof(envelopes));

    private static int SizeOf(byte version) => version is > 0 and < FirstWithShortStream ? OldSize : Size;

    // In a version that is not served the stream may stand elsewhere: Cassandra answers on the first.
    private ProtocolException Refused(string message, bool connectionGoesOn = true) =>
        new(ErrorCode.ProtocolError, message, connectionGoesOn, null) { Stream = ProtocolVersions.IsServed(Version) ? Stream : (short)0 };
}
