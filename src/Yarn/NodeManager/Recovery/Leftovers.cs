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

    private readonly DirectoryListing _listing = new(log);
    private readonly HashSet<string> _unseen = new(StringComparer.Ordinal);

    /// <summary>Looks once, when the node knows what it remembers and nothing new has started.</summary>
    internal void Remove()
    {
        var isWhole = true;
        foreach (var local in directories.Local)
        {
            isWhole &= _listing.TryDirectories(Path.Join(local, "nmPrivate"), out var written);
            foreach (var application in written)
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

        // Where one of the lists is not there, whoever is in none may still run.
        foreach (var user in isWhole ? directories.Local.SelectMany(d => _listing.Directories(Path.Join(d, "usercache"))) : [])
        {
            foreach (var application in _listing.Directories(Path.Join(user, "appcache")))
            {
                RemoveUnlessKnown(application);
            }
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
        if (!_listing.TryDirectories(application, out var containers))
        {
            return false;
        }

        var known = applications.Find(Path.GetFileName(application));
        try
        {
            foreach (var directory in containers)
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
