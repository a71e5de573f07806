using System.Buffers;
using System.Buffers.Binary;

namespace Hathi.Ring.Protocol.Framing;

/// <summary>
/// What opens a segment of version 5: lengths of 17 bits, a bit for "whole envelopes", padding, the CRC-24 of that; lowest byte first. Six
/// bytes, eight where the connection compresses. Source: <c>native_protocol_v5.spec</c>, sections 2.1 and 2.2.
/// </summary>
/// <param name="PayloadLength">Bytes between header and checksum.</param>
/// <param name="PlainLength">Bytes that become of them; 0: they are sent as they are.</param>
/// <param name="IsSelfContained">The payload is whole envelopes. Otherwise it is a part of one.</param>
public readonly record struct SegmentHeader(int PayloadLength, int PlainLength, bool IsSelfContained)
{
    /// <summary>Bytes of the checksum behind the payload.</summary>
    public const int TrailerSize = sizeof(uint);

    /// <summary>The most bytes that header and checksum take.</summary>
    public const int MaxOverhead = CompressedSize + TrailerSize;

    private const int PlainSize = 6;
    private const int CompressedSize = 8;
    private const int CrcBytes = 3;
    private const int LengthBits = 17;

    /// <summary>Bytes of a header.</summary>
    /// <param name="compressing">The connection compresses.</param>
    public static int SizeOf(bool compressing) => compressing ? CompressedSize : PlainSize;

    /// <summary>Reads a header.</summary>
    /// <param name="source">What has arrived so far.</param>
    /// <param name="compressing">The connection compresses.</param>
    /// <param name="header">The header.</param>
    /// <returns>False: need more.</returns>
    /// <exception cref="ProtocolException">The checksum is not that of the header: where the next begins is not known.</exception>
    public static bool TryRead(ReadOnlySpan<byte> source, bool compressing, out SegmentHeader header)
    {
        header = default;
        var size = SizeOf(compressing);
        if (source.Length < size)
        {
            return false;
        }

        source = source[..size];
        var (told, found) = (ReadCrc(source[^CrcBytes..]), Crc24.Compute(source[..^CrcBytes]));
        if (told != found)
        {
            throw ProtocolException.Broken(
                $"invalid, unrecoverable CRC mismatch detected in frame header. Read {(int)told}, Computed {(int)found}");
        }

        ulong bits = 0;
        for (var i = size - CrcBytes - 1; i >= 0; i--)
        {
            bits = (bits << 8) | source[i];
        }

        var payload = TakeLength(ref bits);
        var plain = compressing ? TakeLength(ref bits) : 0;
        header = new SegmentHeader(payload, plain, (bits & 1) != 0);
        return true;
    }

    /// <summary>Reads a header that may lie in pieces.</summary>
    /// <returns>False: need more.</returns>
    /// <exception cref="ProtocolException">The checksum is not that of the header.</exception>
    public static bool TryRead(in ReadOnlySequence<byte> source, bool compressing, out SegmentHeader header)
    {
        var size = SizeOf(compressing);
        if (source.FirstSpan.Length >= size || source.IsSingleSegment)
        {
            return TryRead(source.FirstSpan, compressing, out header);
        }

        Span<byte> whole = stackalloc byte[CompressedSize];
        var length = (int)Math.Min(size, source.Length);
        source.Slice(0, length).CopyTo(whole);
        return TryRead(whole[..length], compressing, out header);
    }

    /// <summary>Writes the header; the target has room for it.</summary>
    /// <returns>The bytes written.</returns>
    public int Write(Span<byte> target, bool compressing)
    {
        var size = SizeOf(compressing);
        target = target[..size];
        var bits = (ulong)PayloadLength;
        var at = LengthBits;
        if (compressing)
        {
            bits |= (ulong)PlainLength << at;
            at += LengthBits;
        }

        bits |= IsSelfContained ? 1UL << at : 0;
        for (var i = 0; i < size - CrcBytes; i++)
        {
            target[i] = (byte)bits;
            bits >>= 8;
        }

        var crc = Crc24.Compute(target[..^CrcBytes]);
        target[size - 3] = (byte)crc;
        BinaryPrimitives.WriteUInt16LittleEndian(target[(size - 2)..], (ushort)(crc >> 8));
        return size;
    }

    private static int TakeLength(ref ulong bits)
    {
        var length = (int)(bits & ((1 << LengthBits) - 1));
        bits >>= LengthBits;
        return length;
    }

    private static uint ReadCrc(ReadOnlySpan<byte> source) => source[0] | ((uint)source[1] << 8) | ((uint)source[2] << 16);
}
