namespace Hathi.Yarn.Client.Logs;

/// <summary>The content of one log file inside a record. Reads only, asynchronously, while its visitor runs.</summary>
internal sealed class LogContentStream : Stream
{
    private const int SkipBytes = 16 * 1024;

    private readonly TFileValue _value;
    private readonly long _length;
    private long _left;

    internal LogContentStream(TFileValue value, long length)
    {
        _value = value;
        _length = length;
        _left = length;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position
    {
        get => _length - _left;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left == 0 || buffer.IsEmpty)
        {
            return 0;
        }

        var read = await _value.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _left)], cancellationToken).ConfigureAwait(false);
        if (read == 0)
        {
            throw new InvalidDataException("The aggregated log ends in the middle of a file: it is damaged.");
        }

        _left -= read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    internal async ValueTask SkipAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[SkipBytes];
        while (_left > 0)
        {
            _ = await ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
    }
}
