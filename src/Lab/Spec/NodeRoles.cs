namespace Hathi.Lab.Spec;

/// <summary>What a node can be, and the ports that it needs for it.</summary>
public static class NodeRoles
{
    // Ports as Apache's defaults have them.
    private static readonly (string Role, LabServices Service, bool Master, int[] Ports)[] Known =
    [
        ("namenode", LabServices.Hdfs, true, [8020, 9870]),
        ("resourcemanager", LabServices.Yarn, true, [8030, 8031, 8032, 8033, 8088]),
        ("historyserver", LabServices.Yarn, true, [10020, 19888]),
        ("datanode", LabServices.Hdfs, false, [9866, 9867]),
        ("nodemanager", LabServices.Yarn, false, [8041, 8042, 13562]),
    ];

    /// <summary>All roles, in the order in which a node starts them.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Known.Select(k => k.Role)];

    /// <summary>The roles of a node in a lab where every node works and the first is the master as well.</summary>
    public static IReadOnlyList<string> Of(LabServices services, bool master) =>
        [.. Known.Where(k => services.HasFlag(k.Service) && (master || !k.Master)).Select(k => k.Role)];

    /// <summary>The ports that a node with these roles listens on.</summary>
    public static IEnumerable<int> Ports(IReadOnlyList<string> roles) => Known.Where(k => roles.Contains(k.Role)).SelectMany(k => k.Ports);
}
