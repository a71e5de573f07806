using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Blocks.Placement;
using Hathi.Hdfs.Core.Blocks.State;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.Redundancy;

/// <summary>
/// Gives out copying work: for blocks in need, worst first, a source that is not too busy and targets by the placement rules
/// (BlockManager.computeReconstructionWorkForBlocks). Each round handles a number of blocks in proportion to the live nodes.
/// </summary>
internal sealed class ReconstructionScheduler(ClusterState state, RedundancyMonitor redundancy, PlacementPolicy placement) : IWorkInPieces
{
    // What it costs to give out one copy, in blocks looked at; where few nodes have room many are looked at before one is found.
    private const int CopyUnits = 4;
    private const int NodesPerUnit = 16;

    private readonly ClusterState _state = state;
    private readonly RedundancyMonitor _redundancy = redundancy;
    private readonly PlacementPolicy _placement = placement;
    private readonly List<DataNodeStorage> _live = [];
    private readonly List<DataNodeDescriptor> _holders = [];
    private int _left;

    /// <summary>Copies planned whose source has not been told yet.</summary>
    public int Queued { get; private set; }

    public bool HasWork => _left > 0;

    /// <summary>Begins to give out as many copies as the live nodes can be told of.</summary>
    public void Begin() => _left = _state.Totals.Live * _state.Options.WorkPerNode;

    public void Run(ref int budget)
    {
        while (_left > 0 && budget > 0)
        {
            if (!_state.Needed.TryNext(ref budget, out var handle))
            {
                _left = budget > 0 ? 0 : _left;
                return;
            }

            _left--;
            var looked = _placement.NodesLookedAt;
            if (!TrySchedule(handle))
            {
                _state.Needed.TryAgain(handle);
            }

            budget -= CopyUnits + (int)((_placement.NodesLookedAt - looked) / NodesPerUnit);
        }
    }

    /// <summary>What a node is to send now, at most <paramref name="limit"/> blocks.</summary>
    public List<BlockTransfer> DequeueFor(DataNodeDescriptor source, int limit)
    {
        var transfers = new List<BlockTransfer>();
        while (transfers.Count < limit && source.Transfers.TryDequeue(out var queued))
        {
            Queued--;
            var handle = _state.Blocks.Find(queued.BlockId);
            if (handle == 0 || _state.Blocks[handle].State != BlockState.Complete)
            {
                continue;
            }

            var targets = queued.Targets.Where(t => t.Node.Alive).Select(static t => t.Location).ToList();
            if (targets.Count > 0)
            {
                transfers.Add(new BlockTransfer(_state.Blocks[handle].Block, targets));
            }
        }

        return transfers;
    }

    /// <summary>The node is gone: nobody sends what it was to send.</summary>
    public void Drop(DataNodeDescriptor source)
    {
        Queued -= source.Transfers.Count;
        source.Transfers.Clear();
    }

    /// <returns>Whether the block needs no further look this round or has left the queue.</returns>
    private bool TrySchedule(int handle)
    {
        var tally = ReplicaTally.Of(_state, handle);
        var pending = _state.Pending.CountOf(handle);
        ref var record = ref _state.Blocks[handle];
        if (record.State != BlockState.Complete || _redundancy.HasEnough(handle, tally, pending))
        {
            _state.Needed.Remove(handle);
            return true;
        }

        var source = ChooseSource(handle, record.QueueLevel);
        var missing = record.Replication - tally.Live;
        var additional = missing > 0 ? missing - pending : 1;
        if (source is null || additional <= 0)
        {
            return false;
        }

        var targets = _placement.ChooseForCopy(record.Id, source, _live, _holders, _state.Pending.Of(handle), additional, record.Length);
        if (targets.Count == 0)
        {
            _redundancy.MakeRoom(handle, tally);
            return false;
        }

        if (missing <= 0 && !_redundancy.ImprovesRacks(handle, targets))
        {
            return false;
        }

        Schedule(handle, source, targets);
        if (tally.Live + pending + targets.Count >= record.Replication)
        {
            _state.Needed.Remove(handle);
            return true;
        }

        return false;
    }

    private void Schedule(int handle, DataNodeDescriptor source, List<DataNodeStorage> targets)
    {
        foreach (var target in targets)
        {
            target.Scheduled++;
            _state.Pending.Add(_state.Now, handle, new PendingReplica(target, source, true));
        }

        source.Transfers.Enqueue(new QueuedTransfer(_state.Blocks[handle].Id, [.. targets]));
        Queued++;
    }

    // Any good holder with room for one more transfer, by chance among several; a decommissioned one only when there is no other.
    private DataNodeDescriptor? ChooseSource(int handle, int level)
    {
        _live.Clear();
        _holders.Clear();
        DataNodeDescriptor? source = null;
        DataNodeDescriptor? decommissioned = null;
        var candidates = 0;
        foreach (ref var slot in _state.Blocks.Replicas(handle))
        {
            var storage = _state.Storages[slot.Storage];
            var node = storage.Node;
            _holders.Add(node);
            var health = ReplicaTally.Health(slot, node);
            if (health == ReplicaHealth.Live)
            {
                _live.Add(storage);
            }

            if (health == ReplicaHealth.Decommissioned)
            {
                decommissioned = node;
            }
            else if (health is ReplicaHealth.Live or ReplicaHealth.Decommissioning
                && HasRoom(node, level)
                && _state.Random.Next(++candidates) == 0)
            {
                source = node;
            }
        }

        return source ?? (_live.Count == 0 && candidates == 0 ? decommissioned : null);
    }

    private bool HasRoom(DataNodeDescriptor node, int level)
    {
        var urgent = level == LowRedundancyQueues.HighestPriority || node.Admin == AdminState.DecommissionInProgress;
        return node.Transfers.Count < (urgent ? _state.Options.MaxReplicationStreamsHard : _state.Options.MaxReplicationStreams);
    }
}
