using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Client;
using Hathi.Platform;
using Hathi.Platform.Disk;
using Hathi.Yarn.Client.Logs;
using Hathi.Yarn.NodeManager.Events;
using Hathi.Yarn.NodeManager.Localize;
using Hathi.Yarn.NodeManager.Mapping;
using Hathi.Yarn.NodeManager.Options;
using Hathi.Yarn.NodeManager.State;
using Hathi.Yarn.NodeManager.Storage;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager.Logs;

/// <summary>
/// Moves the logs of an ended application into the cluster's file system, as its user, in one file. What cannot be moved stays on the node.
/// Source: AppLogAggregatorImpl, LogAggregationTFileController.
/// </summary>
internal sealed class LogAggregator(
    LogAggregationOptions options, NodeDirectories directories, NodeIdentity identity, FileSystemPool fileSystems, LogReports reports,
    DirectoryRemover remover, string user, TimeProvider time, ILogger log)
    : ILogSink, IDisposable
{
    private const int RootMode = 0x3ff; // 1777
    private const int DirectoryMode = 0x1f8; // 770
    private const int FileMode = 0x1a0; // 640

    /// <summary>Uploads at once: many applications may end together.</summary>
    private const int AtOnce = 4;

    /// <summary>Attempts of one upload, and the pauses between them: about a minute in which a NameNode may restart.</summary>
    private const int Attempts = 5;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);

    private readonly AggregatedLogPaths _paths = new(options.RemoteRoot.TrimEnd('/'), options.Suffix);
    private readonly SemaphoreSlim _turns = new(AtOnce);

    // The token outlives its source: uploads are under way when the node ends.
    private readonly (CancellationTokenSource Source, CancellationToken Token) _ending = NewSource();

    public async Task TakeAsync(Application application)
    {
        await _turns.WaitAsync().ConfigureAwait(false);
        try
        {
            await TryAsync(application).ConfigureAwait(false);
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>The node ends: nothing is tried again.</summary>
    public void Dispose()
    {
        if (!_ending.Token.IsCancellationRequested)
        {
            _ending.Source.Cancel();
            _ending.Source.Dispose();
        }
    }

    private static (CancellationTokenSource Source, CancellationToken Token) NewSource()
    {
        var source = new CancellationTokenSource();
        return (source, source.Token);
    }

    private async Task TryAsync(Application application)
    {
        var pause = FirstPause;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var seen = await UploadAsync(application, isLast: attempt == Attempts).ConfigureAwait(false);
                var left = directories.ReadableLogs.Except(seen, StringComparer.Ordinal).ToList();
                reports.Add(
                    application.Id,
                    left.Count == 0 ? LogAggregationStatusProto.LogSucceeded : LogAggregationStatusProto.LogFailed,
                    left.Count == 0 ? "" : $"Logs in {string.Join(", ", left)} were not moved: the disk does not answer.");
                foreach (var directory in seen)
                {
                    remover.Remove(Path.Join(directory, application.Text));
                }

                return;
            }
            catch (ObjectDisposedException e)
            {
                throw new OperationCanceledException("The node's file systems are closed: it ends.", e);
            }
            catch (Exception e) when (DiskFaults.Is(e) || e is HdfsException or RpcRemoteException or ConfigurationException)
            {
                log.LogsNotMoved(application.Text, _paths.Application(application.User, application.Id), attempt, Attempts, e.Message);
                if (attempt == Attempts)
                {
                    await StaleLogs.StayAsync(directories, application.Text).ConfigureAwait(false);
                    reports.Add(application.Id, LogAggregationStatusProto.LogFailed, e.Message);
                    return;
                }
            }

            await Task.Delay(pause, time, _ending.Token).ConfigureAwait(false);
            pause *= 2;
        }
    }

    // Returns the log directories that were looked at. What lies on a disk that is away stays there, for when it is back.
    private async Task<IReadOnlyList<string>> UploadAsync(Application application, bool isLast)
    {
        var (files, seen) = await FilesAsync(application, isLast).ConfigureAwait(false);
        if (files.Count == 0)
        {
            return seen;
        }

        await MakeRootAsync().ConfigureAwait(false);
        var use = await fileSystems.TakeAsync(null, application.User).ConfigureAwait(false);
        await using var used = use.ConfigureAwait(false);
        var fileSystem = use.Files;
        await MakeAsync(fileSystem, _paths.User(application.User)).ConfigureAwait(false);
        await MakeAsync(fileSystem, _paths.UserLogs(application.User)).ConfigureAwait(false);
        await MakeAsync(fileSystem, _paths.Bucket(application.User, application.Id)).ConfigureAwait(false);
        await MakeAsync(fileSystem, _paths.Application(application.User, application.Id)).ConfigureAwait(false);
        var target = _paths.Node(application.User, application.Id, identity.Id);
        var temporary = target + AggregatedLogPaths.Unfinished;
        var output = await fileSystem.CreateAsync(
            temporary, new CreateOptions { Overwrite = true, Mode = FileMode }, CancellationToken.None).ConfigureAwait(false);
        await using (output.ConfigureAwait(false))
        {
            var writer = await AggregatedLogWriter.BeginAsync(
                output, options.Compress, application.User, AccessLists(application), CancellationToken.None).ConfigureAwait(false);
            foreach (var (container, root, paths) in files)
            {
                await writer.AddContainerAsync(container, root, paths, CancellationToken.None).ConfigureAwait(false);
            }

            await writer.CloseAsync(CancellationToken.None).ConfigureAwait(false);
        }

        await fileSystem.RenameAsync(temporary, target, overwrite: true, CancellationToken.None).ConfigureAwait(false);
        return seen;
    }

    private async Task MakeRootAsync()
    {
        var use = await fileSystems.TakeAsync(null, user).ConfigureAwait(false);
        await using var used = use.ConfigureAwait(false);
        var fileSystem = use.Files;
        if (await fileSystem.GetFileStatusAsync(_paths.Root, CancellationToken.None).ConfigureAwait(false) is null)
        {
            await fileSystem.MakeDirectoryAsync(_paths.Root, RootMode, CancellationToken.None).ConfigureAwait(false);
            await fileSystem.SetPermissionAsync(_paths.Root, RootMode, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static async Task MakeAsync(FileSystem fileSystem, string directory)
    {
        if (await fileSystem.GetFileStatusAsync(directory, CancellationToken.None).ConfigureAwait(false) is null)
        {
            await fileSystem.MakeDirectoryAsync(directory, DirectoryMode, CancellationToken.None).ConfigureAwait(false);
            await fileSystem.SetPermissionAsync(directory, DirectoryMode, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task<(List<(string Container, string Root, List<string> Paths)> Files, List<string> Seen)> FilesAsync(
        Application application, bool isLast)
    {
        // By what is on the disks: most of the containers are forgotten by now.
        var found = new List<(string Container, string Root, List<string> Paths)>();
        var seen = new List<string>();
        var wanted = new WantedLogs(application.LogContext, UserPattern.MatchLimit, TimeProvider.System);
        foreach (var root in directories.ReadableLogs)
        {
            if (directories.Calls.Hangs(root))
            {
                // It may have been busy, and not hung: with the next attempts it answers.
                if (!isLast)
                {
                    throw new EnvironmentException($"{root} does not answer.");
                }

                log.DiskSilent(application.Text, root);
                continue;
            }

            // Asked for one after the other: a call that goes through thousands of directories takes as long as one that hangs.
            foreach (var directory in await directories.Calls.AskAsync(
                root, () => Containers(root, application), CancellationToken.None).ConfigureAwait(false))
            {
                var paths = await directories.Calls.AskAsync(
                    root, () => Files(root, directory), CancellationToken.None).ConfigureAwait(false);
                var taken = paths.Where(path => wanted.IsWanted(Path.GetFileName(path))).Order(StringComparer.Ordinal).ToList();
                if (taken.Count > 0)
                {
                    found.Add((Path.GetFileName(directory), root, taken));
                }
            }

            seen.Add(root);
        }

        found.Sort(static (a, b) => string.CompareOrdinal(a.Container, b.Container));
        return (found, seen);
    }

    // A directory that has become a link is none of a container's.
    private static string[] Containers(string root, Application application)
    {
        var logs = Path.Join(root, application.Text);
        return RegularFile.IsDirectoryBelow(root, logs) ? Directory.GetDirectories(logs, "container_*") : [];
    }

    private static string[] Files(string root, string container) =>
        RegularFile.IsDirectoryBelow(root, container) ? Directory.GetFiles(container) : [];

    private static List<KeyValuePair<string, string>> AccessLists(Application application) =>
        [.. application.AccessLists.Select(RequestLaunch.Access).Select(static a => new KeyValuePair<string, string>(a.Kind, a.List))];
}
