using System.Globalization;
using Hathi.Base;
using Hathi.Platform;
using Hathi.Yarn.NodeManager.Launch;

namespace Hathi.Yarn.NodeManager.Monitor;

/// <summary>
/// Looks at the node's directories: laid out, writable, not too full. Those that are not are left out until they are good again; with too few left the node is
/// unhealthy, and the ResourceManager grants nothing on it. Each is looked at by a thread of its own: a disk that hangs holds up nobody, and counts as bad when it has not answered until the next
/// look is due. Source: LocalDirsHandlerService, DirectoryCollection.
/// </summary>
internal sealed class DiskHealth(NodeDirectories directories, DiskHealthOptions options, Action<string> probe, TimeProvider time, INodeLog log)
{
    private const string Area = "disks";

    /// <summary>A disk is given so long to answer, however often an administrator has it asked.</summary>
    private static readonly TimeSpan s_leastPatience = TimeSpan.FromSeconds(10);

    // Looks that are under way, by directory: of a disk that hangs for as long as it does. Only the thread that checks is in here.
    private readonly Dictionary<string, Task<string?>> _looks = new(StringComparer.Ordinal);
    private readonly HashSet<string> _late = new(StringComparer.Ordinal);
    private volatile string _report = "";
    private volatile bool _suspected;
    private volatile bool _isHealthy = true;

    /// <summary>Whether enough directories are good.</summary>
    internal bool IsHealthy => _isHealthy;

    /// <summary>What is wrong; "": nothing.</summary>
    internal string Report => _report;

    /// <summary>Something could not be kept: the next look is not waited for. From any thread.</summary>
    internal void Suspect() => _suspected = true;

    /// <summary>Whether a look is due before its time.</summary>
    internal bool IsSuspected => _suspected;

    /// <summary>Makes and deletes a file in a directory.</summary>
    internal static void Probe(string directory)
    {
        var path = Path.Join(directory, ".hathi-probe");
        ContainerFiles.WriteSecret(path, [1]);
        File.Delete(path);
    }

    /// <summary>Looks once, and takes no longer than <see cref="DiskHealthOptions.Interval"/>. By one thread at a time.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal async Task CheckAsync(CancellationToken cancellationToken)
    {
        _suspected = false;
        var fresh = Begin(directories.AllLocal, directories.Local, NodeDirectories.LayOutLocal);
        fresh.AddRange(Begin(directories.AllLogs, directories.Logs, NodeDirectories.LayOutLog));
        using (var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            await Task.WhenAny(Task.WhenAll(fresh), Task.Delay(options.Interval > s_leastPatience ? options.Interval : s_leastPatience, time, enough.Token)).ConfigureAwait(false);
            await enough.CancelAsync().ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        var faults = new List<string>();
        directories.Local = Good(directories.AllLocal, "local-dirs", faults, out var localEnough);
        directories.Logs = Good(directories.AllLogs, "log-dirs", faults, out var logsEnough);
        var report = string.Join("; ", faults);
        if (report != _report)
        {
            log.Warn(Area, report.Length == 0 ? "all directories are good again" : report, null);
        }

        _report = report;
        _isHealthy = localEnough && logsEnough;
    }

    // One that still hangs is not looked at by a second thread, nor waited for once more.
    private List<Task<string?>> Begin(IReadOnlyList<string> all, IReadOnlyList<string> before, Action<string> layOut)
    {
        var begun = new List<Task<string?>>();
        foreach (var directory in all)
        {
            if (!_looks.ContainsKey(directory))
            {
                var wasGood = before.Contains(directory);
                begun.Add(_looks[directory] = Begin(directory, wasGood, layOut));
            }
        }

        return begun;
    }

    // Where there is no thread to be had, as when a container has forked without end, it stays what it was.
    private Task<string?> Begin(string directory, bool wasGood, Action<string> layOut)
    {
        if (OwnThread.TryRun(() => Fault(directory, wasGood, layOut)) is { } look)
        {
            return look;
        }

        log.Warn(Area, $"{directory} is not looked at now: there is no thread for it", null);
        return Task.FromResult(wasGood ? null : $"{directory} : there is no thread to look at it with");
    }

    private IReadOnlyList<string> Good(IReadOnlyList<string> all, string name, List<string> faults, out bool enough)
    {
        var good = new List<string>(all.Count);
        var bad = new List<string>();
        foreach (var directory in all)
        {
            if (Outcome(directory) is { } fault)
            {
                bad.Add(fault);
            }
            else
            {
                good.Add(directory);
            }
        }

        enough = good.Count > 0 && (float)good.Count / all.Count >= options.MinHealthyFraction;
        if (bad.Count > 0)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{bad.Count}/{all.Count} {name} have errors: [ {string.Join(", ", bad)} ]"));
        }

        return good;
    }

    private string? Outcome(string directory)
    {
        var look = _looks[directory];
        if (look.IsCompleted)
        {
            _looks.Remove(directory);
            _late.Remove(directory);
            return look.IsCompletedSuccessfully ? look.Result : $"{directory} : {look.Exception!.GetBaseException().Message}";
        }

        if (_late.Add(directory))
        {
            // When it comes back, that is not told an interval later.
            _ = look.ContinueWith(_ => Suspect(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{directory} : does not answer, for more than {options.Interval.TotalSeconds} s (yarn.nodemanager.disk-health-checker.interval-ms)");
    }

    private string? Fault(string directory, bool wasGood, Action<string> layOut)
    {
        try
        {
            layOut(directory);
            probe(directory);
            var drive = new DriveInfo(directory);
            var used = drive.TotalSize == 0 ? 0 : 100f * (drive.TotalSize - drive.AvailableFreeSpace) / drive.TotalSize;
            if (used > options.MaxUtilizationPercent)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{directory} : used space above threshold of {options.MaxUtilizationPercent}% (yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage)");
            }

            return drive.AvailableFreeSpace >> 20 < options.MinFreeMb
                ? string.Create(CultureInfo.InvariantCulture, $"{directory} : free space below limit of {options.MinFreeMb}MB (yarn.nodemanager.disk-health-checker.min-free-space-per-disk-mb)")
                : null;
        }
        catch (Exception e) when (wasGood && DiskFaults.KindOf(e) == DiskFault.Descriptors)
        {
            log.Warn(Area, $"{directory} could not be looked at, and counts as good: {e.Message}", null);
            return null;
        }
        catch (Exception e) when (DiskFaults.Is(e) || e is ArgumentException)
        {
            return $"{directory} : {e.Message}";
        }
    }
}
