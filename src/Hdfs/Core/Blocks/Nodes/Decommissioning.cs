using Hathi.Hdfs.Core.Blocks.Redundancy;
using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.Nodes;

/// <summary>
/// Taking nodes out without losing a replica: their blocks are copied elsewhere, and when all have enough the node may go (DatanodeAdminManager).
/// A node's blocks are looked at once, then only those that still lacked replicas.
/// </summary>
internal sealed class Decommissioning(ClusterState state, RedundancyMonitor redundancy)
{
    private readonly ClusterState _state = state;
    private readonly RedundancyMonitor _redundancy = redundancy;
    private readonly Dictionary<DataNodeDescriptor, List<long>> _lacking = [];
    private long _lastLook;

    public void Start(DataNodeDescriptor node)
    {
        if (node.Admin != AdminState.Normal)
        {
            return;
        }

        SetAdmin(node, node.Alive ? AdminState.DecommissionInProgress : AdminState.Decommissioned);
        _state.Notes.Add($"Decommissioning DataNode {node}: {node.Blocks} blocks must have enough replicas elsewhere.");
        CheckBlocks(node);
    }

    /// <summary>The node is back in service; what was copied for it is surplus now.</summary>
    public void Stop(DataNodeDescriptor node)
    {
        if (node.Admin == AdminState.Normal)
        {
            return;
        }

        SetAdmin(node, AdminState.Normal);
        _lacking.Remove(node);
        _state.Notes.Add($"DataNode {node} is in service again.");
        CheckBlocks(node);
    }

    public void Died(DataNodeDescriptor node) => _lacking.Remove(node);

    /// <summary>Looks whether nodes are done, a bounded number of blocks each time.</summary>
    public void Tick()
    {
        if (_state.Totals.Decommissioning == 0 || _state.Now.MonotonicMilliseconds - _lastLook < _state.Options.DecommissionInterval)
        {
            return;
        }

        _lastLook = _state.Now.MonotonicMilliseconds;
        var budget = _state.Options.DecommissionBlocksPerInterval;
        foreach (var node in _state.Nodes.Nodes)
        {
            if (node.Admin == AdminState.DecommissionInProgress && node.Alive && node.AllReported && budget > 0)
            {
                Look(node, ref budget);
            }
        }
    }

    private void Look(DataNodeDescriptor node, ref int budget)
    {
        if (!_lacking.TryGetValue(node, out var lacking))
        {
            _lacking[node] = lacking = FindLacking(node, ref budget);
        }
        else
        {
            budget -= lacking.Count;
            lacking.RemoveAll(id => !Lacks(_state.Blocks.Find(id), node));
        }

        if (lacking.Count > 0)
        {
            return;
        }

        // Once more over everything: blocks may have come since the first look.
        _lacking[node] = lacking = FindLacking(node, ref budget);
        if (lacking.Count == 0)
        {
            _lacking.Remove(node);
            SetAdmin(node, AdminState.Decommissioned);
            _state.Notes.Add($"DataNode {node} is decommissioned and may be stopped.");
        }
    }

    private List<long> FindLacking(DataNodeDescriptor node, ref int budget)
    {
        var lacking = new List<long>();
        budget -= node.Blocks;
        foreach (var storage in node.Storages)
        {
            for (var i = 0; i < storage.Blocks.Count; i++)
            {
                if (Lacks(storage.Blocks[i], node))
                {
                    lacking.Add(_state.Blocks[storage.Blocks[i]].Id);
                }
            }
        }

        return lacking;
    }

    private bool Lacks(int handle, DataNodeDescriptor node)
    {
        if (handle == 0 || _state.Blocks.FindOnNode(handle, node) is null)
        {
            return false;
        }

        ref var record = ref _state.Blocks[handle];
        var tally = ReplicaTally.Of(_state, handle);
        var enough = record.State == BlockState.Complete
            ? _redundancy.HasEnough(handle, tally, 0) || tally.Live >= _state.Options.DefaultReplication
            : tally.Live >= _state.Options.MinReplication;
        return !enough;
    }

    private void SetAdmin(DataNodeDescriptor node, AdminState admin)
    {
        _state.Totals.Remove(node);
        node.Admin = admin;
        node.Forget();
        _state.Totals.Add(node);
    }

    // From the end: a bad replica that is dropped meanwhile leaves a gap into which the last entry moves, and that one was looked at before.
    private void CheckBlocks(DataNodeDescriptor node)
    {
        foreach (var storage in node.Storages)
        {
            for (var i = storage.Blocks.Count - 1; i >= 0; i--)
            {
                _redundancy.Check(storage.Blocks[i]);
            }
        }
    }
}
