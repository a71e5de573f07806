using System.Globalization;
using Hathi.Base;
using Hathi.Hadoop.Keys;
using Hathi.Hdfs.Client;
using Hathi.Hdfs.Protocol;

namespace Hathi.Cli.Dfs.Kit;

/// <summary>
/// The trash of one user in one file system: <c>/user/ada/.Trash/Current</c> holds what was deleted under its old path; now and then
/// Current becomes a checkpoint named after the time (yyMMddHHmmss), and checkpoints older than fs.trash.interval are deleted. Source:
/// Apache <c>TrashPolicyDefault</c>.
/// </summary>
internal sealed class Trash
{
    /// <summary>Permissions of directories in the trash: nobody else's business.</summary>
    private const int DirectoryMode = 0b111_000_000;

    private const int MoveAttempts = 2;

    private readonly Shell _shell;
    private readonly FileSystem _fileSystem;
    private readonly TimeSpan _interval;

    private Trash(Shell shell, FileSystem fileSystem, TimeSpan interval)
    {
        _shell = shell;
        _fileSystem = fileSystem;
        _interval = interval;
        Root = HdfsPath.Join(HomeOf(fileSystem), TrashNames.Root);
    }

    /// <summary>Absolute.</summary>
    public string Root { get; }

    private string Current => $"{Root}/{TrashNames.Current}";

    /// <summary>The trash as server and settings want it; the server's interval wins when it has one.</summary>
    public static async ValueTask<Trash> OfAsync(Shell shell, FileSystem fileSystem)
    {
        var defaults = fileSystem is HdfsFileSystem hdfs
            ? await hdfs.Admin.GetServerDefaultsAsync(shell.Cancellation).ConfigureAwait(false)
            : null;
        var interval = defaults is { TrashIntervalMinutes: not 0 }
            ? TimeSpan.FromMinutes(defaults.TrashIntervalMinutes)
            : Configured(shell);
        return new Trash(shell, fileSystem, interval);
    }

    /// <summary>Moves a path into the trash.</summary>
    /// <returns>False when there is no trash, or the path is in it already: it is to be deleted.</returns>
    /// <exception cref="IOException">It cannot be moved.</exception>
    public async ValueTask<bool> MoveAsync(PathItem item)
    {
        if (_interval <= TimeSpan.Zero || IsIn(item.Path, Root))
        {
            return false;
        }

        if (IsIn(Root, item.Path))
        {
            throw new RefusedException($"Cannot move \"{item.FullPath}\" to the trash, as it contains the trash");
        }

        var target = "";
        Exception? cause = null;
        for (var attempt = 0; attempt < MoveAttempts; attempt++)
        {
            // Each time: what is in the trash may become a checkpoint in between.
            target = await PlaceAsync(item.Path).ConfigureAwait(false);
            try
            {
                var free = await FreeNameAsync(target).ConfigureAwait(false);
                await _fileSystem.RenameAsync(item.Path, free, overwrite: false, _shell.Cancellation).ConfigureAwait(false);
                _shell.Streams.ErrorLine($"Moved: '{item.FullPath}' to trash at: {PathItem.Qualify(_fileSystem, free)}");
                return true;
            }
            catch (IOException e)
            {
                cause = e;
            }
        }

        throw new EnvironmentException($"Failed to move {item.FullPath} to trash {PathItem.Qualify(_fileSystem, target)}", cause);
    }

    /// <summary>Makes what is in the trash a checkpoint.</summary>
    public async ValueTask CheckpointAsync(DateTimeOffset now)
    {
        if (await _fileSystem.GetFileStatusAsync(Current, _shell.Cancellation).ConfigureAwait(false) is null)
        {
            return;
        }

        for (var attempt = 0; attempt <= TrashNames.MostCheckpointsASecond; attempt++)
        {
            try
            {
                var target = $"{Root}/{TrashNames.Checkpoint(now, attempt)}";
                await _fileSystem.RenameAsync(Current, target, overwrite: false, _shell.Cancellation).ConfigureAwait(false);
                return;
            }
            catch (FileAlreadyExistsException)
            {
                // Another checkpoint of this second.
            }
        }

        throw new EnvironmentException($"Failed to checkpoint trash: {Root}/{TrashNames.Checkpoint(now, 0)}");
    }

    /// <summary>Deletes the checkpoints that are old enough, or all.</summary>
    public async ValueTask DeleteCheckpointsAsync(DateTimeOffset now, bool all)
    {
        var entries = new List<FileStatus>();
        try
        {
            await foreach (var entry in _fileSystem.ListAsync(Root, _shell.Cancellation).ConfigureAwait(false))
            {
                entries.Add(entry);
            }
        }
        catch (FileNotFoundException)
        {
            return;
        }

        foreach (var entry in entries)
        {
            if (entry.Path != Current && (IsOld(entry.Name, now, all) ?? IsRubbish(entry.Path)))
            {
                await _fileSystem.DeleteAsync(entry.Path, recursive: true, _shell.Cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Whether a path is a directory or below it: not merely one that begins alike.</summary>
    private static bool IsIn(string path, string directory) =>
        path == directory || path.StartsWith(directory.EndsWith('/') ? directory : directory + "/", StringComparison.Ordinal);

    /// <summary>Null when the name is none of a checkpoint.</summary>
    private bool? IsOld(string name, DateTimeOffset now, bool all) =>
        TrashNames.TryParse(name, out var made) ? all || now - _interval > made : null;

    private bool IsRubbish(string path)
    {
        var delete = _shell.Configuration.Get(HdfsKeys.TrashCleansStrangers);
        _shell.Streams.ErrorLine($"Unexpected item in trash: {path}. {(delete ? "Deleting" : "Ignoring")}.");
        return delete;
    }

    /// <summary>Makes the directory in the trash that a path's parent is there; a file in the way is gone around.</summary>
    private async ValueTask<string> PlaceAsync(string path)
    {
        var directory = Current + (HdfsPath.Parent(path) is { Length: > 1 } parent ? parent : "");
        while (true)
        {
            try
            {
                await _fileSystem.MakeDirectoryAsync(directory, DirectoryMode, _shell.Cancellation).ConfigureAwait(false);
                return $"{directory}/{HdfsPath.Name(path)}";
            }
            catch (Exception e) when (e is FileAlreadyExistsException or HdfsException { JavaClass: JavaExceptions.ParentNotDirectory })
            {
                var inTheWay = directory;
                while (await _fileSystem.GetFileStatusAsync(inTheWay, _shell.Cancellation).ConfigureAwait(false) is null)
                {
                    inTheWay = HdfsPath.Parent(inTheWay)!;
                }

                directory = inTheWay + Stamp() + directory[inTheWay.Length..];
            }
        }
    }

    private async ValueTask<string> FreeNameAsync(string path)
    {
        var free = path;
        while (await _fileSystem.GetFileStatusAsync(free, _shell.Cancellation).ConfigureAwait(false) is not null)
        {
            free = path + Stamp();
        }

        return free;
    }

    private static string Stamp() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    // A client takes parts of a minute; a NameNode, for all, does not.
    private static TimeSpan Configured(Shell shell) =>
        TimeSpan.FromMinutes(Math.Max(0, shell.Configuration.GetFloat(HdfsKeys.TrashMinutes.Name, HdfsKeys.TrashMinutes.Default)));

    private static string HomeOf(FileSystem fileSystem) =>
        fileSystem is LocalFileSystem ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) : fileSystem.HomeDirectory;
}
