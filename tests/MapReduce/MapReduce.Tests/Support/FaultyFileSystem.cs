using System.Collections.Concurrent;
using Hathi.Hdfs.Client;

namespace Hathi.MapReduce.Tests.Support;

/// <summary>Local files with a name like HDFS, that fail or stop at a chosen change, and remember the order of changes.</summary>
internal sealed class FaultyFileSystem(FileSystem inner) : FileSystem
{
    private int _changes;

    /// <summary>Fails the change of this number, counted from 0, and all after it: the process is gone.</summary>
    internal int CrashAt { get; set; } = int.MaxValue;

    /// <summary>Called after each change.</summary>
    internal Action? Changed { get; set; }

    internal ConcurrentQueue<string> Log { get; } = new();

    internal int Changes => _changes;

    /// <summary>How each file was created.</summary>
    internal ConcurrentQueue<CreateOptions> Created { get; } = new();

    public override Uri Uri { get; } = new("hdfs://127.77.18.1:8020");

    public override string HomeDirectory => inner.HomeDirectory;

    public override ValueTask<FileStatus?> GetFileStatusAsync(string path, CancellationToken cancellationToken) =>
        inner.GetFileStatusAsync(path, cancellationToken);

    public override IAsyncEnumerable<FileStatus> ListAsync(string path, CancellationToken cancellationToken) =>
        inner.ListAsync(path, cancellationToken);

    public override ValueTask<FileReadStream> OpenReadAsync(string path, bool verifyChecksums, CancellationToken cancellationToken) =>
        inner.OpenReadAsync(path, verifyChecksums, cancellationToken);

    public override ValueTask<FileWriteStream> CreateAsync(string path, CreateOptions options, CancellationToken cancellationToken)
    {
        Created.Enqueue(options);
        return ChangeAsync($"create {path}", () => inner.CreateAsync(path, options, cancellationToken));
    }

    public override ValueTask<FileWriteStream> AppendAsync(string path, bool newBlock, CancellationToken cancellationToken) =>
        inner.AppendAsync(path, newBlock, cancellationToken);

    public override async ValueTask MakeDirectoryAsync(string path, int? mode, CancellationToken cancellationToken) =>
        await ChangeAsync($"mkdir {path}", async () =>
        {
            await inner.MakeDirectoryAsync(path, mode, cancellationToken);
            return true;
        });

    public override ValueTask<bool> RenameAsync(string source, string target, CancellationToken cancellationToken) =>
        ChangeAsync($"rename {source} {target}", () => inner.RenameAsync(source, target, cancellationToken));

    public override ValueTask RenameAsync(string source, string target, bool overwrite, CancellationToken cancellationToken) =>
        inner.RenameAsync(source, target, overwrite, cancellationToken);

    public override ValueTask<bool> DeleteAsync(string path, bool recursive, CancellationToken cancellationToken) =>
        ChangeAsync($"delete {path}", () => inner.DeleteAsync(path, recursive, cancellationToken));

    public override ValueTask SetPermissionAsync(string path, int mode, CancellationToken cancellationToken) =>
        inner.SetPermissionAsync(path, mode, cancellationToken);

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

    public override ValueTask<bool> IsAllowedAsync(string path, FileActions actions, CancellationToken cancellationToken) =>
        inner.IsAllowedAsync(path, actions, cancellationToken);

    public override ValueTask<FileChecksum?> GetFileChecksumAsync(string path, CancellationToken cancellationToken) =>
        inner.GetFileChecksumAsync(path, cancellationToken);

    public override ValueTask<FileSystemStatus> GetStatusAsync(CancellationToken cancellationToken) =>
        inner.GetStatusAsync(cancellationToken);

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    private async ValueTask<T> ChangeAsync<T>(string what, Func<ValueTask<T>> change)
    {
        if (Interlocked.Increment(ref _changes) > CrashAt)
        {
            throw new IOException("connection refused");
        }

        var result = await change();
        Log.Enqueue(what);
        Changed?.Invoke();
        return result;
    }
}
