using System.Globalization;
using Hathi.Base;
using Hathi.Yarn.NodeManager.Launch;

namespace Hathi.Yarn.NodeManager.Monitor;

/// <summary>
/// Looks at the node's directories: laid out, writable, not too full. Those that are not are left out until they are good again; with too few left the node is
/// unhealthy, and the ResourceManager grants nothing on it. Source: LocalDirsHandlerService, DirectoryCollection.
/// </summary>
internal sealed class DiskHealth(NodeDirectories directories, DiskHealthOptions options, Action<string> probe, INodeLog log)
{
    private const string Area = "disks";

    private readonly Lock _gate = new();
    private volatile string _report = "";
    private string? _lookingAt;
    private (IReadOnlyList<string> Local, IReadOnlyList<string> Logs) _before;
    private volatile bool _suspected;

    /// <summary>Whether enough directories are good.</summary>
    internal bool IsHealthy { get; private set; } = true;

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

    /// <summary>Looks once.</summary>
    internal void Check()
    {
        _suspected = false;
        var faults = new List<string>();
        lock (_gate)
        {
            _before = (directories.Local, directories.Logs);
        }

        var local = Good(directories.AllLocal, directories.Local, NodeDirectories.LayOutLocal, "local-dirs", faults);
        var logs = Good(directories.AllLogs, directories.Logs, NodeDirectories.LayOutLog, "log-dirs", faults);
        lock (_gate)
        {
            (_lookingAt, _before) = (null, default);
            Set(local, logs, string.Join("; ", faults));
        }
    }

    /// <summary>A look has not come back in its time: the directory that it is at counts as bad until it does.</summary>
    internal void LeaveOutWhatHangs()
    {
        lock (_gate)
        {
            if (_lookingAt is { } hangs)
            {
                Set(Without(_before.Local, hangs), Without(_before.Logs, hangs), $"{hangs} : does not answer");
            }
        }
    }

    private static List<string> Without(IReadOnlyList<string> all, string one) => [.. all.Where(d => d != one)];

    private void Set(IReadOnlyList<string> local, IReadOnlyList<string> logs, string report)
    {
        (directories.Local, directories.Logs) = (local, logs);
        if (report != _report)
        {
            log.Warn(Area, report.Length == 0 ? "all directories are good again" : report, null);
        }

        _report = report;
        IsHealthy = AreEnough(local, directories.AllLocal) && AreEnough(logs, directories.AllLogs);
    }

    private bool AreEnough(IReadOnlyList<string> good, IReadOnlyList<string> all) => good.Count > 0 && (float)good.Count / all.Count >= options.MinHealthyFraction;

    private List<string> Good(IReadOnlyList<string> all, IReadOnlyList<string> before, Action<string> layOut, string name, List<string> faults)
    {
        var good = new List<string>(all.Count);
        var bad = new List<string>();
        foreach (var directory in all)
        {
            lock (_gate)
            {
                _lookingAt = directory;
            }

            if (Fault(directory, before.Contains(directory), layOut) is { } fault)
            {
                bad.Add(fault);
            }
            else
            {
                good.Add(directory);
            }
        }

        if (bad.Count > 0)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{bad.Count}/{all.Count} {name} have errors: [ {string.Join(", ", bad)} ]"));
        }

        return good;
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
