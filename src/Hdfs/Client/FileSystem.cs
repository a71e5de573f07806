namespace Hathi.Hdfs.Client;

/// <summary>
/// A file system as Hadoop's FileSystem sees it: HDFS (<c>hdfs://host:8020</c>) or the machine's own (<c>file:///</c>). Paths are absolute,
/// with '/' and without scheme. Errors are typed: <see cref="FileNotFoundException"/>, <see cref="FileAlreadyExistsException"/>,
/// <see cref="AccessControlException"/> and others below <see cref="HdfsException"/> (the peer refused), <see cref="IOException"/> (the
/// environment failed). Safe for use by several threads at once.
/// </summary>
public abstract class FileSystem : IAsyncDisposable
{
    /// <summary>For example hdfs://127.77.0.200:8020 or file:///.</summary>
    public abstract Uri Uri { get; }

    /// <summary>/user/NAME, or the working directory of the process for local files; relative paths of commands start here.</summary>
    public abstract string HomeDirectory { get; }

    /// <summary>Null when there is no such path.</summary>
    public abstract ValueTask<FileStatus?> GetFileStatusAsync(string path, CancellationToken cancellationToken);

    /// <summary>The entries of a directory in name order (bytes), or the file itself; fetched in pages as it is read.</summary>
    /// <exception cref="FileNotFoundException">There is no such path.</exception>
    public abstract IAsyncEnumerable<FileStatus> ListAsync(string path, CancellationToken cancellationToken);

    /// <summary>
    /// A file to read, as it is stored when <paramref name="verifyChecksums"/> is false: what is broken is handed out, too.
    /// </summary>
    public abstract ValueTask<FileReadStream> OpenReadAsync(string path, bool verifyChecksums, CancellationToken cancellationToken);

    /// <summary>A file to read, verified.</summary>
    public ValueTask<FileReadStream> OpenReadAsync(string path, CancellationToken cancellationToken) =>
        OpenReadAsync(path, verifyChecksums: true, cancellationToken);

    public abstract ValueTask<FileWriteStream> CreateAsync(string path, CreateOptions options, CancellationToken cancellationToken);

    /// <summary>A file to write on from its end; with <paramref name="newBlock"/> in a block of its own, where there are blocks.</summary>
    public abstract ValueTask<FileWriteStream> AppendAsync(string path, bool newBlock, CancellationToken cancellationToken);

    /// <summary>A file to write on from its end, in its last block while that has room.</summary>
    public ValueTask<FileWriteStream> AppendAsync(string path, CancellationToken cancellationToken) =>
        AppendAsync(path, newBlock: false, cancellationToken);

    /// <summary>Makes a directory and its missing parents; fine when it exists.</summary>
    public abstract ValueTask MakeDirectoryAsync(string path, int? mode, CancellationToken cancellationToken);

    /// <summary>False when it cannot be (no source, target exists), as Hadoop's rename; into the target when that is a directory.</summary>
    public abstract ValueTask<bool> RenameAsync(string source, string target, CancellationToken cancellationToken);

    /// <summary>Moves over an existing file or empty directory when asked to, atomically; exceptions say why not (rename2).</summary>
    public abstract ValueTask RenameAsync(string source, string target, bool overwrite, CancellationToken cancellationToken);

    /// <summary>False when there is no such path.</summary>
    public abstract ValueTask<bool> DeleteAsync(string path, bool recursive, CancellationToken cancellationToken);

    /// <summary>Whether the user may do all of this to the path; false also when there is none.</summary>
    public abstract ValueTask<bool> IsAllowedAsync(string path, FileActions actions, CancellationToken cancellationToken);

    public abstract ValueTask SetPermissionAsync(string path, int mode, CancellationToken cancellationToken);

    /// <summary>A null leaves that half as it is.</summary>
    public abstract ValueTask SetOwnerAsync(string path, string? owner, string? group, CancellationToken cancellationToken);

    /// <summary>Milliseconds since 1970; -1 leaves that half as it is.</summary>
    public abstract ValueTask SetTimesAsync(string path, long modificationTime, long accessTime, CancellationToken cancellationToken);

    public abstract ValueTask<bool> SetReplicationAsync(string path, short replication, CancellationToken cancellationToken);

    /// <summary>The blocks of a file that overlap the range, with their nodes.</summary>
    public abstract ValueTask<IReadOnlyList<BlockLocation>> GetBlockLocationsAsync(
        string path, long offset, long length, CancellationToken cancellationToken);

    public abstract ValueTask<ContentSummary> GetContentSummaryAsync(string path, CancellationToken cancellationToken);

    /// <summary>Algorithm name (for example MD5-of-0MD5-of-512CRC32C) and its bytes; null when the file system has none.</summary>
    /// <exception cref="IOException">The file is being written: what it would say of it may be untrue a moment later.</exception>
    public abstract ValueTask<FileChecksum?> GetFileChecksumAsync(string path, CancellationToken cancellationToken);

    public abstract ValueTask<FileSystemStatus> GetStatusAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}

/// <summary>What lies below a path.</summary>
/// <param name="Length">Bytes of all files.</param>
/// <param name="FileCount">Files.</param>
/// <param name="DirectoryCount">Directories, the path itself included.</param>
/// <param name="SpaceConsumed">Bytes times replication.</param>
/// <param name="Quota">Names allowed; -1 for none.</param>
/// <param name="SpaceQuota">Bytes allowed; -1 for none.</param>
public sealed record ContentSummary(long Length, long FileCount, long DirectoryCount, long SpaceConsumed, long Quota, long SpaceQuota)
{
    /// <summary>Bytes that only snapshots hold; part of <see cref="Length"/>.</summary>
    public long SnapshotLength { get; init; }

    /// <summary>Files that only snapshots hold; part of <see cref="FileCount"/>.</summary>
    public long SnapshotFileCount { get; init; }

    /// <summary>Directories that only snapshots hold; part of <see cref="DirectoryCount"/>.</summary>
    public long SnapshotDirectoryCount { get; init; }

    /// <summary>Bytes times replication that only snapshots hold; part of <see cref="SpaceConsumed"/>.</summary>
    public long SnapshotSpaceConsumed { get; init; }

    /// <summary>
    /// "Replicated", a policy's name, "" for a directory that has none; null when the file system knows no erasure coding.
    /// </summary>
    public string? ErasureCodingPolicy { get; init; }

    /// <summary>The storage types that have a quota here.</summary>
    public IReadOnlyList<StorageTypeQuota> TypeQuotas { get; init; } = [];
}

/// <summary>How much of one kind of storage may be used.</summary>
/// <param name="StorageType">DISK, SSD, ARCHIVE, ….</param>
/// <param name="Quota">Bytes; -1 for none.</param>
/// <param name="Consumed">Bytes.</param>
public sealed record StorageTypeQuota(string StorageType, long Quota, long Consumed);

/// <summary>What a user may want to do with a path. The values are those of permission bits and on the wire.</summary>
[Flags]
public enum FileActions
{
    None = 0,
    Execute = 1,
    Write = 2,
    Read = 4,
}

/// <summary>A checksum of a whole file.</summary>
public sealed record FileChecksum(string Algorithm, ReadOnlyMemory<byte> Bytes);

/// <summary>Bytes of the whole file system.</summary>
public sealed record FileSystemStatus(long Capacity, long Used, long Remaining);
