namespace Hathi.Lab.Spec;

/// <summary>A lab as declared: what <c>lab.yaml</c> says, complete and checked.</summary>
/// <param name="Name">Letters, digits and dashes; the folder below HATHI_HOME.</param>
/// <param name="Nodes">In order; the first holds the masters.</param>
/// <param name="MemoryBytes">The most that the managed heap of one node may take; null: no limit.</param>
/// <param name="Volumes">Block directories a node where the node names none.</param>
/// <param name="Settings">Hadoop keys for all nodes and clients.</param>
public sealed record LabSpec(
    string Name,
    IReadOnlyList<NodeSpec> Nodes,
    long? MemoryBytes,
    int Volumes,
    IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>Number of the first node: pi-200.</summary>
    public const int FirstNumber = 200;

    /// <summary>Numbers run to 250, the last part of an address.</summary>
    public const int MaxNodes = 51;

    /// <summary>
    /// Where Apache's Hadoop lies on this machine, for jobs that need its classes; null: such jobs say themselves where they are.
    /// </summary>
    public string? Hadoop { get; init; }

    private static readonly Dictionary<string, string> NoSettings = [];

    /// <summary>The lab that <c>hathi up --nodes N --racks R</c> means. Nodes go to racks in turn.</summary>
    /// <exception cref="LabException">A number is out of range.</exception>
    public static LabSpec Uniform(
        string name,
        int nodes,
        int racks,
        LabServices services,
        int volumes,
        long? memoryBytes,
        IReadOnlyDictionary<string, string>? settings)
    {
        if (nodes is < 1 or > MaxNodes)
        {
            throw new LabException($"a lab has 1 to {MaxNodes} nodes, not {nodes}");
        }

        if (racks < 1 || racks > nodes)
        {
            throw new LabException($"{nodes} nodes fit on 1 to {nodes} racks, not {racks}");
        }

        var list = new List<NodeSpec>(nodes);
        for (var i = 0; i < nodes; i++)
        {
            list.Add(
                new NodeSpec($"pi-{FirstNumber + i}", $"/rack-{(i % racks) + 1}", NodeRoles.Of(services, master: i == 0), [], NoSettings));
        }

        return new LabSpec(name, list, memoryBytes, volumes, settings ?? NoSettings);
    }

    /// <summary>The node that runs the NameNode.</summary>
    public NodeSpec Master => Nodes.First(n => n.Roles.Contains("namenode"));
}
