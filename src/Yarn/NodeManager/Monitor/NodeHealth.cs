namespace Hathi.Yarn.NodeManager.Monitor;

/// <summary>Whether the node can take containers: its disks and the administrator's scripts say so.</summary>
internal sealed class NodeHealth(DiskHealth disks, IReadOnlyList<HealthScript> scripts)
{
    internal IReadOnlyList<HealthScript> Scripts => scripts;

    internal bool IsHealthy => disks.IsHealthy && scripts.All(static s => s.Report.Length == 0);

    /// <summary>What is wrong; "": nothing.</summary>
    internal string Report => string.Join(';', scripts.Select(static s => s.Report).Append(disks.Report).Where(static r => r.Length > 0));
}
