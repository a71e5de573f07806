namespace Hathi.Lab.Spec;

/// <summary>What a node can be, and the ports that it needs for it.</summary>
public static class NodeRoles
{
    // Ports as Apache's defaults have them.
    private static readonly (string Role, string Short, LabServices Service, bool Master, int[] Ports)[] Known =
    [
        ("namenode", "nn", LabServices.Hdfs, true, [8020, 9870]),
        ("resourcemanager", "rm", LabServices.Yarn, true, [8030, 8031, 8032, 8033, 8088]),
        ("historyserver", "hs", LabServices.Yarn, true, [10020, 19888]),
        ("ring", "rg", LabServices.Ring, true, [9042, 7000, 9043]),
        ("datanode", "dn", LabServices.Hdfs, false, [9866, 9867]),
        ("nodemanager", "nm", LabServices.Yarn, false, [8041, 8042, 13562]),
    ];

    /// <summary>All roles, masters first, as they are shown.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Known.Select(k => k.Role)];

    /// <summary>The roles of a node in a lab where every node works and the first is the master as well.</summary>
    public static IReadOnlyList<string> Of(LabServices services, bool master) =>
        [.. Known.Where(k => services.HasFlag(k.Service) && (master || !k.Master)).Select(k => k.Role)];

    /// <summary>The two letters of a role, where a line must be short: nn, rm, hs, rg, dn, nm.</summary>
    public static string ShortOf(string role) => Known.First(k => k.Role == role).Short;

    /// <summary>The ports that a node with these roles listens on.</summary>
    public static IEnumerable<int> Ports(IReadOnlyList<string> roles) => Known.Where(k => roles.Contains(k.Role)).SelectMany(k => k.Ports);
}
