using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.BZip2;

namespace Hathi.Records.Compression;

/// <summary>
/// Unpacks the blocks of a bzip2 file that start in a part of it, and behind them, as far as it is read, those that follow: a record may
/// end there. Used by one thread.
/// </summary>
/// <param name="packed">The file from the part's start on.</param>
/// <param name="start">Of the part, bytes.</param>
/// <param name="end">Of the part.</param>
/// <param name="name">Of the file, for messages.</param>
internal sealed class Bzip2SplitReader(Stream packed, long start, long end, string name) : UnpackStream
{
    private readonly Bzip2Blocks _blocks = new(packed, start);

    // The library reads into arrays only.
    private readonly byte[] _output = new byte[64 << 10];
    private BZip2InputStream? _block;
    private long _unpacked;

    /// <summary>
    /// Unpacked bytes of the blocks that start in the part; not known, and without end, before all of them were read.
    /// Negative when there is none.
    /// </summary>
    internal long OwnEnd { get; private set; } = long.MaxValue;

    public override int Read(Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            try
            {
                if (_block is null && !StartBlock())
                {
                    return 0;
                }

                var n = _block!.Read(_output, 0, Math.Min(buffer.Length, _output.Length));
                if (n > 0)
                {
                    _output.AsSpan(0, n).CopyTo(buffer);
                    _unpacked += n;
                    return n;
                }

                _block = null;
            }
            catch (EndOfStreamException)
            {
                throw new InvalidDataException(
                    $"{name} is cut off: it ends after {_blocks.Offset} bytes in the middle of bzip2 data. Store the whole file again.");
            }
            catch (Exception e) when (e is SharpZipBaseException or InvalidDataException or IndexOutOfRangeException)
            {
                throw new InvalidDataException($"{name} is not a sound bzip2 file: before byte {_blocks.Offset} {e.Message}. "
                    + "Check it with bzip2 -t; if it is not packed at all, rename it without .bz2.");
            }
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _blocks.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool StartBlock()
    {
        var at = _blocks.Next;
        if (OwnEnd == long.MaxValue && (at < 0 || at >= end))
        {
            // Behind the last block of the file nothing follows that could belong to somebody else.
            OwnEnd = _unpacked == 0 ? -1 : at < 0 ? long.MaxValue : _unpacked;
        }

        if (at < 0 || OwnEnd < 0)
        {
            return start == 0 && _unpacked == 0 ? throw new InvalidDataException("it has no block") : false;
        }

        _block = new BZip2InputStream(new MemoryStream(_blocks.Take()));
        return true;
    }
}
