using System.Runtime.CompilerServices;
using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client.Local;
using Hathi.Platform.Native;

namespace Hathi.Hdfs.Client;

/// <summary>
/// The machine's own files as <c>file:///</c>. Owner, group and mode are what the machine says; replication is 1 and checksum
/// files beside the data are written when asked for, never read, and go when what they stand for changes.
/// </summary>
public sealed class LocalFileSystem(Configuration configuration) : FileSystem
{
    private const int WriteBuffer = 1 << 16;
    private readonly long _blockSize = configuration.Get(Hadoop.Keys.ClientKeys.LocalBlockSize);

    public override Uri Uri { get; } = new("file:///");
    public override string HomeDirectory => Environment.CurrentDirectory;

    public override ValueTask<FileStatus?> GetFileStatusAsync(string path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Find(path));
    }

    public override async IAsyncEnumerable<FileStatus> ListAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var status = Require(path);
        if (!status.IsDirectory)
        {
            yield return status;
            yield break;
        }

        await ValueTask.CompletedTask.ConfigureAwait(false);
        var names = Guard(path, () => Directory.GetFileSystemEntries(path)).Select(HdfsPath.Name).Order(Utf8Order.Instance);
        foreach (var name in names)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // What vanished meanwhile, and links to nowhere, are left out.
            if (Find(HdfsPath.Join(path, "./" + name)) is { } child)
            {
                yield return child;
            }
        }
    }

    /// <summary>
    /// What <see cref="ListAsync"/> leaves out of a directory, with the reason: links to nowhere, and names that are no UTF-8, which this
    /// program cannot say. Who copies a directory for good has to hear of them.
    /// </summary>
    public IReadOnlyList<(string Name, string Reason)> LeftOut(string path)
    {
        var left = new List<(string, string)>();
        foreach (var entry in Guard(path, () => new DirectoryInfo(path).GetFileSystemInfos()))
        {
            if (Find(HdfsPath.Join(path, "./" + entry.Name)) is null)
            {
                // Unless it was there under this name it vanished between two looks; a character stands for each byte that is none.
                var reason = entry.LinkTarget is { } target
                    ? $"Link to nowhere ({target})"
                    : entry.Name.Contains('\uFFFD', StringComparison.Ordinal) ? "Name is not UTF-8"
                    : null;
                if (reason is not null)
                {
                    left.Add((entry.Name, reason));
                }
            }
        }

        return left;
    }

    public override ValueTask<FileReadStream> OpenReadAsync(string path, bool verifyChecksums, CancellationToken cancellationToken)
    {
        RequireFile(path);
        var handle = Guard(path, () => File.OpenHandle(
            path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete,
            FileOptions.Asynchronous | FileOptions.SequentialScan));
        return ValueTask.FromResult<FileReadStream>(LocalPipeStream.Is(handle) ? new LocalPipeStream(handle) : new LocalReadStream(handle));
    }

    public override ValueTask<FileWriteStream> CreateAsync(string path, CreateOptions options, CancellationToken cancellationToken)
    {
        var there = Find(path);
        if (there is { IsDirectory: true })
        {
            throw new FileAlreadyExistsException($"{path} already exists as a directory", null);
        }

        if (there is not null && !options.Overwrite)
        {
            throw new FileAlreadyExistsException($"File already exists: {path}", null);
        }

        if (options.CreateParents && HdfsPath.Parent(path) is { } parent)
        {
            Guard(parent, () => Directory.CreateDirectory(parent));
        }

        Guard(path, () => ChecksumFile.Remove(path));
        var stream = Open(path, options.Overwrite ? FileMode.Create : FileMode.CreateNew);
        if (options.Mode is { } mode)
        {
            Guard(path, () => UnixModes.Set(stream.SafeFileHandle, mode));
        }

        var written = new LocalWriteStream(stream);
        return ValueTask.FromResult<FileWriteStream>(
            options.WriteChecksums ? new ChecksumFile(written, Open(ChecksumFile.PathOf(path), FileMode.Create)) : written);
    }

    public override ValueTask<FileWriteStream> AppendAsync(string path, bool newBlock, CancellationToken cancellationToken)
    {
        RequireFile(path);
        Guard(path, () => ChecksumFile.Remove(path));
        return ValueTask.FromResult<FileWriteStream>(new LocalWriteStream(Open(path, FileMode.Append)));
    }

    public override ValueTask MakeDirectoryAsync(string path, int? mode, CancellationToken cancellationToken)
    {
        if (Find(path) is { IsDirectory: false })
        {
            throw new FileAlreadyExistsException($"Path is not a directory: {path}", null);
        }

        if (mode is null)
        {
            Guard(path, () => Directory.CreateDirectory(path));
        }
        else
        {
            Guard(path, () => UnixModes.CreateDirectory(path, mode.Value));
        }

        return ValueTask.CompletedTask;
    }

    public override ValueTask<bool> RenameAsync(string source, string target, CancellationToken cancellationToken)
    {
        if (Find(source) is not { } from)
        {
            return ValueTask.FromResult(false);
        }

        if (Find(target) is { IsDirectory: true })
        {
            target = HdfsPath.Join(target, "./" + HdfsPath.Name(source));
        }

        if (Find(target) is not null || Find(HdfsPath.Parent(target) ?? "/") is not { IsDirectory: true } || IsBelow(target, source))
        {
            return ValueTask.FromResult(false);
        }

        Move(from, source, target);
        return ValueTask.FromResult(true);
    }

    /// <summary>What is replaced is there until the moment in which the new one is: nobody sees neither.</summary>
    public override ValueTask RenameAsync(string source, string target, bool overwrite, CancellationToken cancellationToken)
    {
        var from = Require(source);
        if (IsBelow(target, source))
        {
            throw HdfsException.Of($"Rename destination {target} is a directory or file under source {source}");
        }

        Require(HdfsPath.Parent(target) ?? "/");
        if (Find(target) is { } there)
        {
            if (!overwrite)
            {
                throw new FileAlreadyExistsException($"rename destination {target} already exists", null);
            }

            if (there.IsDirectory != from.IsDirectory)
            {
                throw HdfsException.Of($"Source {source} and destination {target} must both be files or both be directories");
            }

            if (there.IsSpecial)
            {
                throw HdfsException.Of($"rename destination {target} is a device, pipe or socket, which a rename would destroy");
            }

            ChecksumFile.Move(source, target, () => LocalRename.Over(source, target));
            return ValueTask.CompletedTask;
        }

        Move(from, source, target);
        return ValueTask.CompletedTask;
    }

    public override ValueTask<bool> DeleteAsync(string path, bool recursive, CancellationToken cancellationToken)
    {
        if (new FileInfo(path).LinkTarget is null && Find(path) is { IsDirectory: true })
        {
            if (!recursive && Guard(path, () => Directory.EnumerateFileSystemEntries(path).Any()))
            {
                throw HdfsException.Of($"Directory {path} is not empty");
            }

            Guard(path, () => Directory.Delete(path, recursive)); // what comes into it between the two stays
            return ValueTask.FromResult(true);
        }

        if (Find(path) is null && new FileInfo(path).LinkTarget is null)
        {
            return ValueTask.FromResult(false);
        }

        Guard(path, () => File.Delete(path));
        Guard(path, () => ChecksumFile.Remove(path));
        return ValueTask.FromResult(true);
    }

    public override ValueTask<bool> IsAllowedAsync(string path, FileActions actions, CancellationToken cancellationToken) =>
        ValueTask.FromResult(FileCalls.IsAllowed(path, (int)actions));

    public override ValueTask SetPermissionAsync(string path, int mode, CancellationToken cancellationToken)
    {
        Require(path);
        Guard(path, () => UnixModes.Set(path, mode));
        return ValueTask.CompletedTask;
    }

    public override ValueTask SetOwnerAsync(string path, string? owner, string? group, CancellationToken cancellationToken)
    {
        Require(path);
        LocalOwner.Change(path, owner, group);
        return ValueTask.CompletedTask;
    }

    public override ValueTask SetTimesAsync(string path, long modificationTime, long accessTime, CancellationToken cancellationToken)
    {
        Require(path);
        if (modificationTime >= 0)
        {
            Guard(path, () => File.SetLastWriteTimeUtc(path, UnixTimes.At(modificationTime).UtcDateTime));
        }

        if (accessTime >= 0)
        {
            Guard(path, () => File.SetLastAccessTimeUtc(path, UnixTimes.At(accessTime).UtcDateTime));
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>There is one copy, whatever is asked: true when there is such a file.</summary>
    public override ValueTask<bool> SetReplicationAsync(string path, short replication, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Find(path) is { IsDirectory: false });

    public override ValueTask<IReadOnlyList<BlockLocation>> GetBlockLocationsAsync(
        string path, long offset, long length, CancellationToken cancellationToken)
    {
        var status = RequireFile(path);
        IReadOnlyList<BlockLocation> all = offset >= status.Length
            ? []
            : [new BlockLocation(0, status.Length, ["localhost"], ["localhost:9866"], ["/default-rack"], false)];
        return ValueTask.FromResult(all);
    }

    public override ValueTask<ContentSummary> GetContentSummaryAsync(string path, CancellationToken cancellationToken)
    {
        long length = 0, files = 0, directories = 0;
        var open = new Stack<FileStatus>([Require(path)]);
        while (open.TryPop(out var status))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!status.IsDirectory)
            {
                length += status.Length;
                files++;
                continue;
            }

            directories++;
            foreach (var entry in Guard(status.Path, () => new DirectoryInfo(status.Path).GetFileSystemInfos()))
            {
                // A link to a directory could lead back up.
                if ((entry.LinkTarget is null || entry is FileInfo) && Find(entry.FullName) is { } child)
                {
                    open.Push(child);
                }
            }
        }

        return ValueTask.FromResult(new ContentSummary(length, files, directories, length, -1, -1));
    }

    /// <summary>Always null: a local file has no stored checksums.</summary>
    public override ValueTask<FileChecksum?> GetFileChecksumAsync(string path, CancellationToken cancellationToken)
    {
        RequireFile(path);
        return ValueTask.FromResult<FileChecksum?>(null);
    }

    public override ValueTask<FileSystemStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        var drive = new DriveInfo("/");
        return ValueTask.FromResult(
            new FileSystemStatus(drive.TotalSize, drive.TotalSize - drive.TotalFreeSpace, drive.AvailableFreeSpace));
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private FileStatus? Find(string path)
    {
        switch (StatCalls.Path(path, out var stat))
        {
            case 0:
                break;
            case ErrorNumber.NoEntry or ErrorNumber.NotDirectory:
            case var error when error == ErrorNumber.Loop: // a link that leads to itself leads nowhere
                return null;
            case ErrorNumber.AccessDenied:
                throw new AccessControlException($"Permission denied: {path}", null);
            case var other:
                throw new EnvironmentException($"{path}: the file system answers with error {other}");
        }

        return new FileStatus(
            path,
            stat.IsDirectory,
            stat.IsDirectory ? 0 : stat.Length,
            (short)(stat.IsDirectory ? 0 : 1),
            stat.IsDirectory ? 0 : _blockSize,
            stat.ModifiedMilliseconds,
            stat.AccessedMilliseconds,
            UserNames.User(stat.User),
            UserNames.Group(stat.Group),
            stat.Permission,
            -1,
            0)
        {
            IsSpecial = stat.IsSpecial,
        };
    }

    private FileStatus Require(string path) => Find(path) ?? throw new FileNotFoundException($"File {path} does not exist", path);

    private FileStatus RequireFile(string path) =>
        Require(path) is { IsDirectory: false } file ? file : throw HdfsException.Of($"{path} (Is a directory)");

    private static FileStream Open(string path, FileMode mode) =>
        Guard(path, () => new FileStream(path, mode, FileAccess.Write, FileShare.ReadWrite, WriteBuffer, FileOptions.Asynchronous));

    private static void Move(FileStatus from, string source, string target)
    {
        if (from.IsDirectory)
        {
            Guard(source, () => Directory.Move(source, target));
        }
        else
        {
            Guard(source, () => ChecksumFile.Move(source, target, () => File.Move(source, target, overwrite: false)));
        }
    }

    private static bool IsBelow(string path, string ancestor) =>
        path == ancestor || path.StartsWith(ancestor.TrimEnd('/') + "/", StringComparison.Ordinal);

    private static void Guard(string path, Action action) => Guard(path, () =>
    {
        action();
        return true;
    });

    /// <summary>What the environment says, in the types that callers of a <see cref="FileSystem"/> expect.</summary>
    private static T Guard<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new AccessControlException($"Permission denied: {path}", e);
        }
        catch (DirectoryNotFoundException e)
        {
            throw new FileNotFoundException($"File {path} does not exist: a parent directory is missing", path, e);
        }
    }
}
