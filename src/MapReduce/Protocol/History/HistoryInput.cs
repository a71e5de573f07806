namespace Hathi.MapReduce.Protocol.History;

/// <summary>A file that is read as it comes: by lines, or by values of which only who reads them knows the end.</summary>
/// <param name="file">Read to its end, not closed.</param>
internal sealed class HistoryInput(Stream file)
{
    /// <summary>Bytes of an event: it has at most a message of 64 Ki characters and some hundred counters.</summary>
    private const int LongestEvent = 16 << 20;

    private const int FirstSize = 64 << 10;

    private byte[] _buffer = new byte[FirstSize];
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>Nothing follows the line that was read last.</summary>
    internal bool IsAtEnd => _ended && _start == _end;

    /// <summary>What was read and not taken yet: good until more is read.</summary>
    internal ReadOnlyMemory<byte> Rest => _buffer.AsMemory(_start, _end - _start);

    /// <summary>What is asked for may be behind <see cref="Rest"/>.</summary>
    internal bool HasMore => !_ended && _end - _start < LongestEvent;

    /// <summary>Takes the beginning of <see cref="Rest"/>.</summary>
    internal void Skip(int bytes) => _start += bytes;

    /// <summary>Makes <see cref="Rest"/> longer, twice as long where it can, unless the file is at its end.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal async ValueTask MoreAsync(CancellationToken cancellation)
    {
        var wanted = Math.Min(LongestEvent, Math.Max(FirstSize, 2 * (_end - _start)));
        while (!_ended && _end - _start < wanted)
        {
            await FillAsync(cancellation).ConfigureAwait(false);
        }
    }

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
            if (length >= LongestEvent)
            {
                throw new InvalidDataException($"a line of the job history has more than {LongestEvent} bytes");
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
