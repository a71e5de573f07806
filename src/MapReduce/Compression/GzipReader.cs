using Hathi.Base;
using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.Zip.Compression;

namespace Hathi.MapReduce.Compression;

/// <summary>
/// Unpacks gzip members until the file ends; zeros behind the last one are padding. Lengths and checksums are verified, and a file that stops in the
/// middle is an error (System.IO.Compression takes it for the end). Used by one thread. Source: RFC 1952.
/// </summary>
internal sealed class GzipReader(Stream packed, string name) : UnpackStream
{
    private const int Magic1 = 0x1f;
    private const int Magic2 = 0x8b;
    private const int Deflate = 8;
    private const int HasHeaderChecksum = 2;
    private const int HasExtra = 4;
    private const int HasName = 8;
    private const int HasComment = 16;
    private const int ReservedFlags = 0xE0;

    // Inflates into arrays only.
    private readonly byte[] _output = new byte[64 << 10];
    private readonly PackedInput _input = new(packed);
    private readonly Inflater _inflater = new(noHeader: true);
    private uint _crc;
    private uint _size;
    private int _members;
    private bool _inMember;
    private bool _ended;

    public override int Read(Span<byte> buffer)
    {
        while (!_ended && !buffer.IsEmpty)
        {
            if (!_inMember && !StartMember())
            {
                _ended = true;
                break;
            }

            var n = Inflate(Math.Min(buffer.Length, _output.Length));
            if (n > 0)
            {
                var fresh = _output.AsSpan(0, n);
                _crc = Crc32.Append(_crc, fresh);
                _size += (uint)n;
                fresh.CopyTo(buffer);
                return n;
            }
        }

        return 0;
    }

    internal override void Restart()
    {
        _input.Restart();
        _members = 0;
        _inMember = _ended = false;
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

    // 0 when only input was taken, or the member ended.
    private int Inflate(int max)
    {
        try
        {
            var n = _inflater.Inflate(_output, 0, max);
            if (n > 0)
            {
                return n;
            }
        }
        catch (Exception e) when (e is SharpZipBaseException or IndexOutOfRangeException or ArgumentException or InvalidOperationException)
        {
            _input.GiveBack(_inflater.RemainingInput);
            throw Damaged(e.Message);
        }

        if (_inflater.IsFinished)
        {
            _input.GiveBack(_inflater.RemainingInput);
            EndMember();
        }
        else if (_input.Fill())
        {
            var window = _input.TakeWindow();
            _inflater.SetInput(window.Array!, window.Offset, window.Count);
        }
        else
        {
            throw EndsEarly();
        }

        return 0;
    }

    private bool StartMember()
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
        _inflater.Reset();
        _crc = _size = 0;
        _inMember = true;
        _members++;
        return true;
    }

    private void EndMember()
    {
        var crc = NextNumber();
        var size = NextNumber();
        if (crc != _crc || size != _size)
        {
            throw Damaged("checksum or length of what was unpacked is not the stored one");
        }

        _inMember = false;
    }

    // Whether there is anything but zeros up to the end.
    private bool SkipPadding()
    {
        while (_input.ReadByte() is >= 0 and var b)
        {
            if (b != 0 || _members == 0)
            {
                _input.GiveBack(1);
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

    private int Next() => _input.ReadByte() is >= 0 and var b ? b : throw EndsEarly();

    private InvalidDataException EndsEarly() =>
        new($"{name} is cut off: it ends after {_input.Offset} bytes in the middle of gzip data. Store the whole file again.");

    private InvalidDataException Damaged(string what) =>
        new($"{name} is not a sound gzip file: near byte {_input.Offset} {what}. Check it with gzip -t; if it is not packed at all, rename it without .gz.");
}
