namespace Hathi.Records.Compression;

/// <summary>
/// The part that all packing streams share: they are written from front to back, and disposing writes the end. Used by one thread.
/// </summary>
internal abstract class PackStream : Stream
{
    private bool _ended;

    public sealed override bool CanRead => false;

    public sealed override bool CanSeek => false;

    public sealed override bool CanWrite => true;

    public sealed override long Length => throw new NotSupportedException("Packed data is written from front to back.");

    public sealed override long Position
    {
        get => throw new NotSupportedException("Packed data is written from front to back.");
        set => throw new NotSupportedException("Packed data is written from front to back.");
    }

    /// <summary>Does nothing: a flush in the middle would only make the result larger.</summary>
    public sealed override void Flush()
    {
    }

    public sealed override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream only writes.");

    public sealed override long Seek(long offset, SeekOrigin origin) =>
        throw new NotSupportedException("Packed data is written from front to back.");

    public sealed override void SetLength(long value) => throw new NotSupportedException("Packed data is written from front to back.");

    public sealed override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public abstract override void Write(ReadOnlySpan<byte> buffer);

    /// <summary>Writes what ends the packed data, once.</summary>
    protected abstract void End();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_ended)
        {
            _ended = true;
            End();
        }

        base.Dispose(disposing);
    }
}
