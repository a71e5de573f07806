using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.BZip2;

namespace Hathi.Records.Compression;

/// <summary>Unpacks bzip2 streams until the file ends. Used by one thread.</summary>
internal sealed class Bzip2Reader(Stream packed, string name) : UnpackStream
{
    /// <summary>BZh and the size of blocks.</summary>
    private const int HeadBytes = 4;

    // The library reads into arrays only.
    private readonly byte[] _output = new byte[64 << 10];
    private readonly Source _source = new(packed);
    private BZip2InputStream? _current;
    private int _streams;
    private bool _ended;

    public override int Read(Span<byte> buffer)
    {
        while (!_ended && !buffer.IsEmpty)
        {
            try
            {
                if (_current is null && !StartStream())
                {
                    _ended = true;
                    break;
                }

                var n = _current!.Read(_output, 0, Math.Min(buffer.Length, _output.Length));
                if (n > 0)
                {
                    _output.AsSpan(0, n).CopyTo(buffer);
                    return n;
                }

                _current = null;
            }
            catch (Exception e) when (e is SharpZipBaseException or EndOfStreamException or IndexOutOfRangeException)
            {
                throw Failed(e);
            }
        }

        return 0;
    }

    internal override void Restart()
    {
        _source.Restart();
        _current = null;
        _streams = 0;
        _ended = false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _ended = true;
            _source.Input.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool StartStream()
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        var n = 0;
        while (n < HeadBytes && _source.Input.ReadByte() is >= 0 and var b)
        {
            head[n++] = (byte)b;
        }

        if (n < HeadBytes)
        {
            return n > 0 || _streams == 0 ? throw new EndOfStreamException() : false;
        }

        // The library goes on after another head, with tables that it has not made.
        _source.Input.GiveBack(HeadBytes);
        if (!head.StartsWith("BZh"u8) || head[3] is < (byte)'1' or > (byte)'9')
        {
            throw new SharpZipBaseException("there is no head of a stream");
        }

        _streams++;
        _current = new BZip2InputStream(_source) { IsStreamOwner = false };
        return true;
    }

    private InvalidDataException Failed(Exception e) => _source.HitEnd || e is EndOfStreamException
        ? new($"{name} is cut off: it ends after {_source.Input.Offset} bytes in the middle of bzip2 data. Store the whole file again.")
        : new($"{name} is not a sound bzip2 file: near byte {_source.Input.Offset} {e.Message}. Check it with bzip2 -t; "
            + "if it is not packed at all, rename it without .bz2.");

    // The library asks for single bytes, so that it stands behind the last one of a stream when that ends.
    private sealed class Source(Stream packed) : UnpackStream
    {
        internal PackedInput Input { get; } = new(packed);

        internal bool HitEnd { get; private set; }

        internal override void Restart()
        {
            Input.Restart();
            HitEnd = false;
        }

        public override int ReadByte()
        {
            var b = Input.ReadByte();
            HitEnd |= b < 0;
            return b;
        }

        public override int Read(Span<byte> buffer)
        {
            var n = 0;
            while (n < buffer.Length && ReadByte() is >= 0 and var b)
            {
                buffer[n++] = (byte)b;
            }

            return n;
        }
    }
}
