namespace Hathi.MapReduce.Protocol.History;

/// <summary>The lines of a file that is read as it comes.</summary>
/// <param name="file">Read to its end, not closed.</param>
internal sealed class HistoryLines(Stream file)
{
    /// <summary>Bytes of a line: an event has at most a message of 64 Ki characters and some hundred counters.</summary>
    private const int LongestLine = 16 << 20;

    private const int FirstSize = 64 << 10;

    private byte[] _buffer = new byte[FirstSize];
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>Nothing follows the line that was read last.</summary>
    internal bool IsAtEnd => _ended && _start == _end;

    /// <summary>The next line without its end, good until the one after it is asked for; null when there is none.</summary>
    /// <exception cref="InvalidDataException">It is too long.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken cancellation)
    {
        var looked = 0;
        while (true)
        {
            var at = _buffer.AsSpan(_start + looked, _end - _start - looked).IndexOf((byte)'\n');
            if (at >= 0 && (_start + looked + at + 1 < _end || _ended))
            {
                return Take(looked + at, 1);
            }

            if (_ended && _start == _end)
            {
                return null;
            }

            if (_ended)
            {
                return Take(_end - _start, 0);
            }

            // Where the line is there, what follows is still to be known.
            looked = at >= 0 ? looked + at : _end - _start;
            await FillAsync(cancellation).ConfigureAwait(false);
        }
    }

    private ReadOnlyMemory<byte> Take(int length, int terminator)
    {
        var line = _buffer.AsMemory(_start, length);
        _start += length + terminator;
        return line;
    }

    private async ValueTask FillAsync(CancellationToken cancellation)
    {
        if (_end == _buffer.Length)
        {
            var length = _end - _start;
            if (length >= LongestLine)
            {
                throw new InvalidDataException($"a line of the job history has more than {LongestLine} bytes");
            }

            var larger = length > _buffer.Length / 2 ? new byte[2 * _buffer.Length] : _buffer;
            _buffer.AsSpan(_start, length).CopyTo(larger);
            (_buffer, _start, _end) = (larger, 0, length);
        }

        var read = await file.ReadAsync(_buffer.AsMemory(_end), cancellation).ConfigureAwait(false);
        _ended = read == 0;
        _end += read;
    }
}
