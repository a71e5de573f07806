using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.History.Model;

namespace Hathi.MapReduce.History.Tests;

/// <summary>
/// Local files as if they were many users': what lies in a directory that is named like one is his, all else the server's, unless
/// the test says otherwise.
/// </summary>
/// <param name="inner">Holds them.</param>
/// <param name="shared">The directory that has one a user.</param>
internal sealed class OwnedFiles(FileSystem inner, string shared) : FileSystem
{
    internal const string Server = "mapred";

    /// <summary>Who made a path, where it is not who it seems.</summary>
    internal ConcurrentDictionary<string, string> Owners { get; } = new(StringComparer.Ordinal);

    /// <summary>The modes that were set.</summary>
    internal ConcurrentDictionary<string, int> Modes { get; } = new(StringComparer.Ordinal);

    /// <summary>What a call to a path fails with; null: it does not.</summary>
    internal Func<string, string, Exception?> Fault { get; set; } = static (_, _) => null;

    /// <summary>Paths that were listed.</summary>
    internal ConcurrentQueue<string> Listed { get; } = new();

    /// <summary>Not the machine's own: a history server gives directories back in a cluster's only.</summary>
    public Uri Address { get; init; } = new("hdfs://owned:8020");

    public override Uri Uri => Address;

    public override string HomeDirectory => inner.HomeDirectory;

    public override async ValueTask<FileStatus?> GetFileStatusAsync(string path, CancellationToken cancellationToken)
    {
        Check("status", path);
        return await inner.GetFileStatusAsync(path, cancellationToken) is { } status ? Owned(status) : null;
    }

    public override async IAsyncEnumerable<FileStatus> ListAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Check("list", path);
        Listed.Enqueue(path);
        await foreach (var status in inner.ListAsync(path, cancellationToken))
        {
            yield return Owned(status);
        }
    }

    public override ValueTask<FileReadStream> OpenReadAsync(string path, bool verifyChecksums, CancellationToken cancellationToken)
    {
        Check("open", path);
        return inner.OpenReadAsync(path, verifyChecksums, cancellationToken);
    }

    public override ValueTask<FileWriteStream> CreateAsync(string path, CreateOptions options, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override ValueTask<FileWriteStream> AppendAsync(string path, bool newBlock, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override ValueTask MakeDirectoryAsync(string path, int? mode, CancellationToken cancellationToken)
    {
        Check("mkdir", path);
        return inner.MakeDirectoryAsync(path, mode, cancellationToken);
    }

    public override ValueTask<bool> RenameAsync(string source, string target, CancellationToken cancellationToken)
    {
        Check("rename", source);
        return inner.RenameAsync(source, target, cancellationToken);
    }

    public override ValueTask RenameAsync(string source, string target, bool overwrite, CancellationToken cancellationToken)
    {
        Check("rename", source);
        return inner.RenameAsync(source, target, overwrite, cancellationToken);
    }

    public override ValueTask<bool> DeleteAsync(string path, bool recursive, CancellationToken cancellationToken)
    {
        Check("delete", path);
        return inner.DeleteAsync(path, recursive, cancellationToken);
    }

    public override ValueTask<bool> IsAllowedAsync(string path, FileActions actions, CancellationToken cancellationToken) =>
        inner.IsAllowedAsync(path, actions, cancellationToken);

    public override ValueTask SetPermissionAsync(string path, int mode, CancellationToken cancellationToken)
    {
        Check("chmod", path);
        Modes[path] = mode;
        return ValueTask.CompletedTask;
    }

    public override ValueTask SetOwnerAsync(string path, string? owner, string? group, CancellationToken cancellationToken)
    {
        Check("chown", path);
        Owners[path] = owner!;
        return ValueTask.CompletedTask;
    }

    public override ValueTask SetTimesAsync(string path, long modificationTime, long accessTime, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override ValueTask<bool> SetReplicationAsync(string path, short replication, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override ValueTask<IReadOnlyList<BlockLocation>> GetBlockLocationsAsync(
        string path, long offset, long length, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override ValueTask<ContentSummary> GetContentSummaryAsync(string path, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override ValueTask<FileChecksum?> GetFileChecksumAsync(string path, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override ValueTask<FileSystemStatus> GetStatusAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    private void Check(string call, string path)
    {
        if (Fault(call, path) is { } fault)
        {
            throw fault;
        }
    }

    private FileStatus Owned(FileStatus status)
    {
        var isBelow = status.Path.StartsWith(shared + "/", StringComparison.Ordinal);
        return status with
        {
            Owner = Owners.GetValueOrDefault(status.Path) ?? (isBelow ? status.Path[(shared.Length + 1)..].Split('/')[0] : Server),
        };
    }
}
