using Hathi.Base;

namespace Hathi.Records.Compression;

/// <summary>
/// Unpacks gzip members until the file ends; zeros behind the last one are padding. Lengths and checksums are verified, and a file that
/// stops in the middle is an error (System.IO.Compression takes it for the end). Used by one thread. Source: RFC 1952.
/// </summary>
internal sealed class GzipReader(Stream packed, string name) : InflateReader(packed, noHeader: true)
{
    private const int Magic1 = 0x1f;
    private const int Magic2 = 0x8b;
    private const int Deflate = 8;
    private const int HasHeaderChecksum = 2;
    private const int HasExtra = 4;
    private const int HasName = 8;
    private const int HasComment = 16;
    private const int ReservedFlags = 0xE0;

    private uint _crc;
    private uint _size;
    private int _members;

    internal override void Restart()
    {
        base.Restart();
        _members = 0;
    }

    protected override bool TakeHeader()
    {
        if (!SkipPadding())
        {
            return false;
        }

        if (Next() != Magic1 || Next() != Magic2)
        {
            throw Damaged(_members == 0 ? "it does not start as gzip does" : $"what follows its member {_members} is not gzip");
        }

        if (Next() != Deflate)
        {
            throw Damaged("its compression method is not deflate");
        }

        var flags = Next();
        if ((flags & ReservedFlags) != 0)
        {
            throw Damaged("its header has flags that gzip does not know");
        }

        // Time (4), extra flags, operating system.
        Skip(6);
        if ((flags & HasExtra) != 0)
        {
            Skip(Next() | (Next() << 8));
        }

        SkipText((flags & HasName) != 0);
        SkipText((flags & HasComment) != 0);
        Skip((flags & HasHeaderChecksum) != 0 ? 2 : 0);
        _crc = _size = 0;
        _members++;
        return true;
    }

    protected override void Unpacked(ReadOnlySpan<byte> bytes)
    {
        _crc = Crc32.Append(_crc, bytes);
        _size += (uint)bytes.Length;
    }

    protected override void TakeTrailer()
    {
        var crc = NextNumber();
        var size = NextNumber();
        if (crc != _crc || size != _size)
        {
            throw Damaged("checksum or length of what was unpacked is not the stored one");
        }
    }

    // Whether there is anything but zeros up to the end.
    private bool SkipPadding()
    {
        while (Input.ReadByte() is >= 0 and var b)
        {
            if (b != 0 || _members == 0)
            {
                Input.GiveBack(1);
                return true;
            }
        }

        return _members == 0 ? throw EndsEarly() : false;
    }

    private void Skip(int count)
    {
        for (; count > 0; count--)
        {
            Next();
        }
    }

    private void SkipText(bool present)
    {
        while (present && Next() != 0)
        {
        }
    }

    private uint NextNumber() => (uint)(Next() | (Next() << 8) | (Next() << 16)) | ((uint)Next() << 24);

    private int Next() => Input.ReadByte() is >= 0 and var b ? b : throw EndsEarly();

    protected override InvalidDataException EndsEarly() =>
        new($"{name} is cut off: it ends after {Input.Offset} bytes in the middle of gzip data. Store the whole file again.");

    protected override InvalidDataException Damaged(string what) =>
        new($"{name} is not a sound gzip file: near byte {Input.Offset} {what}. Check it with gzip -t; "
            + "if it is not packed at all, rename it without .gz.");
}
