using System.Globalization;
using Hathi.Base;
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

            if (int.TryParse(File.ReadAllText(pidFile).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && ProcessTree.KillNamed(pid, id).Count > 0)
            {
                log.Warn(Area, $"{id} ran as process {pid} and nobody remembers it: it is ended", null);
            }
        }
    }
}
