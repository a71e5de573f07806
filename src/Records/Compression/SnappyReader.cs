using Snappier;

namespace Hathi.Records.Compression;

/// <summary>Unpacks blocks of Snappy chunks until the file ends. Used by one thread.</summary>
internal sealed class SnappyReader(Stream packed, string name) : UnpackStream
{
    /// <summary>What is taken of a chunk at a time: its length is believed as far as bytes come.</summary>
    private const int PieceBytes = 256 << 10;

    /// <summary>An element of two or three bytes makes 64 at most.</summary>
    private const int MostMadeOfByte = 32;

    private readonly PackedInput _input = new(packed);
    private byte[] _chunk = [];
    private byte[] _plain = [];
    private int _taken;
    private long _leftOfBlock;
    private bool _ended;

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        while (_taken == _plain.Length)
        {
            if (_ended || !NextChunk())
            {
                _ended = true;
                return 0;
            }
        }

        var n = Math.Min(buffer.Length, _plain.Length - _taken);
        _plain.AsSpan(_taken, n).CopyTo(buffer);
        _taken += n;
        return n;
    }

    internal override void Restart()
    {
        _input.Restart();
        _plain = [];
        _taken = 0;
        _leftOfBlock = 0;
        _ended = false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _ended = true;
            _input.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool NextChunk()
    {
        while (_leftOfBlock == 0)
        {
            if (!_input.Fill())
            {
                return _input.Offset == 0 ? throw EndsEarly() : false;
            }

            _leftOfBlock = NextLength("block");
        }

        var length = (int)NextLength("chunk");
        if (length > SnappyCodec.MaxChunkBytes)
        {
            throw Damaged($"a chunk is said to have {length} bytes, of at most {SnappyCodec.MaxChunkBytes}");
        }

        for (var filled = 0; filled < length;)
        {
            if (filled == _chunk.Length)
            {
                Array.Resize(ref _chunk, (int)Math.Min(length, Math.Max(PieceBytes, 2L * _chunk.Length)));
            }

            var n = _input.Read(_chunk.AsSpan(filled, Math.Min(_chunk.Length, length) - filled));
            filled += n > 0 ? n : throw EndsEarly();
        }

        _plain = Decode(_chunk.AsSpan(0, length));
        _taken = 0;
        _leftOfBlock -= _plain.Length <= _leftOfBlock
            ? _plain.Length
            : throw Damaged($"a chunk has {_plain.Length - _leftOfBlock} bytes more than what is left of its block");
        return true;
    }

    private byte[] Decode(ReadOnlySpan<byte> chunk)
    {
        var unpacked = UnpackedLength(chunk);
        if (unpacked is < 0 or > SnappyCodec.MaxChunkBytes)
        {
            throw Damaged("a chunk does not say how long it is unpacked");
        }

        if (unpacked > (long)chunk.Length * MostMadeOfByte)
        {
            throw Damaged($"a chunk of {chunk.Length} bytes is said to have {unpacked} unpacked");
        }

        // Blocks of a file are of one length but for the last; what was read of the one before is gone by now.
        var plain = _plain.Length == unpacked ? _plain : new byte[unpacked];
        var made = -1;
        try
        {
            made = Snappy.Decompress(chunk, plain);
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException)
        {
            // Said below, with the place.
        }

        return made == unpacked ? plain : throw Damaged("what follows is no Snappy data");
    }

    // The varint that a chunk starts with; -1 when it does not.
    private static long UnpackedLength(ReadOnlySpan<byte> chunk)
    {
        const int MaxBytes = 5;
        var length = 0L;
        for (var i = 0; i < Math.Min(chunk.Length, MaxBytes); i++)
        {
            length |= (long)(chunk[i] & 0x7f) << (7 * i);
            if (chunk[i] < 0x80)
            {
                return length;
            }
        }

        return -1;
    }

    private uint NextLength(string of)
    {
        var length = ((uint)Next() << 24) | (uint)((Next() << 16) | (Next() << 8) | Next());
        return length <= int.MaxValue ? length : throw Damaged($"the length of a {of} is negative");
    }

    private int Next() => _input.ReadByte() is >= 0 and var b ? b : throw EndsEarly();

    private InvalidDataException EndsEarly() =>
        new($"{name} is cut off: it ends after {_input.Offset} bytes in the middle of snappy data. Store the whole file again.");

    private InvalidDataException Damaged(string what) =>
        new($"{name} is not a sound snappy file: near byte {_input.Offset} {what}. Hadoop's framing is expected, not Snappy's own; "
            + "if the file is not packed at all, rename it without .snappy.");
}
