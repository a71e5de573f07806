using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.Zip.Compression;

namespace Hathi.MapReduce.Compression;

/// <summary>
/// Unpacks zlib streams until the file ends. Checksums are verified, and a file that stops in the middle is an error. Used by one thread. Source: RFC 1950.
/// </summary>
internal sealed class DeflateReader(Stream packed, string name) : UnpackStream
{
    // Inflates into arrays only.
    private readonly byte[] _output = new byte[64 << 10];
    private readonly PackedInput _input = new(packed);
    private readonly Inflater _inflater = new();
    private bool _inStream;
    private bool _ended;

    public override int Read(Span<byte> buffer)
    {
        while (!_ended && !buffer.IsEmpty)
        {
            if (!_inStream && !StartStream())
            {
                _ended = true;
                break;
            }

            var n = Inflate(Math.Min(buffer.Length, _output.Length));
            if (n > 0)
            {
                _output.AsSpan(0, n).CopyTo(buffer);
                return n;
            }
        }

        return 0;
    }

    internal override void Restart()
    {
        _input.Restart();
        _inStream = _ended = false;
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

    private bool StartStream()
    {
        if (!_input.Fill())
        {
            return _input.Offset == 0 ? throw EndsEarly() : false;
        }

        _inflater.Reset();
        _inStream = true;
        return true;
    }

    // 0 when only input was taken, or the stream ended.
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
            throw new InvalidDataException(
                $"{name} is not a sound zlib file: near byte {_input.Offset} {e.Message}. If it is not packed at all, rename it without .deflate.");
        }

        if (_inflater.IsFinished)
        {
            _input.GiveBack(_inflater.RemainingInput);
            _inStream = false;
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

    private InvalidDataException EndsEarly() =>
        new($"{name} is cut off: it ends after {_input.Offset} bytes in the middle of zlib data. Store the whole file again.");
}
