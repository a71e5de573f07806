using Hathi.Hdfs.Client;

namespace Hathi.MapReduce.Master.Tests;

/// <summary>Local files, some of which are replaced by streams of the test.</summary>
internal sealed class StandInFiles(FileSystem inner) : FileSystem
{
    /// <summary>The stream to read of a path; null for the file's own.</summary>
    internal Func<string, FileReadStream?> Read { get; init; } = static _ => null;

    /// <summary>The stream to write of a path; null for the file's own.</summary>
    internal Func<string, FileWriteStream?> Written { get; init; } = static _ => null;

    /// <summary>Told of each path that was removed.</summary>
    internal Action<string> Deleted { get; init; } = static _ => { };

    /// <summary>Renames are made; else they are only noted.</summary>
    internal bool RenamesThere { get; init; }

    /// <summary>What was renamed to where.</summary>
    internal List<(string From, string To)> Renamed { get; } = [];

    public override Uri Uri => inner.Uri;

    public override string HomeDirectory => inner.HomeDirectory;

    public override ValueTask<FileStatus?> GetFileStatusAsync(string path, CancellationToken cancellationToken) =>
        inner.GetFileStatusAsync(path, cancellationToken);

    public override IAsyncEnumerable<FileStatus> ListAsync(string path, CancellationToken cancellationToken) =>
        inner.ListAsync(path, cancellationToken);

    public override async ValueTask<FileReadStream> OpenReadAsync(string path, bool verifyChecksums, CancellationToken cancellationToken) =>
        Read(path) ?? await inner.OpenReadAsync(path, verifyChecksums, cancellationToken);

    public override async ValueTask<FileWriteStream> CreateAsync(string path, CreateOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested(); // as a cluster's does, and local files do not
        return Written(path) ?? await inner.CreateAsync(path, options, cancellationToken);
    }

    public override ValueTask<FileWriteStream> AppendAsync(string path, bool newBlock, CancellationToken cancellationToken) =>
        inner.AppendAsync(path, newBlock, cancellationToken);

    public override ValueTask MakeDirectoryAsync(string path, int? mode, CancellationToken cancellationToken) =>
        inner.MakeDirectoryAsync(path, mode, cancellationToken);

    public override ValueTask<bool> RenameAsync(string source, string target, CancellationToken cancellationToken)
    {
        Renamed.Add((source, target));
        return RenamesThere ? inner.RenameAsync(source, target, cancellationToken) : ValueTask.FromResult(true);
    }

    public override ValueTask RenameAsync(string source, string target, bool overwrite, CancellationToken cancellationToken) =>
        inner.RenameAsync(source, target, overwrite, cancellationToken);

    public override async ValueTask<bool> DeleteAsync(string path, bool recursive, CancellationToken cancellationToken)
    {
        var was = await inner.DeleteAsync(path, recursive, cancellationToken);
        Deleted(path);
        return was;
    }

    public override ValueTask<bool> IsAllowedAsync(string path, FileActions actions, CancellationToken cancellationToken) =>
        inner.IsAllowedAsync(path, actions, cancellationToken);

    public override ValueTask SetPermissionAsync(string path, int mode, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public override ValueTask SetOwnerAsync(string path, string? owner, string? group, CancellationToken cancellationToken) =>
        inner.SetOwnerAsync(path, owner, group, cancellationToken);

    public override ValueTask SetTimesAsync(string path, long modificationTime, long accessTime, CancellationToken cancellationToken) =>
        inner.SetTimesAsync(path, modificationTime, accessTime, cancellationToken);

    public override ValueTask<bool> SetReplicationAsync(string path, short replication, CancellationToken cancellationToken) =>
        inner.SetReplicationAsync(path, replication, cancellationToken);

    public override ValueTask<IReadOnlyList<BlockLocation>> GetBlockLocationsAsync(
        string path, long offset, long length, CancellationToken cancellationToken) =>
        inner.GetBlockLocationsAsync(path, offset, length, cancellationToken);

    public override ValueTask<ContentSummary> GetContentSummaryAsync(string path, CancellationToken cancellationToken) =>
        inner.GetContentSummaryAsync(path, cancellationToken);

    public override ValueTask<FileChecksum?> GetFileChecksumAsync(string path, CancellationToken cancellationToken) =>
        inner.GetFileChecksumAsync(path, cancellationToken);

    public override ValueTask<FileSystemStatus> GetStatusAsync(CancellationToken cancellationToken) =>
        inner.GetStatusAsync(cancellationToken);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>A file of many zeros, and what takes them; whoever reads far ahead of what is written is found out.</summary>
/// <param name="length">Bytes.</param>
internal sealed class ManyZeros(long length)
{
    /// <summary>Bytes that may be read and not yet written.</summary>
    private const long MostAhead = 16 << 20;

    private long _read;
    private long _written;

    internal long Written => Volatile.Read(ref _written);

    internal FileReadStream Source => new Reader(this);

    internal FileWriteStream Sink => new Writer(this);

    private int Take(Memory<byte> buffer)
    {
        if (_read - Written > MostAhead)
        {
            throw new InvalidOperationException(
                $"{_read} bytes are read, and {Written} of them are written: the file is taken into memory.");
        }

        var count = (int)Math.Min(buffer.Length, length - _read);
        buffer.Span[..count].Clear();
        _read += count;
        return count;
    }

    private sealed class Reader(ManyZeros zeros) : FileReadStream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => zeros.Take(buffer.AsMemory(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(zeros.Take(buffer));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            Task.FromResult(zeros.Take(buffer.AsMemory(offset, count)));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    private sealed class Writer(ManyZeros zeros) : FileWriteStream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask HFlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public override ValueTask HSyncAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public override ValueTask AbortAsync() => ValueTask.CompletedTask;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Interlocked.Add(ref zeros._written, buffer.Length);
            return ValueTask.CompletedTask;
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Write(byte[] buffer, int offset, int count) => Interlocked.Add(ref zeros._written, count);

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
