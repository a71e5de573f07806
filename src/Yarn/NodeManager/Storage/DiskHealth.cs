using System.Globalization;
using Hathi.Base;
using Hathi.Platform;
using Hathi.Yarn.NodeManager.Events;
using Hathi.Yarn.NodeManager.Options;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager.Storage;

/// <summary>
/// Looks at the node's directories: laid out, writable, not too full. Those that are not are left out until they are good again; with too
/// few left the node is unhealthy, and the ResourceManager grants nothing on it. What is only too full is still read and cleaned. Each is
/// looked at by a thread of its own: a disk that hangs holds up nobody, and counts as bad when it has not answered until the next look is
/// due, without the time that this process did not run. Source: LocalDirsHandlerService, DirectoryCollection.
/// </summary>
internal sealed class DiskHealth
{

    /// <summary>A disk is given so long to answer, however often an administrator has it asked.</summary>
    private static readonly TimeSpan s_leastPatience = TimeSpan.FromSeconds(10);

    /// <summary>Nothing is waited for longer: an interval that stands for never is none for a timer.</summary>
    private static readonly TimeSpan s_mostPatience = TimeSpan.FromHours(1);

    private readonly NodeDirectories _directories;
    private readonly DiskHealthOptions _options;
    private readonly Action<string> _probe;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    // A directory may be in both, and is looked at in each.
    private readonly DirectoryLook[] _local;
    private readonly DirectoryLook[] _logs;
    private volatile string _report = "";
    private volatile bool _suspected;
    private volatile bool _isHealthy = true;

    internal DiskHealth(NodeDirectories directories, DiskHealthOptions options, Action<string> probe, TimeProvider time, ILogger log)
    {
        (_directories, _options, _probe, _time, _log) = (directories, options, probe, time, log);
        _local = [.. directories.AllLocal.Select(
            d => new DirectoryLook(d, (directory, wasGood) => Look(directory, wasGood, NodeDirectories.LayOutLocal)))];
        _logs = [.. directories.AllLogs.Select(
            d => new DirectoryLook(d, (directory, wasGood) => Look(directory, wasGood, NodeDirectories.LayOutLog)))];
    }

    /// <summary>Whether enough directories are good.</summary>
    internal bool IsHealthy => _isHealthy;

    /// <summary>What is wrong; "": nothing.</summary>
    internal string Report => _report;

    /// <summary>Something could not be kept: the next look is not waited for. From any thread.</summary>
    internal void Suspect() => _suspected = true;

    /// <summary>Whether a look is due before its time.</summary>
    internal bool IsSuspected => _suspected;

    // What an interval of never would make of it is too long for those that answer as well.
    private TimeSpan Patience =>
        _options.Interval < s_leastPatience ? s_leastPatience : _options.Interval < s_mostPatience ? _options.Interval : s_mostPatience;

    /// <summary>Makes and deletes a file in a directory.</summary>
    internal static void Probe(string directory)
    {
        // One of its own for each look: a directory of both lists is looked at twice at once.
        var path = Path.Join(directory, string.Create(CultureInfo.InvariantCulture, $".hathi-probe-{Environment.CurrentManagedThreadId}"));
        PrivateFile.Write(path, [1]);
        File.Delete(path);
    }

    /// <summary>
    /// Looks once, and takes no longer than <see cref="DiskHealthOptions.Interval"/>; what those say that answer at once is not held back
    /// as long. By one thread at a time.
    /// </summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal async Task CheckAsync(CancellationToken cancellationToken)
    {
        _suspected = false;
        var fresh = Task.WhenAll(_local.Concat(_logs).Select(l => l.TryBegin(_log)).OfType<Task>());
        await WaitAsync(fresh, s_leastPatience, cancellationToken).ConfigureAwait(false);
        if (!fresh.IsCompleted && Patience > s_leastPatience)
        {
            Publish(null);
            await WaitAsync(fresh, Patience - s_leastPatience, cancellationToken).ConfigureAwait(false);
        }

        Publish(Patience);
    }

    // Whether a look has failed is in what it has found.
    private async Task WaitAsync(Task looks, TimeSpan patience, CancellationToken cancellationToken)
    {
        await RunningWait.EndsAsync(looks, patience, _time, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private void Publish(TimeSpan? waited)
    {
        foreach (var look in _local.Concat(_logs))
        {
            look.Take(waited, Suspect);
        }

        var faults = new List<string>();
        _directories.Local = Good(_local, "local-dirs", faults, out var localEnough);
        _directories.Logs = Good(_logs, "log-dirs", faults, out var logsEnough);
        _directories.ReadableLocal = Readable(_local);
        _directories.ReadableLogs = Readable(_logs);
        var report = string.Join("; ", faults);
        if (report != _report)
        {
            Tell(report);
        }

        _report = report;
        _isHealthy = localEnough && logsEnough;
    }

    private void Tell(string report)
    {
        if (report.Length == 0)
        {
            _log.AllGood();
        }
        else
        {
            _log.HaveErrors(report);
        }
    }

    private static string[] Readable(DirectoryLook[] all) => [.. all.Where(static l => l.State.IsReadable).Select(static l => l.Directory)];

    private List<string> Good(DirectoryLook[] all, string name, List<string> faults, out bool enough)
    {
        var good = all.Where(static l => l.State.Fault is null).Select(static l => l.Directory).ToList();
        var bad = all.Select(static l => l.State.Fault).OfType<string>().ToList();
        enough = good.Count > 0 && (float)good.Count / all.Length >= _options.MinHealthyFraction;
        if (bad.Count > 0)
        {
            faults.Add(
                string.Create(CultureInfo.InvariantCulture, $"{bad.Count}/{all.Length} {name} have errors: [ {string.Join(", ", bad)} ]"));
        }

        return good;
    }

    private DirectoryState Look(string directory, bool wasGood, Action<string> layOut)
    {
        try
        {
            layOut(directory);
            _probe(directory);
            var drive = new DriveInfo(directory);
            var used = drive.TotalSize == 0 ? 0 : 100f * (drive.TotalSize - drive.AvailableFreeSpace) / drive.TotalSize;
            var fault = used > _options.MaxUtilizationPercent
                ? string.Create(CultureInfo.InvariantCulture, $"{directory} : "
                    + $"used space above threshold of {_options.MaxUtilizationPercent}% "
                    + $"(yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage)")
                : drive.AvailableFreeSpace >> 20 < _options.MinFreeMb
                ? string.Create(CultureInfo.InvariantCulture, $"{directory} : free space below limit of {_options.MinFreeMb}MB "
                    + $"(yarn.nodemanager.disk-health-checker.min-free-space-per-disk-mb)")
                : null;
            return new DirectoryState(fault, IsReadable: true);
        }
        catch (Exception e) when (wasGood && DiskFaults.KindOf(e) == DiskFault.Descriptors)
        {
            _log.CountsAsGood(directory, e.Message);
            return new DirectoryState(null, IsReadable: true);
        }
        catch (Exception e) when (DiskFaults.Is(e) || e is ArgumentException)
        {
            // Without room not even an empty file is made. What is there is there.
            return new DirectoryState($"{directory} : {e.Message}", DiskFaults.KindOf(e) is DiskFault.Full or DiskFault.Quota);
        }
    }
}
