using System.Buffers;
using System.Buffers.Binary;

namespace Hathi.Records.Compression;

/// <summary>
/// The blocks of a bzip2 file from some byte on, each as a file of its own. A block starts at any bit, with 48 that are pi; 48 others, the
/// root of pi, end a stream, behind which another may stand. Data may hold those bits by chance, in about one of 30,000 gigabytes; such a
/// block does not unpack. Used by one thread. Source: bzip2's format, which has no other description than its programs; Apache's
/// <c>CBZip2InputStream</c> finds blocks in the same way.
/// </summary>
internal sealed class Bzip2Blocks(Stream packed, long start) : IDisposable
{
    private const ulong BlockMark = 0x314159265359;
    private const ulong EndMark = 0x177245385090;
    private const ulong MarkMask = 0xFFFF_FFFF_FFFF;
    private const int MarkBits = 48;
    private const int ChecksumBytes = 4;

    /// <summary>What a block of 900,000 bytes that cannot be made shorter takes, and half as much.</summary>
    private const int MaxBlockBytes = 1_400_000;

    private readonly PackedInput _input = new(packed);
    private readonly ArrayBufferWriter<byte> _bytes = new();

    // The last 64 bits that were read, and how many bits were read altogether.
    private ulong _bits;
    private long _read;
    private long _blockAt = -1;
    private bool _ended;

    /// <summary>Offset in the file of what is read next, about.</summary>
    internal long Offset => start + (_read / 8);

    /// <summary>
    /// Offset in the file of the byte in which the block that comes next starts; negative when there is none. The first call looks for it.
    /// </summary>
    internal long Next
    {
        get
        {
            if (_blockAt < 0 && !_ended)
            {
                FindMark(keep: false);
            }

            return _ended ? -1 : start + (_blockAt / 8);
        }
    }

    /// <summary>The next block as a whole bzip2 file.</summary>
    /// <exception cref="EndOfStreamException">The file ends in its middle.</exception>
    /// <exception cref="InvalidDataException">It does not end where blocks do.</exception>
    internal byte[] Take()
    {
        var first = _blockAt;
        _bytes.ResetWrittenCount();

        // The mark has been read, and with it up to seven bits of what is behind.
        var shift = (int)(first % 8);
        var behind = (int)(_read - first);
        for (var bit = (behind + shift - 8) / 8 * 8; bit >= 0; bit -= 8)
        {
            Keep((byte)(_bits >> bit));
        }

        var end = FindMark(keep: true);
        return File(_bytes.WrittenSpan, shift, end - first);
    }

    public void Dispose() => _input.Dispose();

    // Reads up to a mark. Returns the bit at which it starts; where a block starts is kept.
    private long FindMark(bool keep)
    {
        _blockAt = -1;
        while (_input.ReadByte() is >= 0 and var b)
        {
            _bits = (_bits << 8) | (uint)b;
            _read += 8;
            if (keep)
            {
                Keep((byte)b);
                if (_bytes.WrittenCount > MaxBlockBytes)
                {
                    throw new InvalidDataException($"a block does not end within {MaxBlockBytes} bytes");
                }
            }

            for (var shift = 7; shift >= 0; shift--)
            {
                var mark = (_bits >> shift) & MarkMask;
                var at = _read - shift - MarkBits;
                if (mark is not (BlockMark or EndMark) || at < 0)
                {
                    continue;
                }

                if (mark == BlockMark)
                {
                    _blockAt = at;
                    return at;
                }

                if (keep)
                {
                    // Behind the end of a stream there may be another one.
                    FindMark(keep: false);
                    return at;
                }
            }
        }

        _ended = true;
        return keep ? throw new EndOfStreamException() : -1;
    }

    private void Keep(byte b)
    {
        _bytes.GetSpan(1)[0] = b;
        _bytes.Advance(1);
    }

    // A header, the block's bits, the mark of the end, and the checksum of all blocks, which is that of the one.
    private static byte[] File(ReadOnlySpan<byte> bytes, int shift, long bits)
    {
        var header = "BZh9"u8;
        var whole = (int)(bits / 8);
        var rest = (int)(bits % 8);
        var file = new byte[header.Length + whole + (MarkBits / 8) + ChecksumBytes + 2];
        header.CopyTo(file);
        var body = file.AsSpan(header.Length);
        for (var i = 0; i <= whole && i < bytes.Length; i++)
        {
            var next = i + 1 < bytes.Length ? bytes[i + 1] : 0;
            body[i] = (byte)((bytes[i] << shift) | (next >> (8 - shift)));
        }

        Span<byte> tail = stackalloc byte[(MarkBits / 8) + ChecksumBytes];
        BinaryPrimitives.WriteUInt64BigEndian(tail, EndMark << 16);
        body.Slice(MarkBits / 8, ChecksumBytes).CopyTo(tail[(MarkBits / 8)..]);
        body[whole] &= (byte)(0xFF00 >> rest);
        for (var i = 0; i < tail.Length; i++)
        {
            body[whole + i] |= (byte)(tail[i] >> rest);
            body[whole + i + 1] = (byte)(tail[i] << (8 - rest));
        }

        return file;
    }
}
