using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Blocks.State;
using Hathi.Hdfs.Core.Options;

namespace Hathi.Hdfs.Core.Blocks.Membership;

/// <summary>
/// New include and exclude lists, node by node (DatanodeManager.refreshDatanodes). Nodes that register meanwhile are judged by the new
/// lists anyway. While the include list lacks entries (<see cref="NodeLists.IncludeIsIncomplete"/>) nobody is sent away for not being in
/// it: who runs may be one of those, and stays as he is until the lists are looked up again.
/// </summary>
internal sealed class NodeRefresh(ClusterState state, NodeMembership membership, Decommissioning decommissioning) : IWorkInPieces
{
    // Four look-ups by name, and a line in the node's log.
    private const int UnitsPerNode = 2;

    // Nodes that a line of the log names: enough to see which names are missing, and less than a line may be long.
    private const int MostNamed = 20;

    private readonly ClusterState _state = state;
    private readonly NodeMembership _membership = membership;
    private readonly Decommissioning _decommissioning = decommissioning;
    private readonly List<string> _named = [];
    private DataNodeDescriptor[] _nodes = [];
    private int _inDoubt;
    private int _next;

    public bool HasWork => _next < _nodes.Length;

    /// <summary>The lists that count from now on. As many nodes are judged at once as a step may look at.</summary>
    public void Begin(NodeLists lists)
    {
        _state.Lists = new HostLists(lists);
        _nodes = [.. _state.Nodes.Nodes];
        _next = _inDoubt = 0;
        _named.Clear();
        var budget = _state.Options.BlocksPerPiece;
        Run(ref budget);
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
            TellOfDoubt();
            _nodes = [];
            _next = 0;
        }
    }

    private void Judge(DataNodeDescriptor node)
    {
        if (_state.Lists.IsIncluded(node.Id))
        {
            node.Disallowed = false;
            if (_state.Lists.IsExcluded(node.Id))
            {
                _decommissioning.Start(node);
            }
            else
            {
                _decommissioning.Stop(node);
            }
        }
        else if (!_state.Lists.IncludeIsIncomplete)
        {
            node.Disallowed = true;
            _membership.Die(node, "it was taken out of the include list");
        }
        else if (node.Alive)
        {
            LeaveInDoubt(node);
        }
    }

    // Who leaves goes on leaving, and who is to leave begins to: neither is lost by it.
    private void LeaveInDoubt(DataNodeDescriptor node)
    {
        if (_inDoubt++ < MostNamed)
        {
            _named.Add(node.ToString());
        }

        if (_state.Lists.IsExcluded(node.Id))
        {
            _decommissioning.Start(node);
        }
    }

    private void TellOfDoubt()
    {
        if (_inDoubt > 0)
        {
            _state.Notes.Add(
                $"{_inDoubt} DataNodes that run are not in the include list as far as it is known, and stay as they are: "
                + "names of dfs.hosts have no address yet. They are looked up again and again, and the nodes judged when all are found; "
                + $"see that they can be resolved, or take them out and call refreshNodes. The nodes: {string.Join(", ", _named)}"
                + (_inDoubt > _named.Count ? ", ..." : ""));
        }

        _inDoubt = 0;
        _named.Clear();
    }
}
