using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Tests;

/// <summary>
/// Local files behind a file system that writes down each call and lets a test interfere before or after any of them. Streams are counted:
/// what is still open when a verb has ended would be completed by somebody else.
/// </summary>
internal sealed class WatchedFileSystem(FileSystem inner) : FileSystem
{
    private int _open;

    /// <summary>The calls so far.</summary>
    internal ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Runs before each call, with its text; throws to keep it from being carried out.</summary>
    internal Action<string> Before { get; set; } = static _ => { };

    /// <summary>Runs after each call; throws to lose its answer.</summary>
    internal Action<string> After { get; set; } = static _ => { };

    /// <summary>Changes what is told of a path.</summary>
    internal Func<FileStatus, FileStatus> Describe { get; set; } = static status => status;

    internal Func<ContentSummary, ContentSummary> Sum { get; set; } = static summary => summary;

    /// <summary>Streams that nobody has closed.</summary>
    internal int OpenStreams => Volatile.Read(ref _open);

    public override Uri Uri => inner.Uri;

    public override string HomeDirectory => Home ?? inner.HomeDirectory;

    /// <summary>Where relative paths and the trash are; null for where the process is.</summary>
    internal string? Home { get; init; }

    /// <summary>How full it is; null for how full the machine is.</summary>
    internal FileSystemStatus? Room { get; init; }

    public override async ValueTask<FileStatus?> GetFileStatusAsync(string path, CancellationToken cancellationToken) =>
        await Call($"status {path}", () => inner.GetFileStatusAsync(path, cancellationToken)) is { } status ? Describe(status) : null;

    public override async IAsyncEnumerable<FileStatus> ListAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Call($"list {path}", static () => ValueTask.FromResult(true));
        await foreach (var status in inner.ListAsync(path, cancellationToken))
        {
            yield return Describe(status);
        }
    }

    public override async ValueTask<FileReadStream> OpenReadAsync(string path, bool verifyChecksums, CancellationToken cancellationToken) =>
        new ReadStream(
            this, path, await Call($"open {path} {verifyChecksums}", () => inner.OpenReadAsync(path, verifyChecksums, cancellationToken)));

    public override async ValueTask<FileWriteStream> CreateAsync(string path, CreateOptions options, CancellationToken cancellationToken)
    {
        FileWriteStream? created = null;
        try
        {
            return new WriteStream(
                this,
                path,
                await Call($"create {path} {options}", async () => created = await inner.CreateAsync(path, options, cancellationToken)));
        }
        catch
        {
            await (created?.DisposeAsync() ?? ValueTask.CompletedTask);
            throw;
        }
    }

    public override async ValueTask<FileWriteStream> AppendAsync(string path, bool newBlock, CancellationToken cancellationToken) =>
        new WriteStream(this, path, await Call($"append {path} {newBlock}", () => inner.AppendAsync(path, newBlock, cancellationToken)));

    public override async ValueTask MakeDirectoryAsync(string path, int? mode, CancellationToken cancellationToken) =>
        await Do($"mkdir {path} {mode}", () => inner.MakeDirectoryAsync(path, mode, cancellationToken));

    public override ValueTask<bool> RenameAsync(string source, string target, CancellationToken cancellationToken) =>
        Call($"rename {source} {target}", () => inner.RenameAsync(source, target, cancellationToken));

    public override async ValueTask RenameAsync(string source, string target, bool overwrite, CancellationToken cancellationToken) =>
        await Do($"rename2 {source} {target} {overwrite}", () => inner.RenameAsync(source, target, overwrite, cancellationToken));

    public override ValueTask<bool> DeleteAsync(string path, bool recursive, CancellationToken cancellationToken) =>
        Call($"delete {path} {recursive}", () => inner.DeleteAsync(path, recursive, cancellationToken));

    public override ValueTask<bool> IsAllowedAsync(string path, FileActions actions, CancellationToken cancellationToken) =>
        Call($"allowed {path} {actions}", () => inner.IsAllowedAsync(path, actions, cancellationToken));

    public override async ValueTask SetPermissionAsync(string path, int mode, CancellationToken cancellationToken) =>
        await Do($"chmod {path} {mode}", () => inner.SetPermissionAsync(path, mode, cancellationToken));

    public override async ValueTask SetOwnerAsync(string path, string? owner, string? group, CancellationToken cancellationToken) =>
        await Do($"chown {path} {owner} {group}", () => inner.SetOwnerAsync(path, owner, group, cancellationToken));

    public override async ValueTask SetTimesAsync(
        string path, long modificationTime, long accessTime, CancellationToken cancellationToken) =>
        await Do(
            $"times {path} {modificationTime} {accessTime}",
            () => inner.SetTimesAsync(path, modificationTime, accessTime, cancellationToken));

    public override ValueTask<bool> SetReplicationAsync(string path, short replication, CancellationToken cancellationToken) =>
        Call($"setrep {path} {replication}", () => inner.SetReplicationAsync(path, replication, cancellationToken));

    public override ValueTask<IReadOnlyList<BlockLocation>> GetBlockLocationsAsync(
        string path, long offset, long length, CancellationToken cancellationToken) =>
        Call($"locate {path}", () => inner.GetBlockLocationsAsync(path, offset, length, cancellationToken));

    public override async ValueTask<ContentSummary> GetContentSummaryAsync(string path, CancellationToken cancellationToken) =>
        Sum(await Call($"summary {path}", () => inner.GetContentSummaryAsync(path, cancellationToken)));

    public override ValueTask<FileChecksum?> GetFileChecksumAsync(string path, CancellationToken cancellationToken) =>
        Call($"checksum {path}", () => inner.GetFileChecksumAsync(path, cancellationToken));

    public override ValueTask<FileSystemStatus> GetStatusAsync(CancellationToken cancellationToken) =>
        Room is null ? Call("df", () => inner.GetStatusAsync(cancellationToken)) : ValueTask.FromResult(Room);

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    private async ValueTask<T> Call<T>(string text, Func<ValueTask<T>> call)
    {
        Calls.Enqueue(text);
        Before(text);
        var answer = await call();
        After(text);
        return answer;
    }

    private async ValueTask Do(string text, Func<ValueTask> call) => await Call(text, async () =>
    {
        await call();
        return true;
    });

    /// <summary>A stream of the machine, but not known as one: what is copied passes through here.</summary>
    private sealed class ReadStream : FileReadStream
    {
        private readonly WatchedFileSystem _files;
        private readonly FileReadStream _stream;
        private readonly string _path;

        internal ReadStream(WatchedFileSystem files, string path, FileReadStream stream)
        {
            (_files, _path, _stream) = (files, path, stream);
            Interlocked.Increment(ref files._open);
        }

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => _stream.Length;

        public override long Position
        {
            get => _stream.Position;
            set => _stream.Position = value;
        }

        public override ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken) =>
            _stream.ReadAtAsync(position, buffer, cancellationToken);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
            _files.Call($"read {_path}", () => _stream.ReadAsync(buffer, cancellationToken));

        public override int Read(byte[] buffer, int offset, int count) => _stream.Read(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => _stream.Seek(offset, origin);

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override async ValueTask DisposeAsync()
        {
            Interlocked.Decrement(ref _files._open);
            await _stream.DisposeAsync();
            await base.DisposeAsync();
        }
    }

    private sealed class WriteStream : FileWriteStream
    {
        private readonly WatchedFileSystem _files;
        private readonly FileWriteStream _stream;
        private readonly string _path;

        internal WriteStream(WatchedFileSystem files, string path, FileWriteStream stream)
        {
            (_files, _path, _stream) = (files, path, stream);
            Interlocked.Increment(ref files._open);
        }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _stream.Length;

        public override long Position
        {
            get => _stream.Position;
            set => throw new NotSupportedException();
        }

        public override ValueTask HFlushAsync(CancellationToken cancellationToken) => _stream.HFlushAsync(cancellationToken);

        public override ValueTask HSyncAsync(CancellationToken cancellationToken) => _stream.HSyncAsync(cancellationToken);

        public override async ValueTask AbortAsync()
        {
            Interlocked.Decrement(ref _files._open);
            _files.Calls.Enqueue($"abort {_path}");
            await _stream.AbortAsync();
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken) =>
            await _files.Do($"write {_path}", () => _stream.WriteAsync(buffer, cancellationToken));

        public override void Write(byte[] buffer, int offset, int count) => _stream.Write(buffer, offset, count);

        public override void Flush() => _stream.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override async ValueTask DisposeAsync()
        {
            Interlocked.Decrement(ref _files._open);
            try
            {
                await _files.Do($"close {_path}", static () => ValueTask.CompletedTask);
            }
            finally
            {
                await _stream.DisposeAsync();
            }

            await base.DisposeAsync();
        }
    }
}
