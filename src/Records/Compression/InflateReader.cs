using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.Zip.Compression;

namespace Hathi.Records.Compression;

/// <summary>
/// Unpacks a file of deflate streams, one behind the other, until it ends; one that stops in the middle is an error (System.IO.Compression
/// takes it for the end). What stands before and behind each stream is the format's. Used by one thread. Source: RFC 1951.
/// </summary>
/// <param name="packed">The file's bytes.</param>
/// <param name="noHeader">The decoder sees bare deflate data: the format's reader takes header and checksum itself.</param>
internal abstract class InflateReader(Stream packed, bool noHeader) : UnpackStream
{
    // Inflates into arrays only.
    private readonly byte[] _output = new byte[64 << 10];
    private readonly Inflater _inflater = new(noHeader);
    private bool _inStream;
    private bool _ended;

    protected PackedInput Input { get; } = new(packed);

    public sealed override int Read(Span<byte> buffer)
    {
        while (!_ended && !buffer.IsEmpty)
        {
            if (!_inStream && !Start())
            {
                _ended = true;
                break;
            }

            var n = Inflate(Math.Min(buffer.Length, _output.Length));
            if (n > 0)
            {
                var fresh = _output.AsSpan(0, n);
                Unpacked(fresh);
                fresh.CopyTo(buffer);
                return n;
            }
        }

        return 0;
    }

    internal override void Restart()
    {
        Input.Restart();
        _inStream = _ended = false;
    }

    /// <summary>Takes what stands before a stream; false when the file ends there.</summary>
    protected abstract bool TakeHeader();

    /// <summary>Sees what was unpacked.</summary>
    protected virtual void Unpacked(ReadOnlySpan<byte> bytes)
    {
    }

    /// <summary>Takes what stands behind a stream.</summary>
    protected virtual void TakeTrailer()
    {
    }

    /// <summary>What to say of data that is not sound.</summary>
    protected abstract InvalidDataException Damaged(string what);

    /// <summary>What to say of a file that stops in the middle.</summary>
    protected abstract InvalidDataException EndsEarly();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _ended = true;
            Input.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool Start()
    {
        if (!TakeHeader())
        {
            return false;
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
            Input.GiveBack(_inflater.RemainingInput);
            throw Damaged(e.Message);
        }

        if (_inflater.IsNeedingDictionary)
        {
            throw Damaged("it was packed with a dictionary, which is not here");
        }

        if (_inflater.IsFinished)
        {
            Input.GiveBack(_inflater.RemainingInput);
            TakeTrailer();
            _inStream = false;
        }
        else if (Input.Fill())
        {
            var window = Input.TakeWindow();
            _inflater.SetInput(window.Array!, window.Offset, window.Count);
        }
        else
        {
            throw EndsEarly();
        }

        return 0;
    }
}
