using Hathi.Hdfs.Client;

namespace Hathi.Yarn.NodeManager.Tests.Support;

/// <summary>A file system that nothing is asked of but what a test overrides.</summary>
/// <param name="uri">Its name.</param>
internal class NoFiles(Uri uri) : FileSystem
{
    public bool IsClosed { get; private set; }

    public override Uri Uri => uri;

    public override string HomeDirectory => "/";

    public override ValueTask<FileStatus?> GetFileStatusAsync(string path, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override IAsyncEnumerable<FileStatus> ListAsync(string path, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override ValueTask<FileReadStream> OpenReadAsync(string path, bool verifyChecksums, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override ValueTask<FileWriteStream> CreateAsync(string path, CreateOptions options, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override ValueTask<FileWriteStream> AppendAsync(string path, bool newBlock, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override ValueTask MakeDirectoryAsync(string path, int? mode, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override ValueTask<bool> RenameAsync(string source, string target, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override ValueTask RenameAsync(string source, string target, bool overwrite, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override ValueTask<bool> DeleteAsync(string path, bool recursive, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override ValueTask<bool> IsAllowedAsync(string path, FileActions actions, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override ValueTask SetPermissionAsync(string path, int mode, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public override ValueTask SetOwnerAsync(string path, string? owner, string? group, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

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

    public override ValueTask DisposeAsync()
    {
        IsClosed = true;
        return ValueTask.CompletedTask;
    }
}
