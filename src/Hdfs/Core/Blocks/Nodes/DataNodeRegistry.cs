using System.Diagnostics.CodeAnalysis;
using Hathi.Hdfs.Core.DataNodeCalls;

namespace Hathi.Hdfs.Core.Blocks.Nodes;

/// <summary>All DataNodes ever registered, by uuid and by address (DatanodeManager's maps, Host2NodesMap).</summary>
internal sealed class DataNodeRegistry
{
    private readonly Dictionary<string, DataNodeDescriptor> _byUuid = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Address, int Port), DataNodeDescriptor> _byEndpoint = [];
    private readonly Dictionary<string, List<DataNodeDescriptor>> _byAddress = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<DataNodeDescriptor>> _byHost = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>In the order they first registered.</summary>
    public List<DataNodeDescriptor> Nodes { get; } = [];

    public bool TryGet(string uuid, [NotNullWhen(true)] out DataNodeDescriptor? node) => _byUuid.TryGetValue(uuid, out node);

    /// <summary>The node whose data port this is; null when there is none.</summary>
    public DataNodeDescriptor? AtEndpoint(string address, int port) => _byEndpoint.GetValueOrDefault((address, port));

    /// <summary>The nodes at an address; a machine may run several.</summary>
    public IReadOnlyList<DataNodeDescriptor> AtAddress(string address) => _byAddress.TryGetValue(address, out var nodes) ? nodes : [];

    /// <summary>The node that lives at an address and serves data on a port; null: none does.</summary>
    public DataNodeDescriptor? LivingAt(string address, int transferPort)
    {
        foreach (var node in AtAddress(address))
        {
            if (node.Alive && node.Id.TransferPort == transferPort)
            {
                return node;
            }
        }

        return null;
    }

    /// <summary>A storage of a node; null when either is unknown.</summary>
    public DataNodeStorage? FindStorage(string uuid, string storageId) => TryGet(uuid, out var node) ? node.FindStorage(storageId) : null;

    /// <summary>The nodes at an address or of a host name.</summary>
    public IEnumerable<DataNodeDescriptor> AtHost(string host) =>
        _byHost.TryGetValue(host, out var nodes) ? nodes.Concat(AtAddress(host)) : AtAddress(host);

    public void Add(DataNodeDescriptor node)
    {
        _byUuid.Add(node.Uuid, node);
        Nodes.Add(node);
        AddAddress(node);
    }

    /// <summary>Forgets a node: another one serves at its address now.</summary>
    public void Remove(DataNodeDescriptor node)
    {
        _byUuid.Remove(node.Uuid);
        Nodes.Remove(node);
        RemoveAddress(node);
    }

    /// <summary>The same node, perhaps at another address or with other ports.</summary>
    public void Replace(DataNodeDescriptor node, DataNodeRegistration registration)
    {
        RemoveAddress(node);
        node.Registration = registration;
        AddAddress(node);
    }

    private void AddAddress(DataNodeDescriptor node)
    {
        _byEndpoint[(node.Id.Address, node.Id.TransferPort)] = node;
        Add(_byAddress, node.Id.Address, node);
        Add(_byHost, node.Id.HostName, node);
    }

    private void RemoveAddress(DataNodeDescriptor node)
    {
        _byEndpoint.Remove((node.Id.Address, node.Id.TransferPort));
        Remove(_byAddress, node.Id.Address, node);
        Remove(_byHost, node.Id.HostName, node);
    }

    private static void Add(Dictionary<string, List<DataNodeDescriptor>> index, string key, DataNodeDescriptor node)
    {
        if (!index.TryGetValue(key, out var nodes))
        {
            index.Add(key, nodes = []);
        }

        nodes.Add(node);
    }

    private static void Remove(Dictionary<string, List<DataNodeDescriptor>> index, string key, DataNodeDescriptor node)
    {
        if (index.TryGetValue(key, out var nodes) && nodes.Remove(node) && nodes.Count == 0)
        {
            index.Remove(key);
        }
    }
}
