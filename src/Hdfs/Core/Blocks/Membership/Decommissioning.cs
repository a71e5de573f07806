using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Blocks.Redundancy;
using Hathi.Hdfs.Core.Blocks.State;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.Membership;

/// <summary>
/// Taking nodes out without losing a replica: their blocks are copied elsewhere, and when all have enough the node may go
/// (DatanodeAdminManager). A node's blocks are looked at once, then only those that still lacked replicas, and once more all of
/// them before it may go.
/// </summary>
internal sealed class Decommissioning(ClusterState state, RedundancyMonitor redundancy, BlockRechecks rechecks) : IWorkInPieces
{
    private readonly ClusterState _state = state;
    private readonly RedundancyMonitor _redundancy = redundancy;
    private readonly BlockRechecks _rechecks = rechecks;
    private readonly Dictionary<DataNodeDescriptor, List<long>> _lacking = [];
    private readonly Queue<DataNodeDescriptor> _toLook = new();
    private DecommissionLook? _look;
    private long _lastLook;
    private int _left;

    public bool HasWork => _left > 0 && (_look is not null || _toLook.Count > 0);

    public void Start(DataNodeDescriptor node)
    {
        if (node.Admin != AdminState.Normal)
        {
            return;
        }

        SetAdmin(node, node.Alive ? AdminState.DecommissionInProgress : AdminState.Decommissioned);
        _state.Notes.Add($"Decommissioning DataNode {node}: {node.Blocks} blocks must have enough replicas elsewhere.");
        _rechecks.Add(node);
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
        _rechecks.Add(node);
    }

    public void Died(DataNodeDescriptor node) => _lacking.Remove(node);

    /// <summary>Begins now and then to look whether nodes are done, a bounded number of blocks each time.</summary>
    public void Tick()
    {
        if (_state.Totals.Decommissioning == 0 || _state.Now.MonotonicMilliseconds - _lastLook < _state.Options.DecommissionInterval)
        {
            return;
        }

        _lastLook = _state.Now.MonotonicMilliseconds;
        _left = _state.Options.DecommissionBlocksPerInterval;
        if (_look is not null || _toLook.Count > 0)
        {
            return; // The last one goes on.
        }

        foreach (var node in _state.Nodes.Nodes)
        {
            if (Leaves(node))
            {
                _toLook.Enqueue(node);
            }
        }
    }

    public void Run(ref int budget)
    {
        var before = budget;
        while (budget > 0 && TryLook() is { } look)
        {
            budget--;
            if (!Leaves(look.Node) || Look(look, ref budget))
            {
                _look = null;
            }
        }

        _left -= before - budget;
    }

    private static bool Leaves(DataNodeDescriptor node) =>
        node.Admin == AdminState.DecommissionInProgress && node.Alive && node.AllReported;

    private DecommissionLook? TryLook()
    {
        if (_look is null && _toLook.TryDequeue(out var node))
        {
            _look = new DecommissionLook(node, _lacking.GetValueOrDefault(node));
            if (_look.Before is null)
            {
                _look.BeginScan(_state.StoragesLost);
            }
        }

        return _look;
    }

    /// <returns>Whether the look has ended.</returns>
    private bool Look(DecommissionLook look, ref int budget)
    {
        if (look.Before is { } before)
        {
            for (; look.At < before.Count; look.At++, budget--)
            {
                if (budget <= 0)
                {
                    return false;
                }

                Note(look, _state.Blocks.Find(before[look.At]));
            }

            if (look.Lacking.Count == 0)
            {
                // Once more over everything: blocks may have come since the first look.
                look.BeginScan(_state.StoragesLost);
            }
        }

        if (look.Before is null && !Scan(look, ref budget))
        {
            return false;
        }

        End(look);
        return true;
    }

    private bool Scan(DecommissionLook look, ref int budget)
    {
        while (look.Storage < look.Storages.Length)
        {
            if (budget-- <= 0)
            {
                return false;
            }

            var blocks = look.Storages[look.Storage].Blocks;
            look.Block = Math.Min(look.Block, blocks.Count) - 1;
            if (look.Block >= 0)
            {
                Note(look, blocks[look.Block]);
                continue;
            }

            look.Storage++;
            look.Block = int.MaxValue;
        }

        return true;
    }

    private void End(DecommissionLook look)
    {
        var node = look.Node;
        if (look.Lacking.Count > 0)
        {
            _lacking[node] = look.Lacking;
            return;
        }

        _lacking.Remove(node);
        if (look.Begun == (node.ReplicasAdded, _state.StoragesLost))
        {
            SetAdmin(node, AdminState.Decommissioned);
            _state.Notes.Add($"DataNode {node} is decommissioned and may be stopped.");
        }
    }

    private void Note(DecommissionLook look, int handle)
    {
        if (Lacks(handle, look.Node))
        {
            look.Lacking.Add(_state.Blocks[handle].Id);
        }
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
}
