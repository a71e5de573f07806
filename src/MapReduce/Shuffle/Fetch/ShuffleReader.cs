namespace Hathi.MapReduce.Shuffle.Fetch;

/// <summary>Reads a shuffle reply: headers and bytes in turns. What is read moves the time-out on. Used by one fetcher.</summary>
internal sealed class ShuffleReader(Stream body, CancellationTokenSource quiet, TimeSpan patience)
{
    private readonly byte[] _buffer = new byte[ShuffleHeader.MaxBytes];
    private int _position;
    private int _filled;

    /// <summary>The next header; null at the end of the reply.</summary>
    /// <exception cref="EndOfStreamException">The reply ends in the middle of one.</exception>
    internal async ValueTask<ShuffleHeader?> ReadHeaderAsync()
    {
        while (true)
        {
            if (ShuffleHeader.Read(_buffer.AsSpan(_position, _filled - _position), out var header) is > 0 and var size)
            {
                _position += size;
                return header;
            }

            _buffer.AsSpan(_position, _filled - _position).CopyTo(_buffer);
            _filled -= _position;
            _position = 0;
            quiet.CancelAfter(patience);
            var n = await body.ReadAsync(_buffer.AsMemory(_filled), quiet.Token).ConfigureAwait(false);
            if (n == 0)
            {
                return _filled == 0 ? null : throw new EndOfStreamException("The reply ends in the middle of a header.");
            }

            _filled += n;
        }
    }

    /// <summary>Fills the target.</summary>
    /// <exception cref="EndOfStreamException">The reply ends before it is full.</exception>
    internal async ValueTask FillAsync(Memory<byte> target)
    {
        var early = Math.Min(target.Length, _filled - _position);
        _buffer.AsSpan(_position, early).CopyTo(target.Span);
        _position += early;
        target = target[early..];
        while (!target.IsEmpty)
        {
            quiet.CancelAfter(patience);
            var n = await body.ReadAsync(target, quiet.Token).ConfigureAwait(false);
            if (n == 0)
            {
                throw new EndOfStreamException($"The reply ends {target.Length} bytes before the end of a map's output.");
            }

            target = target[n..];
        }
    }

    /// <summary>We make the other side wait now: that is not its fault.</summary>
    internal void Pause() => quiet.CancelAfter(Timeout.InfiniteTimeSpan);
}
