using Hathi.Base;
using Hathi.Platform.Disk;
using Hathi.Platform.Processes;
using Hathi.Yarn.NodeManager.Applications;

namespace Hathi.Yarn.NodeManager.Recovery;

/// <summary>
/// What lies or runs in the node's directories and belongs to nothing that the node remembers: an end that was cut short, or another state directory.
/// Processes are ended, directories removed. Log directories stay for a while (<see cref="Logs.StaleLogs"/>): they are all that is left to look at.
/// </summary>
internal sealed class Leftovers(NodeDirectories directories, ApplicationTable applications, DirectoryRemover remover, INodeLog log)
{
    private const string Area = "nodemanager";

    private readonly HashSet<string> _unseen = new(StringComparer.Ordinal);
    private bool _isBlind;

    /// <summary>Looks once, when the node knows what it remembers and nothing new has started.</summary>
    internal void Remove()
    {
        foreach (var local in directories.Local)
        {
            foreach (var application in Below(Path.Join(local, "nmPrivate")))
            {
                if (EndUnknown(local, application))
                {
                    RemoveUnlessKnown(application);
                }
                else
                {
                    _unseen.Add(Path.GetFileName(application));
                }
            }
        }

        if (_isBlind)
        {
            return; // Whose processes run is not known: what they work in stays.
        }

        foreach (var local in directories.Local)
        {
            foreach (var application in Below(Path.Join(local, "usercache")).SelectMany(user => Below(Path.Join(user, "appcache"))))
            {
                RemoveUnlessKnown(application);
            }
        }
    }

    // What a container has closed to all, or a disk does not give, keeps no node from starting.
    private string[] Below(string directory)
    {
        try
        {
            return Directory.Exists(directory) ? Directory.GetDirectories(directory) : [];
        }
        catch (Exception e) when (DiskFaults.Is(e) && DiskFaults.KindOf(e) != DiskFault.Descriptors)
        {
            log.Warn(Area, $"what lies in {directory} stays; the next start looks again: {e.Message}", null);
            _isBlind = true;
            return [];
        }
    }

    private void RemoveUnlessKnown(string directory)
    {
        if (applications.Find(Path.GetFileName(directory)) is null && !_unseen.Contains(Path.GetFileName(directory)))
        {
            remover.Remove(directory);
        }
    }

    // False: what runs could not be looked at; where it is written down must stay.
    private bool EndUnknown(string local, string application)
    {
        var known = applications.Find(Path.GetFileName(application));
        try
        {
            foreach (var directory in Directory.GetDirectories(application))
            {
                var id = Path.GetFileName(directory);
                if (known?.Containers.ContainsKey(id) != true && NumberFile.ReadBelow(local, Path.Join(directory, id + ".pid")) is { } pid && ProcessTree.KillNamed(pid, id).Count > 0)
                {
                    log.Warn(Area, $"{id} ran as process {pid} and nobody remembers it: it is ended", null);
                }
            }

            return true;
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            log.Warn(Area, $"what still runs of {application} could not be looked at; the next start looks again: {e.Message}", null);
            return false;
        }
    }
}
