using System.Globalization;
using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Client;
using Hathi.Platform.Archives;
using Hathi.Platform.Disk;
using Hathi.Yarn.NodeManager.Mapping;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Localize;

/// <summary>
/// Brings one resource to this node: checks that it is what was meant (time stamp, size, and for public ones that everybody may read it),
/// copies, unpacks, takes write permission away. Source: FSDownload.
/// </summary>
internal sealed class ResourceFetch(FileSystemPool fileSystems, IClock clock)
{
    private const int CopyBytes = 256 * 1024;
    private const int OthersRead = 4;
    private const int OthersExecute = 1;

    /// <summary>Fetches into <paramref name="directory"/>, which is made; gives up when the watch does.</summary>
    /// <returns>The path of the file or the unpacked directory, and the bytes of its files as they lie here.</returns>
    /// <exception cref="LocalizationException">It is not there, not what was meant, or cannot be read or stored.</exception>
    internal async Task<(string Path, long Bytes)> FetchAsync(LocalResourceProto resource, string user, string directory, FetchWatch watch)
    {
        var cancellationToken = watch.Token;
        var url = RequestResources.Url(resource.Resource);
        try
        {
            var path = HdfsPath.Parse(url);
            var use = await fileSystems.TakeAsync(path.FileSystemUri, user).ConfigureAwait(false);
            await using var used = use.ConfigureAwait(false);
            var fileSystem = use.Files;
            var source = path.Absolute("/");
            var status = await fileSystem.GetFileStatusAsync(source, cancellationToken).ConfigureAwait(false)
                ?? throw new LocalizationException($"File does not exist: {url}", null);
            Check(resource, url, status);
            if (RequestResources.Visibility(resource) == LocalResourceVisibilityProto.Public)
            {
                await DemandPublicAsync(fileSystem, source, status, url, cancellationToken).ConfigureAwait(false);
            }

            var name = HdfsPath.Name(source);
            if (name is "" or "..")
            {
                throw new LocalizationException($"Resource {url} has no name: it would be stored outside of its directory.", null);
            }

            var target = Path.Join(directory, name);
            await Task.Run(() => Directory.CreateDirectory(directory), cancellationToken).ConfigureAwait(false);
            await CopyAsync(fileSystem, status, source, target, watch).ConfigureAwait(false);
            watch.CameAll();
            var bytes = await Task.Run(() => Arrange(resource, target), cancellationToken).ConfigureAwait(false);
            return (target, bytes);
        }
        catch (Exception e) when (DiskFaults.Is(e)
            || e is HdfsException or RpcRemoteException or ConfigurationException or ArgumentException or NotSupportedException
                or InvalidDataException or FormatException)
        {
            throw new LocalizationException($"{url} cannot be localised: {e.Message}", e);
        }
    }

    private void Check(LocalResourceProto resource, string url, FileStatus status)
    {
        if (status.ModificationTime != RequestResources.TimeStamp(resource))
        {
            throw new LocalizationException(
                $"Resource {url} changed on src filesystem - expected: \"{Iso(RequestResources.TimeStamp(resource))}\", was: "
                + $"\"{Iso(status.ModificationTime)}\", current time: \"{Iso(clock.Read().WallMilliseconds)}\"",
                null);
        }

        var size = RequestResources.Size(resource);
        if (!status.IsDirectory && size > 0 && status.Length != size)
        {
            throw new LocalizationException(
                $"Resource {url} has {status.Length} bytes on its file system, {size} were announced: it is not what was submitted.", null);
        }
    }

    // Source: FSDownload.isPublic: readable by all, below directories that all may pass.
    private static async Task DemandPublicAsync(
        FileSystem fileSystem, string path, FileStatus status, string url, CancellationToken cancellationToken)
    {
        if (fileSystem.Uri.Scheme == "file")
        {
            return;
        }

        var isPublic = (status.Mode & OthersRead) != 0 && (!status.IsDirectory || (status.Mode & OthersExecute) != 0);
        for (var parent = HdfsPath.Parent(path); isPublic && parent is not null; parent = HdfsPath.Parent(parent))
        {
            isPublic = await fileSystem.GetFileStatusAsync(parent, cancellationToken).ConfigureAwait(false) is { } directory
                && (directory.Mode & OthersExecute) != 0;
        }

        if (!isPublic)
        {
            throw new LocalizationException(
                $"Resource {url} is not publicly accessible and as such cannot be part of the public cache.", null);
        }
    }

    private static async Task CopyAsync(FileSystem fileSystem, FileStatus status, string source, string target, FetchWatch watch)
    {
        var cancellationToken = watch.Token;
        if (!status.IsDirectory)
        {
            var from = await OpenAsync(fileSystem, source, cancellationToken).ConfigureAwait(false);
            await using (from.ConfigureAwait(false))
            {
                await StoreAsync(from, target, status.Length, watch).ConfigureAwait(false);
            }

            watch.CameWhole();
            return;
        }

        await Task.Run(() => Directory.CreateDirectory(target), cancellationToken).ConfigureAwait(false);
        await foreach (var child in fileSystem.ListAsync(source, cancellationToken).ConfigureAwait(false))
        {
            watch.CameWhole();
            await CopyAsync(fileSystem, child, child.Path, Path.Join(target, child.Name), watch).ConfigureAwait(false);
        }
    }

    // Of this machine a file alone is a resource: a pipe or a device may never end, and nothing ends the wait for it.
    private static async ValueTask<Stream> OpenAsync(FileSystem fileSystem, string source, CancellationToken cancellationToken) =>
        fileSystem.Uri.Scheme == "file"
            ? await Task.Run(
                () => new FileStream(RegularFile.Open(source), FileAccess.Read, bufferSize: 0), cancellationToken).ConfigureAwait(false)
            : await fileSystem.OpenReadAsync(source, cancellationToken).ConfigureAwait(false);

    // What is read from a DataNode goes on where its socket is waited for (docs/adr/0004), and a disk may take long: files are opened,
    // written and closed elsewhere.
    internal static async Task StoreAsync(Stream from, string target, long length, FetchWatch watch)
    {
        var cancellationToken = watch.Token;
        var buffer = BoundedPool<byte>.Rent(CopyBytes);
        var to = await Task.Run(
            () => File.OpenHandle(target, FileMode.CreateNew, FileAccess.Write, FileShare.None), cancellationToken).ConfigureAwait(false);
        try
        {
            var at = 0L;
            while (await from.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var count and > 0)
            {
                if (count > length - at)
                {
                    throw new RefusedException(
                        $"its file system said that it has {length} bytes, and gives more: it is not what was submitted.");
                }

                var offset = at;
                await Task.Run(() => RandomAccess.Write(to, buffer.AsSpan(0, count), offset), cancellationToken).ConfigureAwait(false);
                at += count;
                watch.Came(count);
            }
        }
        finally
        {
            await Task.Run(to.Dispose, CancellationToken.None).ConfigureAwait(false);
            BoundedPool<byte>.Return(buffer);
        }
    }

    private static long Arrange(LocalResourceProto resource, string target)
    {
        var packed = RequestResources.Type(resource) switch
        {
            LocalResourceTypeProto.Archive => Unpacking.IsArchive(target),
            LocalResourceTypeProto.Pattern => Unpacking.IsArchive(target),
            _ => false,
        };
        if (packed)
        {
            Unpack(resource, target);
        }

        return Protect(target, RequestResources.Visibility(resource) == LocalResourceVisibilityProto.Public);
    }

    // The directory gets the archive's name; of a pattern's jar the jar itself stays in it.
    private static void Unpack(LocalResourceProto resource, string target)
    {
        var archive = Path.Join(Path.GetDirectoryName(target), "." + Path.GetFileName(target));
        File.Move(target, archive);
        Directory.CreateDirectory(target);
        if (RequestResources.Type(resource) == LocalResourceTypeProto.Pattern && Unpacking.IsZip(target))
        {
            Unpacking.Matching(archive, target, RequestResources.Pattern(resource));
            File.Move(archive, Path.Join(target, Path.GetFileName(target)));
            return;
        }

        Unpacking.All(archive, target);
        File.Delete(archive);
    }

    // The bytes of the files, without what links lead to. Source: FileUtil.getDU.
    private static long Protect(string path, bool everybody)
    {
        const UnixFileMode Read = UnixFileMode.UserRead | UnixFileMode.UserExecute;
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        var mode = everybody ? Read | Others : Read;
        if (File.Exists(path))
        {
            SetMode(path, mode);
            return new FileInfo(path).Length;
        }

        SetMode(path, mode | UnixFileMode.UserWrite);
        var bytes = 0L;
        foreach (var entry in new DirectoryInfo(path).EnumerateFileSystemInfos())
        {
            if (entry.LinkTarget is null)
            {
                bytes += Protect(entry.FullName, everybody);
            }
        }

        return bytes;
    }

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    private static string Iso(long milliseconds) =>
        UnixTimes.At(milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
}
