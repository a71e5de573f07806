using Hathi.Base;
using Hathi.Platform.Disk;
using Hathi.Platform.Processes;
using Hathi.Yarn.NodeManager.Events;
using Hathi.Yarn.NodeManager.Storage;
using Microsoft.Extensions.Logging;

namespace Hathi.Yarn.NodeManager.Applications;

/// <summary>
/// What lies or runs in the node's directories and belongs to nothing that the node remembers: an end that was cut short, or another state
/// directory. Processes are ended, directories removed. Log directories stay for a while (<see cref="Logs.StaleLogs"/>): they are all
/// that is left to look at.
/// </summary>
/// <param name="directories">The node's.</param>
/// <param name="applications">What it remembers.</param>
/// <param name="notRecalled">Of which more may have been: <see cref="Containers.ContainerMemory.Unseen"/>.</param>
/// <param name="remover">Removes.</param>
/// <param name="listing">Lists.</param>
/// <param name="look">Waits for descriptors.</param>
/// <param name="log">Where it is said.</param>
internal sealed class Leftovers(
    NodeDirectories directories,
    ApplicationTable applications,
    IReadOnlySet<string> notRecalled,
    DirectoryRemover remover,
    DirectoryListing listing,
    PatientLook look,
    ILogger log)
{
    /// <summary>What containers' directories are called; an application has others beside them.</summary>
    private const string ContainerPrefix = "container_";

    private readonly HashSet<string> _unseen = new(notRecalled, StringComparer.Ordinal);

    internal Leftovers(
        NodeDirectories directories,
        ApplicationTable applications,
        IReadOnlySet<string> notRecalled,
        DirectoryRemover remover,
        ILogger log,
        CancellationToken nodeEnds)
        : this(
            directories, applications, notRecalled, remover, new DirectoryListing(log, nodeEnds),
            new PatientLook(log, TimeProvider.System, nodeEnds), log)
    {
    }

    /// <summary>Looks once, when the node knows what it remembers and nothing new has started.</summary>
    internal void Remove()
    {
        foreach (var local in directories.ReadableLocal)
        {
            foreach (var directory in Own(local).Where(d => !RegularFile.IsBehindLink(local, d)))
            {
                RemoveNameless(directory);
            }
        }

        var isWhole = directories.ReadableLocal.Count == directories.AllLocal.Count;
        foreach (var local in directories.ReadableLocal)
        {
            if (_unseen.Contains(local) || !listing.TryDirectories(Path.Join(local, "nmPrivate"), out var written))
            {
                isWhole = false;
                continue;
            }

            foreach (var application in written)
            {
                if (_unseen.Contains(Path.GetFileName(application)))
                {
                    continue;
                }

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
        foreach (var local in isWhole ? directories.ReadableLocal : [])
        {
            foreach (var application in listing.Directories(Path.Join(local, "usercache")).Select(static u => Path.Join(u, "appcache"))
                .Where(d => !RegularFile.IsBehindLink(local, d)).SelectMany(listing.Directories))
            {
                RemoveUnlessKnown(application);
            }
        }
    }

    // Where only the node names anything. A container has the node's uid, and may put a link in the place of any of them: what is behind it
    // is none of the node's.
    private IEnumerable<string> Own(string local)
    {
        yield return Path.Join(local, "nmPrivate");
        yield return NodeDirectories.PublicCache(local);
        yield return Path.Join(local, "usercache");
        foreach (var user in listing.Directories(Path.Join(local, "usercache")))
        {
            yield return Path.Join(user, "appcache");
            yield return Path.Join(user, "filecache");
        }
    }

    private void RemoveNameless(string directory)
    {
        try
        {
            DirectoryTree.RemoveNameless(directory);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            log.NamelessNotRemoved(directory, e.Message);
        }
    }

    // Of an application that goes on: the containers that are over. Their removal was waiting when the node ended.
    private void RemoveUnlessKnown(string directory)
    {
        var name = Path.GetFileName(directory);
        if (_unseen.Contains(name))
        {
            return;
        }

        if (applications.Find(name) is not { } known)
        {
            remover.Remove(directory);
            return;
        }

        foreach (var container in listing.Directories(directory))
        {
            var id = Path.GetFileName(container);
            if (id.StartsWith(ContainerPrefix, StringComparison.Ordinal) && known.Containers.GetValueOrDefault(id) is not { IsDone: false })
            {
                remover.Remove(container);
            }
        }
    }

    // Its first process, when some of it ran; else 0.
    private static int Kill(string local, string directory, string id) =>
        NumberFile.ReadBelow(local, Path.Join(directory, id + ".pid")) is { } pid && ProcessTree.KillNamed(pid, id).Count > 0 ? pid : 0;

    // False: what runs could not be looked at; where it is written down must stay.
    private bool EndUnknown(string local, string application)
    {
        if (!listing.TryDirectories(application, out var containers))
        {
            return false;
        }

        var known = applications.Find(Path.GetFileName(application));
        try
        {
            foreach (var directory in containers)
            {
                var id = Path.GetFileName(directory);
                if (known?.Containers.ContainsKey(id) != true && look.At(directory, () => Kill(local, directory, id)) is > 0 and var pid)
                {
                    log.StrayEnded(id, pid);
                }
            }

            return true;
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            log.StraysNotSeen(application, e.Message);
            return false;
        }
    }
}
