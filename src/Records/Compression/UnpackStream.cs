namespace Hathi.Records.Compression;

/// <summary>The part that all unpacking streams share: they read, from front to back.</summary>
internal abstract class UnpackStream : Stream
{
    public sealed override bool CanRead => true;

    public sealed override bool CanSeek => false;

    public sealed override bool CanWrite => false;

    public sealed override long Length => throw new NotSupportedException("The unpacked length is not known before the end.");

    public sealed override long Position
    {
        get => throw new NotSupportedException("Packed data is read from front to back.");
        set => throw new NotSupportedException("Packed data is read from front to back.");
    }

    public sealed override void Flush()
    {
    }

    public sealed override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public abstract override int Read(Span<byte> buffer);

    /// <summary>
    /// The packed stream holds other data now: starts as if nothing had been read. Saves the buffers of many small pieces.
    /// </summary>
    internal virtual void Restart() => throw new NotSupportedException("This stream cannot start again.");

    public sealed override long Seek(long offset, SeekOrigin origin) =>
        throw new NotSupportedException("Packed data is read from front to back.");

    public sealed override void SetLength(long value) => throw new NotSupportedException("This stream only reads.");

    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream only reads.");
}
