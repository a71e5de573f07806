using System.Buffers.Binary;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.Client.Local;

/// <summary>
/// A local file, being written together with its checksums: <c>.NAME.crc</c> is <c>crc\0</c>, the bytes of a chunk (4 bytes, big-endian),
/// and the CRC32 of each chunk (4 bytes, big-endian; the last may be shorter). Hadoop's programs verify by it what they read. One caller at
/// a time. Source: Apache <c>ChecksumFileSystem</c>.
/// </summary>
internal sealed class ChecksumFile : FileWriteStream
{
    /// <summary>Bytes of a chunk: the default of file.bytes-per-checksum.</summary>
    private const int Chunk = 512;

    private static readonly ChunkChecksum Kind = new(ChecksumKind.Crc32, Chunk);

    private readonly LocalWriteStream _data;
    private readonly FileStream _sums;
    private uint _crc;
    private int _inChunk;
    private bool _disposed;

    internal ChecksumFile(LocalWriteStream data, FileStream sums)
    {
        _data = data;
        _sums = sums;
        Span<byte> header = stackalloc byte[8];
        "crc\0"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], Chunk);
        sums.Write(header);
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _data.Length;

    public override long Position
    {
        get => _data.Position;
        set => throw new NotSupportedException("Files are written from front to back.");
    }

    /// <summary>Where the checksums of a file are.</summary>
    internal static string PathOf(string path) => HdfsPath.Join(HdfsPath.Parent(path) ?? "/", $"./.{HdfsPath.Name(path)}.crc");

    /// <summary>The file is about to be another, or gone: its checksums would only make it look broken.</summary>
    internal static void Remove(string path)
    {
        try
        {
            File.Delete(PathOf(path));
        }
        catch (PathTooLongException)
        {
            // Of a name that is as long as names may be there can be no checksums.
        }
    }

    /// <summary>Renames a file together with its checksums; whenever it ends, no file has those of another.</summary>
    internal static void Move(string source, string target, Action rename)
    {
        Remove(target);
        rename();
        var sums = PathOf(source);
        if (File.Exists(sums))
        {
            File.Move(sums, PathOf(target), overwrite: true);
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        Sum(buffer.Span);
        return _data.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Sum(buffer);
        _data.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask HFlushAsync(CancellationToken cancellationToken) => _data.HFlushAsync(cancellationToken);

    public override ValueTask HSyncAsync(CancellationToken cancellationToken) => _data.HSyncAsync(cancellationToken);

    public override async ValueTask AbortAsync()
    {
        _disposed = true;
        await _data.AbortAsync().ConfigureAwait(false);
        await _sums.DisposeAsync().ConfigureAwait(false);
    }

    public override void Flush() => _data.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream only writes.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("Files are written from front to back.");

    public override void SetLength(long value) => throw new NotSupportedException("Files are written from front to back.");

    public override async ValueTask DisposeAsync()
    {
        Finish();
        await _data.DisposeAsync().ConfigureAwait(false);
        await _sums.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Finish();
            _data.Dispose();
            _sums.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Finish()
    {
        if (!_disposed && _inChunk > 0)
        {
            EndChunk();
        }

        _disposed = true;
    }

    private void Sum(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var count = Math.Min(data.Length, Chunk - _inChunk);
            _crc = Kind.Append(_crc, data[..count]);
            _inChunk += count;
            data = data[count..];
            if (_inChunk == Chunk)
            {
                EndChunk();
            }
        }
    }

    private void EndChunk()
    {
        Span<byte> sum = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(sum, _crc);
        _sums.Write(sum);
        _crc = 0;
        _inChunk = 0;
    }
}
