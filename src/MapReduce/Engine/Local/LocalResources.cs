using System.Globalization;
using Hathi.Base;
using Hathi.Hdfs.Client;
using Hathi.Platform.Archives;

namespace Hathi.MapReduce.Engine;

/// <summary>
/// The files and archives that a job brings along, where its tasks run in this process: copies, with links to them in the working directory
/// while the job runs. Jobs that run at once may share one. Source: <c>LocalDistributedCacheManager</c>.
/// </summary>
internal sealed class LocalResources : IAsyncDisposable
{
    /// <summary>In the names of the directories that copies lie in.</summary>
    private const string DirectoryMark = "-files-";

    private static readonly SemaphoreSlim Gate = new(1);

    /// <summary>Of all jobs of this process, by their paths; used behind the gate.</summary>
    private static readonly Dictionary<string, Link> Links = new(StringComparer.Ordinal);

    private readonly List<Link> _mine = [];

    /// <summary>A name in the working directory.</summary>
    private sealed class Link(string path, string source, string directory)
    {
        internal string Path => path;

        internal string Source => source;

        /// <summary>Where the copy lies, and nothing else.</summary>
        internal string Directory => directory;

        /// <summary>Jobs that use it.</summary>
        internal int Users { get; set; }
    }

    /// <summary>Places all that the job's configuration names.</summary>
    /// <exception cref="IOException">
    /// A file is not there. What is in the working directory already, or cannot be made there, is left and told, as by Apache's.
    /// </exception>
    internal static async Task<LocalResources> PlaceAsync(JobContext job, CancellationToken cancellationToken)
    {
        var placed = new LocalResources();
        try
        {
            await Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                foreach (var (key, isArchive) in CachedFile.Keys)
                {
                    foreach (var named in job.Job.Configuration.GetStrings(key))
                    {
                        await placed.AddAsync(job, CachedFile.Parse(named), isArchive, cancellationToken).ConfigureAwait(false);
                    }
                }
            }
            finally
            {
                Gate.Release();
            }

            return placed;
        }
        catch
        {
            await placed.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Gate.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        foreach (var link in _mine.Where(static l => --l.Users == 0))
        {
            Links.Remove(link.Path);
            Remove(link);
        }

        _mine.Clear();
        Gate.Release();
    }

    private async Task AddAsync(JobContext job, CachedFile file, bool isArchive, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Environment.CurrentDirectory, file.Name);
        var unpacks = isArchive && Unpacking.IsArchive(file.OwnName);
        if (Links.TryGetValue(path, out var link))
        {
            if (link.Source != file.Source)
            {
                Tell(file, path, "another of its name is there");
                return;
            }
        }
        else if (file.LocalPath is { } local && !unpacks && Path.GetFullPath(local) == path)
        {
            return; // It lies where the tasks look for it.
        }
        else
        {
            link = await MakeAsync(job, file, path, unpacks, cancellationToken).ConfigureAwait(false);
            if (link is null)
            {
                return;
            }
        }

        link.Users++;
        _mine.Add(link);
    }

    private static async Task<Link?> MakeAsync(
        JobContext job, CachedFile file, string path, bool unpacks, CancellationToken cancellationToken)
    {
        if (IsThere(path))
        {
            // Or it is there by another way that leads to this directory.
            await RequireAsync(job, file, cancellationToken).ConfigureAwait(false);
            Tell(file, path, "it is there already");
            return null;
        }

        var number = Links.Count.ToString(CultureInfo.InvariantCulture);
        var link = new Link(
            path, file.Source, Path.Combine(job.Parts.Settings.LocalDirectories[0], $"{job.Id}{DirectoryMark}{Guid.NewGuid():N}", number));
        try
        {
            MakePrivate(Path.GetDirectoryName(link.Directory)!);
            Directory.CreateDirectory(link.Directory);
            var copy = Path.GetFullPath(Path.Combine(link.Directory, file.OwnName));
            await CopyAsync(job, file, copy, cancellationToken).ConfigureAwait(false);
            if (unpacks)
            {
                var unpacked = Path.Combine(Path.GetFullPath(link.Directory), "unpacked");
                await Task.Run(() => Unpacking.All(copy, unpacked), cancellationToken).ConfigureAwait(false);
                copy = unpacked;
            }

            if (!TryLink(job.Parts.Settings.LocalDirectories, file, path, copy))
            {
                Remove(link);
                return null;
            }

            Links.Add(path, link);
            return link;
        }
        catch
        {
            Remove(link);
            throw;
        }
    }

    // A link to nowhere exists for .NET.
    private static bool IsThere(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.LinkTarget is null
                ? Path.Exists(path)
                : file.ResolveLinkTarget(returnFinalTarget: true) is { } target && Path.Exists(target.FullName);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            return true; // a circle of links, or nothing that may be looked at
        }
    }

    private static void MakePrivate(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static bool TryLink(IReadOnlyList<string> localDirectories, CachedFile file, string path, string copy)
    {
        try
        {
            if (new FileInfo(path).LinkTarget is { } target
                && localDirectories.Any(d => IsOfAJob(target, Path.TrimEndingDirectorySeparator(Path.GetFullPath(d)))))
            {
                File.Delete(path); // to nowhere: a job that was killed has left it
            }

            File.CreateSymbolicLink(path, copy);
            return true;
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            Tell(file, path, e.Message);
            return false;
        }
    }

    // DIRECTORY/job_…-files-…/N/NAME, as links of this class lead to.
    private static bool IsOfAJob(string target, string directory) => target.StartsWith(
        directory + Path.DirectorySeparatorChar, StringComparison.Ordinal)
        && target[(directory.Length + 1)..].Split(Path.DirectorySeparatorChar)[0].Contains(DirectoryMark, StringComparison.Ordinal);

    private static async Task<QualifiedPath> RequireAsync(JobContext job, CachedFile file, CancellationToken cancellationToken)
    {
        var from = job.FileSystems.Resolve(file.Qualified);
        return await from.FileSystem.GetFileStatusAsync(from.Path, cancellationToken).ConfigureAwait(false) is null
            ? throw file.Missing(from)
            : from;
    }

    private static async Task CopyAsync(JobContext job, CachedFile file, string copy, CancellationToken cancellationToken)
    {
        var from = await RequireAsync(job, file, cancellationToken).ConfigureAwait(false);
        var source = await from.FileSystem.OpenReadAsync(from.Path, cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            var target = new FileStream(copy, FileMode.CreateNew, FileAccess.Write);
            await using (target.ConfigureAwait(false))
            {
                await StreamCopy.CopyAsync(source, target, progress: null, cancellationToken).ConfigureAwait(false);
            }
        }

        if (!OperatingSystem.IsWindows())
        {
            // A program may be among them, and a secret.
            File.SetUnixFileMode(copy, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    private static void Remove(Link link)
    {
        try
        {
            if (new FileInfo(link.Path).LinkTarget is { } target
                && target.StartsWith(Path.GetFullPath(link.Directory), StringComparison.Ordinal))
            {
                File.Delete(link.Path);
            }

            Directory.Delete(Path.GetDirectoryName(link.Directory)!, recursive: true);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            // It stays: it costs room, and the next job of that name is told that it is there.
        }
    }

    // Source: LocalDistributedCacheManager.symlink, which leaves what is there and goes on.
    private static void Tell(CachedFile file, string path, string why) =>
        Console.Error.WriteLine($"{file.Source} is not linked as {path}: {why}. Tasks find under that name what is there; "
            + $"another name is given by {file.Source}#NAME.");
}
