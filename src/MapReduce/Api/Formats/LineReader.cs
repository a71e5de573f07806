using System.Buffers;

namespace Hathi.MapReduce.Formats;

/// <summary>
/// Cuts a stream into lines: after LF, CR or CR LF, or after a delimiter of one's own. A line is a span of the reader's buffer and is not
/// copied. Used by one thread. Source for what a line is: Apache <c>org.apache.hadoop.util.LineReader</c>.
/// </summary>
internal sealed class LineReader : IDisposable
{
    /// <summary>Where the buffer starts for real input: a few thousand lines, in the processor's second cache.</summary>
    internal const int DefaultBuffer = 256 << 10;

    private readonly Stream _stream;
    private readonly byte[]? _delimiter;
    private readonly int _maxLine;
    private byte[] _buffer;
    private int _position;
    private int _filled;
    private int _lineStart;
    private int _lineLength;
    private bool _ended;

    /// <param name="stream">Read to its end; not closed.</param>
    /// <param name="delimiter">Null for LF, CR, CR LF.</param>
    /// <param name="maxLine">Longer lines are dropped (mapreduce.input.linerecordreader.line.maxlength).</param>
    /// <param name="initialBuffer">Bytes; it grows to the longest line.</param>
    internal LineReader(Stream stream, byte[]? delimiter, int maxLine, int initialBuffer)
    {
        _buffer = ArrayPool<byte>.Shared.Rent(initialBuffer);
        _stream = stream;
        _delimiter = delimiter;
        _maxLine = maxLine;
    }

    /// <summary>The line without what ends it; good until the next <see cref="Read"/>.</summary>
    internal ReadOnlySpan<byte> Line => _buffer.AsSpan(_lineStart, _lineLength);

    /// <summary>The line was longer than allowed, and is empty here.</summary>
    internal bool Dropped { get; private set; }

    /// <summary>Reads a line.</summary>
    /// <returns>The bytes taken, line end included; 0 at the end of the stream.</returns>
    internal long Read()
    {
        Dropped = false;
        var taken = 0L;
        var scanned = 0;
        while (true)
        {
            var window = _buffer.AsSpan(_position, _filled - _position);
            if (TryCut(window, ref scanned, out var length, out var size))
            {
                return taken + Take(length, size);
            }

            if (_ended)
            {
                return taken + Take(window.Length, window.Length);
            }

            if (scanned > _maxLine)
            {
                // Too long already: let go of what is known to hold no line end.
                Dropped = true;
                taken += scanned;
                _position += scanned;
                scanned = 0;
            }

            Fill();
        }
    }

    /// <summary>Takes a UTF-8 byte order mark off the start of the line.</summary>
    internal void DropByteOrderMark()
    {
        if (Line.StartsWith("\uFEFF"u8))
        {
            _lineStart += 3;
            _lineLength -= 3;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _position = _filled = _lineStart = _lineLength = 0;
    }

    private int Take(int length, int size)
    {
        Dropped |= length > _maxLine;
        _lineStart = _position;
        _lineLength = Dropped ? 0 : length;
        _position += size;
        return size;
    }

    // Looks behind what was scanned before. "size" counts the line end, too.
    private bool TryCut(ReadOnlySpan<byte> window, ref int scanned, out int length, out int size)
    {
        if (_delimiter is not null)
        {
            return TryCutAtDelimiter(window, ref scanned, out length, out size);
        }

        length = size = 0;
        var at = window[scanned..].IndexOfAny((byte)'\n', (byte)'\r');
        if (at < 0)
        {
            scanned = window.Length;
            return false;
        }

        length = scanned + at;
        if (window[length] == (byte)'\n')
        {
            size = length + 1;
            return true;
        }

        if (length + 1 == window.Length && !_ended)
        {
            // An LF may follow this CR.
            scanned = length;
            return false;
        }

        size = length + 1 < window.Length && window[length + 1] == (byte)'\n' ? length + 2 : length + 1;
        return true;
    }

    private bool TryCutAtDelimiter(ReadOnlySpan<byte> window, ref int scanned, out int length, out int size)
    {
        var at = window[scanned..].IndexOf(_delimiter);
        if (at < 0)
        {
            scanned = Math.Max(scanned, window.Length - _delimiter!.Length + 1);
            length = size = 0;
            return false;
        }

        length = scanned + at;
        size = length + _delimiter!.Length;
        return true;
    }

    private void Fill()
    {
        var left = _filled - _position;
        if (left == _buffer.Length)
        {
            Grow(left);
        }
        else if (_position > 0)
        {
            _buffer.AsSpan(_position, left).CopyTo(_buffer);
        }

        _position = 0;
        var n = _stream.Read(_buffer.AsSpan(left));
        _filled = left + n;
        _ended = n == 0;
    }

    private void Grow(int left)
    {
        if (left == Array.MaxLength)
        {
            throw new TaskIOException(
                $"A line is longer than {Array.MaxLength} bytes. Set textinputformat.record.delimiter to what ends its records, "
                + "or mapreduce.input.linerecordreader.line.maxlength to pass over such lines.",
                null);
        }

        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, 2L * left));
        _buffer.AsSpan(0, left).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
