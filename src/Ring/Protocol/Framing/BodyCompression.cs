using System.Buffers;
using System.Buffers.Binary;
using Hathi.Base;
using Hathi.Ring.Protocol.Envelopes;
using Hathi.Ring.Protocol.Notation;
using K4os.Compression.LZ4;
using Snappier;

namespace Hathi.Ring.Protocol.Framing;

/// <summary>
/// Compressed bodies of versions 3 and 4: LZ4's block behind the length that it becomes (four bytes, highest first, which LZ4 itself does
/// not have), or Snappy's, which begins with it. Source: <c>native_protocol_v4.spec</c>, section 5.
/// </summary>
public static class BodyCompression
{
    /// <summary>As STARTUP and SUPPORTED name it.</summary>
    public const string Lz4Name = "lz4";

    /// <summary>As STARTUP and SUPPORTED name it.</summary>
    public const string SnappyName = "snappy";

    // An element of Snappy's of two or three bytes makes 64 at most.
    private const int MostMadeOfSnappyByte = 32;

    /// <summary>What a client names in STARTUP.</summary>
    /// <param name="name">As it was sent; null: nothing.</param>
    /// <param name="version">Of the connection: version 5 has no Snappy.</param>
    /// <exception cref="ProtocolException">There is none of that name.</exception>
    public static Compression Named(string? name, ProtocolVersion version)
    {
        if (name is null)
        {
            return Compression.None;
        }

        if (name.Equals(Lz4Name, StringComparison.OrdinalIgnoreCase))
        {
            return Compression.Lz4;
        }

        if (!name.Equals(SnappyName, StringComparison.OrdinalIgnoreCase))
        {
            throw ProtocolException.Damaged($"Unknown compression algorithm: {name.ToLowerInvariant()}");
        }

        return version < ProtocolVersion.V5 ? Compression.Snappy
            : throw ProtocolException.Damaged("Snappy compression is not supported in protocol V5");
    }

    /// <summary>A body as it was before it was compressed.</summary>
    /// <param name="header">Its envelope's. One without the flag is left as it is, as every one in version 5.</param>
    /// <param name="body">As it was sent.</param>
    /// <param name="agreed">What STARTUP agreed on.</param>
    /// <param name="maxBody">The longest that it may become, bytes.</param>
    /// <param name="scratch">Where it is unpacked to; the body does not lie there.</param>
    /// <exception cref="ProtocolException">It is not what was agreed on, or becomes too long.</exception>
    public static ReadOnlySpan<byte> Unpack(
        scoped in EnvelopeHeader header, ReadOnlySpan<byte> body, Compression agreed, int maxBody, WireBuffer scratch)
    {
        if ((header.Flags & EnvelopeFlags.Compressed) == 0 || header.Version >= (byte)ProtocolVersion.V5)
        {
            return body;
        }

        scratch.RefuseOwn(body);
        scratch.Clear();
        return agreed switch
        {
            Compression.Lz4 => UnpackLz4(body, maxBody, scratch),
            Compression.Snappy => UnpackSnappy(body, maxBody, scratch),
            _ => throw ProtocolException.Damaged("a compressed body where no compression was agreed on"),
        };
    }

    /// <summary>Writes whole envelopes of version 3 or 4, each body compressed that becomes shorter by it.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="envelopes">Whole envelopes, one behind the other, none of them compressed.</param>
    /// <param name="agreed">What STARTUP agreed on.</param>
    public static void WriteAll(IBufferWriter<byte> target, ReadOnlySpan<byte> envelopes, Compression agreed)
    {
        if (agreed == Compression.None)
        {
            target.Write(envelopes);
            return;
        }

        while (EnvelopeHeader.LengthOfFirst(envelopes) is > 0 and var length)
        {
            Write(target, envelopes[..length], agreed);
            envelopes = envelopes[length..];
        }
    }

    private static void Write(IBufferWriter<byte> target, ReadOnlySpan<byte> whole, Compression agreed)
    {
        EnvelopeHeader.TryRead(whole, out var header);
        var body = whole[header.HeaderSize..];
        var most = agreed == Compression.Lz4
            ? sizeof(int) + LZ4Codec.MaximumOutputSize(body.Length)
            : Snappy.GetMaxCompressedLength(body.Length);

        // What may become longer than there is place for is sent as it is.
        if (body.Length >= ProtocolLimits.CompressFrom && header.HeaderSize + most <= RoomOf(target))
        {
            var place = target.GetSpan(header.HeaderSize + most);
            var packed = Pack(body, place[header.HeaderSize..], agreed);
            if (packed < body.Length)
            {
                (header with { Flags = header.Flags | EnvelopeFlags.Compressed, BodyLength = packed }).Write(place);
                target.Advance(header.HeaderSize + packed);
                return;
            }
        }

        target.Write(whole);
    }

    private static int RoomOf(IBufferWriter<byte> target) => target is WireBuffer buffer ? buffer.Room : ProtocolLimits.MaxBodyBytes;

    private static int Pack(ReadOnlySpan<byte> body, Span<byte> place, Compression agreed)
    {
        if (agreed == Compression.Snappy)
        {
            return Snappy.Compress(body, place);
        }

        BinaryPrimitives.WriteInt32BigEndian(place, body.Length);
        return sizeof(int) + LZ4Codec.Encode(body, place[sizeof(int)..]);
    }

    private static ReadOnlySpan<byte> UnpackLz4(ReadOnlySpan<byte> body, int maxBody, WireBuffer scratch)
    {
        if (body.Length < sizeof(int))
        {
            throw ProtocolException.Damaged($"a body of {body.Length} bytes, compressed, that does not tell how long it becomes");
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(body);
        var packed = body[sizeof(int)..];
        if (length == 0)
        {
            return default;
        }

        if (!Lz4.CanBecome(packed.Length, Bounded(length, maxBody)) || !Lz4.TryUnpack(packed, scratch.Take(length)))
        {
            throw ProtocolException.Damaged($"a body that LZ4 makes no {length} bytes of");
        }

        return scratch.Written;
    }

    private static ReadOnlySpan<byte> UnpackSnappy(ReadOnlySpan<byte> body, int maxBody, WireBuffer scratch)
    {
        try
        {
            var length = Bounded(Snappy.GetUncompressedLength(body), maxBody);
            if (length <= (long)body.Length * MostMadeOfSnappyByte)
            {
                DecompressTo(scratch, body);
            }

            if (scratch.Length == length)
            {
                return scratch.Written;
            }
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException)
        {
            // Said below.
        }

        throw ProtocolException.Damaged("Provided frame does not appear to be Snappy compressed");
    }

    // Into a span it would come by way of an array of its own, which the shared pool keeps for the thread however long it is.
    private static void DecompressTo(WireBuffer scratch, ReadOnlySpan<byte> body)
    {
        var packed = BoundedPool<byte>.Rent(body.Length);
        try
        {
            body.CopyTo(packed);
            Snappy.Decompress(new ReadOnlySequence<byte>(packed, 0, body.Length), scratch);
        }
        finally
        {
            BoundedPool<byte>.Return(packed);
        }
    }

    private static int Bounded(int length, int maxBody) =>
        length >= 0 && length <= maxBody ? length
            : throw new ProtocolException(
                ErrorCode.Invalid,
                $"Request is too big: length {length} exceeds maximum allowed length {maxBody}.",
                connectionGoesOn: true,
                null);
}
