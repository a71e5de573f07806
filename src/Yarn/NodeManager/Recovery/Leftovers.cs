using System.Globalization;
using Hathi.Base;
using Hathi.Yarn.NodeManager.Applications;
using Hathi.Yarn.NodeManager.Launch;

namespace Hathi.Yarn.NodeManager.Recovery;

/// <summary>
/// What lies or runs in the node's directories and belongs to nothing that the node remembers: an end that was cut short, or another state directory.
/// Processes are ended, directories removed. Log directories stay: they are all that is left to look at.
/// </summary>
internal sealed class Leftovers(NodeDirectories directories, ApplicationTable applications, DirectoryRemover remover, INodeLog log)
{
    private const string Area = "nodemanager";

    /// <summary>Looks once, when the node knows what it remembers and nothing new has started.</summary>
    internal void Remove()
    {
        foreach (var local in directories.Local)
        {
            foreach (var application in Below(Path.Join(local, "nmPrivate")))
            {
                EndUnknown(application);
                RemoveUnlessKnown(application);
            }

            foreach (var application in Below(Path.Join(local, "usercache")).SelectMany(user => Below(Path.Join(user, "appcache"))))
            {
                RemoveUnlessKnown(application);
            }
        }
    }

    private static string[] Below(string directory) => Directory.Exists(directory) ? Directory.GetDirectories(directory) : [];

    private void RemoveUnlessKnown(string directory)
    {
        if (applications.Find(Path.GetFileName(directory)) is null)
        {
            remover.Remove(directory);
        }
    }

    private void EndUnknown(string application)
    {
        var known = applications.Find(Path.GetFileName(application));
        foreach (var directory in Below(application))
        {
            var id = Path.GetFileName(directory);
            var pidFile = Path.Join(directory, id + ".pid");
            if (known?.Containers.ContainsKey(id) == true || !File.Exists(pidFile))
            {
                continue;
            }

            // The number may have gone to another process since: only one that names the container is ended.
            if (int.TryParse(File.ReadAllText(pidFile).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && Runs(pid, id))
            {
                log.Warn(Area, $"{id} runs as process {pid} and nobody remembers it: it is ended", null);
                _ = ProcessTree.Kill(pid, []);
            }
        }
    }

    private static bool Runs(int pid, string container)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/cmdline")).Contains(container, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
