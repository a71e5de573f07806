using Hathi.Yarn.NodeManager.Storage;

namespace Hathi.Yarn.NodeManager.Monitor;

/// <summary>Whether the node can take containers: its disks, its memory and the administrator's scripts say so.</summary>
/// <param name="disks">Where containers are.</param>
/// <param name="memory">
/// What is wrong with what the node remembers; null: nothing. Source: NMLeveldbStateStoreService.markStoreUnHealthy.
/// </param>
/// <param name="scripts">The administrator's.</param>
internal sealed class NodeHealth(DiskHealth disks, Func<string?> memory, IReadOnlyList<HealthScript> scripts)
{
    internal IReadOnlyList<HealthScript> Scripts => scripts;

    internal bool IsHealthy => disks.IsHealthy && memory() is null && scripts.All(static s => s.Report.Length == 0);

    /// <summary>What is wrong; "": nothing.</summary>
    internal string Report =>
        string.Join(';', scripts.Select(static s => s.Report).Append(disks.Report).Append(memory() ?? "").Where(static r => r.Length > 0));
}
