using Hathi.Base;
using Hathi.Platform;
using Hathi.Yarn.NodeManager.Events;
using Hathi.Yarn.NodeManager.Storage;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager.Logs;

/// <summary>
/// Logs on this node that nobody is going to move or remove: of applications that ended before a restart, or whose logs could not be moved.
/// They go when nothing has been written to them for as long as logs are kept. Source: NonAggregatingLogHandler, which keeps
/// the times in its store.
/// </summary>
/// <param name="directories">Where they are.</param>
/// <param name="isKnown">Whether an application is still on this node, by its id.</param>
/// <param name="remover">Removes them.</param>
/// <param name="age">How long they are kept.</param>
/// <param name="clock">The time.</param>
/// <param name="log">Where it is said.</param>
internal sealed class StaleLogs(
    NodeDirectories directories, Func<string, bool> isKnown, DirectoryRemover remover, TimeSpan age, IClock clock, ILogger log)
{
    /// <summary>Between looks: logs are kept for hours.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Links of users are not followed.</summary>
    private static readonly EnumerationOptions All = new()
    {
        RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint,
    };

    private readonly Dictionary<string, Task> _looks = new(StringComparer.Ordinal);

    /// <summary>Looks at once and then in an interval, until it is cancelled.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval);
        do
        {
            Begin();
        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Looks once.</summary>
    internal void Remove()
    {
        foreach (var directory in directories.ReadableLogs)
        {
            Remove(directory);
        }
    }

    // Each disk by a thread of its own: one that hangs has no end, and is not looked at a second time meanwhile.
    private void Begin()
    {
        foreach (var directory in directories.ReadableLogs)
        {
            if (!_looks.TryGetValue(directory, out var before) || before.IsCompleted)
            {
                _looks[directory] = OwnThread.Run(() => Remove(directory));
            }
        }
    }

    private void Remove(string directory)
    {
        try
        {
            foreach (var application in Directory.EnumerateDirectories(directory, "application_*"))
            {
                RemoveOld(application);
            }
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            log.NotLookedFor(directory, e.Message);
        }
    }

    // One that cannot be looked at keeps no other.
    private void RemoveOld(string application)
    {
        try
        {
            if (!isKnown(Path.GetFileName(application)) && IsOld(application) && remover.RemoveNow(application))
            {
                log.OldRemoved(application, age);
            }
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            log.ApplicationPassedOver(application, e.Message);
        }
    }

    /// <summary>An application has ended and its logs stay: their time begins now.</summary>
    internal static Task StayAsync(NodeDirectories directories, string application) =>
        Task.WhenAll(directories.ReadableLogs.Select(async directory =>
        {
            try
            {
                await directories.Calls.AskAsync(
                    directory,
                    () => Directory.SetLastWriteTimeUtc(Path.Join(directory, application), DateTime.UtcNow),
                    CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e) when (DiskFaults.Is(e))
            {
                // It has none there, or the disk is bad: then the time counts from the last that was written.
            }
        }));

    private bool IsOld(string directory)
    {
        var limit = UnixTimes.At(clock.Read().WallMilliseconds).UtcDateTime - age;
        return Directory.GetLastWriteTimeUtc(directory) < limit
            && new DirectoryInfo(directory).EnumerateFileSystemInfos("*", All).All(f => f.LastWriteTimeUtc < limit);
    }
}
