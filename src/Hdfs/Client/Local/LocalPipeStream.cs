using Microsoft.Win32.SafeHandles;

namespace Hathi.Hdfs.Client.Local;

/// <summary>
/// A pipe of this machine, or all else that has no places (<c>put &lt;(command) /f</c>): read from front to back, and without a length.
/// </summary>
internal sealed class LocalPipeStream(SafeFileHandle file) : FileReadStream
{
    private readonly FileStream _pipe = new(file, FileAccess.Read, bufferSize: 0);
    private long _position;

    /// <summary>Whether a file is one; .NET reads no such file at positions.</summary>
    internal static bool Is(SafeFileHandle file)
    {
        try
        {
            RandomAccess.GetLength(file);
            return false;
        }
        catch (NotSupportedException)
        {
            return true;
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => 0;

    public override long Position
    {
        get => _position;
        set => throw OnlyForward();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var count = await _pipe.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _position += count;
        return count;
    }

    public override ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken) =>
        position == _position ? ReadAsync(buffer, cancellationToken) : throw OnlyForward();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer)
    {
        var count = _pipe.Read(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => throw OnlyForward();

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw OnlyForward();

    public override void Write(byte[] buffer, int offset, int count) => throw OnlyForward();

    protected override void Dispose(bool disposing)
    {
        _pipe.Dispose();
        base.Dispose(disposing);
    }

    private static NotSupportedException OnlyForward() => new("A pipe is read from front to back, once.");
}
