namespace Hathi.Yarn.Client.Logs;

/// <summary>Numbers and bytes off the front of a stream, through a buffer. Not thread-safe.</summary>
internal sealed class TFileInput(Stream stream)
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>Keys and names are far shorter.</summary>
    private const long MaxBytes = 1 << 20;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _at;
    private int _end;

    internal async ValueTask<bool> AtEndAsync(CancellationToken cancellationToken)
    {
        if (_at == _end)
        {
            _at = 0;
            _end = await stream.ReadAsync(_buffer, cancellationToken).ConfigureAwait(false);
        }

        return _at == _end;
    }

    /// <exception cref="InvalidDataException">The stream ends in the middle.</exception>
    internal async ValueTask<byte> ByteAsync(CancellationToken cancellationToken) =>
        await AtEndAsync(cancellationToken).ConfigureAwait(false) ? throw CutOff() : _buffer[_at++];

    internal async ValueTask<long> NumberAsync(CancellationToken cancellationToken)
    {
        var first = (sbyte)await ByteAsync(cancellationToken).ConfigureAwait(false);
        var (following, value) = TFileFormat.ReadFirst(first);
        for (var i = 0; i < following; i++)
        {
            var next = await ByteAsync(cancellationToken).ConfigureAwait(false);
            value = i == 0 && TFileFormat.IsPlain(first) ? (sbyte)next : (value << 8) | next;
        }

        return value;
    }

    internal async ValueTask<byte[]> BytesAsync(long count, CancellationToken cancellationToken)
    {
        if (count is < 0 or > MaxBytes)
        {
            throw new InvalidDataException($"A name or key of {count} bytes: the aggregated log is damaged.");
        }

        var bytes = new byte[count];
        for (var filled = 0; filled < bytes.Length;)
        {
            filled += await ReadAsync(bytes.AsMemory(filled), cancellationToken).ConfigureAwait(false);
        }

        return bytes;
    }

    /// <summary>At least one byte.</summary>
    /// <exception cref="InvalidDataException">The stream has ended.</exception>
    internal async ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        if (await AtEndAsync(cancellationToken).ConfigureAwait(false))
        {
            throw CutOff();
        }

        var count = Math.Min(target.Length, _end - _at);
        _buffer.AsMemory(_at, count).CopyTo(target);
        _at += count;
        return count;
    }

    private static InvalidDataException CutOff() => new("The aggregated log ends in the middle of a record: it is damaged.");
}
