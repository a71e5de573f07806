using Hathi.Hdfs.Core.DataNodes;

namespace Hathi.Hdfs.Core.Blocks.Nodes;

/// <summary>New include and exclude lists, node by node (DatanodeManager.refreshDatanodes). Nodes that register meanwhile are judged by the new lists anyway.</summary>
internal sealed class NodeRefresh(ClusterState state, NodeMembership membership, Decommissioning decommissioning) : IWorkInPieces
{
    // Four look-ups by name, and a line in the node's log.
    private const int UnitsPerNode = 2;

    private readonly ClusterState _state = state;
    private readonly NodeMembership _membership = membership;
    private readonly Decommissioning _decommissioning = decommissioning;
    private DataNodeDescriptor[] _nodes = [];
    private int _next;

    public bool HasWork => _next < _nodes.Length;

    public void Start()
    {
        _nodes = [.. _state.Nodes.Nodes];
        _next = 0;
    }

    public void Run(ref int budget)
    {
        for (; budget > 0 && _next < _nodes.Length; _next++, budget -= UnitsPerNode)
        {
            var node = _nodes[_next];
            if (_state.Nodes.TryGet(node.Uuid, out var known) && known == node)
            {
                Judge(node);
            }
        }

        if (!HasWork)
        {
            _nodes = [];
            _next = 0;
        }
    }

    private void Judge(DataNodeDescriptor node)
    {
        node.Disallowed = !_state.Lists.IsIncluded(node.Id);
        if (node.Disallowed)
        {
            _membership.Die(node, "it was taken out of the include list");
        }
        else if (_state.Lists.IsExcluded(node.Id))
        {
            _decommissioning.Start(node);
        }
        else
        {
            _decommissioning.Stop(node);
        }
    }
}
