namespace Hathi.Hdfs.Core.Blocks.Nodes;

/// <summary>The live DataNodes by rack; adding, removing and picking one at random cost the same however many there are.</summary>
internal sealed class NetworkTopology
{
    private readonly Dictionary<string, Rack> _racks = new(StringComparer.Ordinal);

    /// <summary>All live nodes, in no order.</summary>
    public List<DataNodeDescriptor> Nodes { get; } = [];

    /// <summary>Racks with at least one live node.</summary>
    public int RackCount { get; private set; }

    /// <summary>Whether there have ever been nodes on two racks; before that no placement is wrong.</summary>
    public bool EverMultiRack { get; private set; }

    public IEnumerable<Rack> Racks => _racks.Values;

    /// <summary>The rack of a name, made when it is new.</summary>
    public Rack Get(string name)
    {
        if (!_racks.TryGetValue(name, out var rack))
        {
            rack = new Rack(name);
            _racks.Add(name, rack);
        }

        return rack;
    }

    /// <returns>True when there is a second rack now and there was none before.</returns>
    public bool Add(DataNodeDescriptor node)
    {
        if (node.ClusterPosition >= 0)
        {
            return false;
        }

        node.ClusterPosition = Nodes.Count;
        Nodes.Add(node);
        node.RackPosition = node.Rack.Nodes.Count;
        node.Rack.Nodes.Add(node);
        if (node.Rack.Nodes.Count > 1)
        {
            return false;
        }

        RackCount++;
        EverMultiRack |= RackCount > 1;
        return RackCount == 2;
    }

    public void Remove(DataNodeDescriptor node)
    {
        if (node.ClusterPosition < 0)
        {
            return;
        }

        var last = Nodes[^1];
        Nodes[last.ClusterPosition = node.ClusterPosition] = last;
        Nodes.RemoveAt(Nodes.Count - 1);
        var nodes = node.Rack.Nodes;
        last = nodes[^1];
        nodes[last.RackPosition = node.RackPosition] = last;
        nodes.RemoveAt(nodes.Count - 1);
        if (nodes.Count == 0)
        {
            RackCount--;
        }

        node.ClusterPosition = node.RackPosition = -1;
    }

    /// <summary>0 for the node itself, 2 within a rack, 4 between racks side by side.</summary>
    public static int Distance(DataNodeDescriptor a, DataNodeDescriptor b) => a == b ? 0 : a.Rack == b.Rack ? 2 : a.Rack.DistanceTo(b.Rack);
}
