using System.Runtime.CompilerServices;
using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Blocks.SafeModes;
using Hathi.Hdfs.Core.Blocks.State;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.Redundancy;

/// <summary>
/// Keeps every block's replicas counted and judged: whoever changes a block's replicas calls <see cref="Check(int)"/>, and the block is
/// queued for copying, its surplus for deletion, its corrupt replicas too once enough good ones are there. Judged anew from what is
/// there, never by differences.
/// </summary>
internal sealed class RedundancyMonitor(ClusterState state, SafeMode safeMode)
{
    private readonly ClusterState _state = state;
    private readonly SafeMode _safeMode = safeMode;
    private readonly List<DataNodeStorage> _scratch = [];

    /// <summary>Judges a block anew.</summary>
    public void Check(int handle) => Check(handle, null, null);

    /// <summary>Judges a block anew after a replica came.</summary>
    /// <param name="handle">The block.</param>
    /// <param name="added">The node that the new replica is on.</param>
    /// <param name="hint">The node it was moved away from.</param>
    public void Check(int handle, DataNodeDescriptor? added, DataNodeDescriptor? hint)
    {
        ref var record = ref _state.Blocks[handle];
        if (record.State == BlockState.Complete && _safeMode.IsStartup)
        {
            _safeMode.CountSafe(ref record, ReplicaTally.Of(_state, handle).Live >= _state.Options.MinReplication);
        }

        if (!_state.QueuesInUse)
        {
            return;
        }

        if (record.State != BlockState.Complete)
        {
            _state.Needed.Remove(handle);
            return;
        }

        var tally = ReplicaTally.Of(_state, handle);
        if (tally.Live < record.Replication && tally.Excess > 0)
        {
            TakeBackExcess(handle, ref tally);
        }

        var needed = !HasEnough(handle, tally, _state.Pending.CountOf(handle));
        _state.Needed.Set(handle, needed ? LowRedundancyQueues.LevelFor(tally, record.Replication) : -1);
        if (tally.Live > record.Replication)
        {
            DropSurplus(handle, added, hint);
        }

        if (tally.Corrupt > 0)
        {
            DropCorrupt(handle, tally, all: false);
        }
    }

    /// <summary>A block is to have another number of replicas from now on.</summary>
    public void SetReplication(int handle, short replication)
    {
        _state.Needed.Remove(handle); // the queues count it by the number that it has
        _state.Blocks[handle].Replication = replication;
        Check(handle);
    }

    /// <summary>As many live or coming replicas as wanted, and on enough racks or with another one coming.</summary>
    public bool HasEnough(int handle, in ReplicaTally tally, int pending) =>
        tally.Live + pending >= _state.Blocks[handle].Replication && (pending > 0 || OnEnoughRacks(handle, tally));

    /// <summary>Two racks where there are two, unless one replica is wanted.</summary>
    public bool OnEnoughRacks(int handle, in ReplicaTally tally) =>
        !_state.Topology.EverMultiRack || tally.Racks >= RacksWanted(_state.Blocks[handle].Replication);

    public int RacksWanted(int replication) => Math.Min(Math.Min(2, replication), _state.Topology.RackCount);

    /// <summary>Whether some of <paramref name="targets"/> would bring a block from one rack to two.</summary>
    public bool ImprovesRacks(int handle, IReadOnlyList<DataNodeStorage> targets)
    {
        foreach (ref var slot in _state.Blocks.Replicas(handle))
        {
            var node = _state.Storages[slot.Storage].Node;
            if (ReplicaTally.Health(slot, node) == ReplicaHealth.Live)
            {
                return targets.Any(t => t.Node.Rack != node.Rack);
            }
        }

        return false;
    }

    /// <summary>
    /// Adds a replica that fits its block, as its node has it; on another storage of the same node it takes the place of the one there. One
    /// that is known to be damaged stays so under whatever generation it has now.
    /// </summary>
    public void AddReplica(int handle, DataNodeStorage storage, in Block onDisk)
    {
        var before = _state.Blocks.FindOnNode(handle, storage.Node);
        if (before == storage)
        {
            KeepInStep(handle, storage, onDisk);
            return;
        }

        if (before is not null)
        {
            Detach(handle, before);
        }

        _state.Blocks.AddReplica(handle, storage);
    }

    /// <summary>A replica is gone; the block is judged anew.</summary>
    public void RemoveReplica(int handle, DataNodeStorage storage)
    {
        Detach(handle, storage);
        Check(handle);
    }

    /// <summary>Takes a replica out of the map with all that is noted of it, and leaves the judging to the caller.</summary>
    public void Detach(int handle, DataNodeStorage storage)
    {
        ref var slot = ref _state.Blocks.Find(handle, storage);
        if (Unsafe.IsNullRef(ref slot))
        {
            return;
        }

        var corrupt = slot.Corrupt;
        _state.ExcessReplicas -= slot.Excess ? 1 : 0;
        _state.Blocks.RemoveReplica(handle, storage);
        if (corrupt)
        {
            ForgetCorruption(handle, storage.Node);
        }
    }

    /// <summary>Notes that a replica is corrupt. It stays in the map, and is deleted when that endangers nothing.</summary>
    public void MarkCorrupt(int handle, DataNodeStorage storage, in CorruptReplica corruption)
    {
        var before = _state.Blocks.FindOnNode(handle, storage.Node);
        if (before != storage)
        {
            if (before is not null)
            {
                Detach(handle, before);
            }

            _state.Blocks.AddReplica(handle, storage);
        }

        ref var slot = ref _state.Blocks.Find(handle, storage);
        slot.Corrupt = true;
        if (slot.Excess)
        {
            slot.Excess = false;
            _state.ExcessReplicas--;
        }

        _state.Corrupt.Set(handle, storage.Node, corruption);
        SetHasCorrupt(handle, true);
        Check(handle);
    }

    // What is noted of a corrupt replica is what its node has: only that can be deleted. A stamp that is right by now is no fault any more.
    private void KeepInStep(int handle, DataNodeStorage storage, in Block onDisk)
    {
        ref var slot = ref _state.Blocks.Find(handle, storage);
        if (!slot.Corrupt)
        {
            return;
        }

        var known = _state.Corrupt.Get(handle, storage.Node);
        if (known.Kind == CorruptionKind.WrongGenerationStamp)
        {
            slot.Corrupt = false;
            ForgetCorruption(handle, storage.Node);
        }
        else
        {
            _state.Corrupt.Set(handle, storage.Node, known with { OnDisk = onDisk });
        }
    }

    private void ForgetCorruption(int handle, DataNodeDescriptor node)
    {
        // What the node had before it was lost may be forgotten only now, when it has another bad one.
        if (_state.Blocks.FindOnNode(handle, node) is not { } now || !_state.Blocks.Find(handle, now).Corrupt)
        {
            _state.Corrupt.Remove(handle, node);
        }

        foreach (ref var slot in _state.Blocks.Replicas(handle))
        {
            if (slot.Corrupt)
            {
                return;
            }
        }

        SetHasCorrupt(handle, false);
    }

    private void SetHasCorrupt(int handle, bool corrupt)
    {
        ref var record = ref _state.Blocks[handle];
        if (record.HasCorrupt != corrupt)
        {
            record.HasCorrupt = corrupt;
            _state.Corrupt.Blocks += corrupt ? 1 : -1;
        }
    }

    // A surplus replica whose deletion no node has been told of yet serves again when others are lost meanwhile.
    private void TakeBackExcess(int handle, ref ReplicaTally tally)
    {
        ref var record = ref _state.Blocks[handle];
        var changed = false;
        foreach (ref var slot in _state.Blocks.Replicas(handle))
        {
            var node = _state.Storages[slot.Storage].Node;
            if (slot.Excess && node.InService && node.Invalidates.Contains(record.Id, record.GenerationStamp)
                && tally.Live < record.Replication)
            {
                _state.CancelInvalidate(node, record.Id);
                _state.ExcessReplicas--;
                slot.Excess = false;
                tally.Live++;
                changed = true;
            }
        }

        if (changed)
        {
            tally = ReplicaTally.Of(_state, handle);
        }
    }

    private void DropSurplus(int handle, DataNodeDescriptor? added, DataNodeDescriptor? hint)
    {
        ref var record = ref _state.Blocks[handle];
        _scratch.Clear();
        foreach (ref var slot in _state.Blocks.Replicas(handle))
        {
            var storage = _state.Storages[slot.Storage];
            if (ReplicaTally.Health(slot, storage.Node) != ReplicaHealth.Live)
            {
                continue;
            }

            // What a node held before it restarted may be gone: no replica is given up on the strength of such a one.
            if (storage.BlockReports == 0)
            {
                _state.Postponed.Add(record.Id);
                continue;
            }

            _scratch.Add(storage);
        }

        while (_scratch.Count > record.Replication)
        {
            var chosen = ExcessChooser.RemoveOne(_state, _scratch, hint, added);
            hint = null;
            _state.Blocks.Find(handle, chosen).Excess = true;
            _state.ExcessReplicas++;
            _state.Invalidate(chosen.Node, record.Block);
        }
    }

    /// <summary>
    /// Every node in service has a replica, some of them bad: a good one can only come where a bad one is, so those go as long as there is
    /// a good one. (Apache leaves such a block as it is; in a cluster of three nodes that is every block with a bad replica.)
    /// </summary>
    public void MakeRoom(int handle, in ReplicaTally tally)
    {
        if (tally.Corrupt == 0 || tally.Usable < _state.Options.MinReplication)
        {
            return;
        }

        var taken = 0;
        foreach (ref var slot in _state.Blocks.Replicas(handle))
        {
            taken += _state.Storages[slot.Storage].Node.InService ? 1 : 0;
        }

        if (taken >= _state.Totals.InService)
        {
            DropCorrupt(handle, tally, all: true);
        }
    }

    // Apache's three cases: enough good ones; more replicas than wanted with the bad ones; or bad since a failed write,
    // where the stamp tells.
    private void DropCorrupt(int handle, in ReplicaTally tally, bool all)
    {
        ref var record = ref _state.Blocks[handle];
        var enough = tally.Usable >= record.Replication;
        var some = tally.Usable >= _state.Options.MinReplication;
        var tooMany = some && tally.Live + tally.Corrupt > record.Replication;
        _scratch.Clear();
        foreach (ref var slot in _state.Blocks.Replicas(handle))
        {
            if (slot.Corrupt)
            {
                var storage = _state.Storages[slot.Storage];
                var leftByWrite = some && _state.Corrupt.Get(handle, storage.Node).OnDisk.GenerationStamp < record.GenerationStamp;
                if (all || enough || tooMany || leftByWrite)
                {
                    _scratch.Add(storage);
                }
            }
        }

        var dropped = _scratch.ToArray();
        foreach (var storage in dropped)
        {
            _state.Invalidate(storage.Node, _state.Corrupt.Get(handle, storage.Node).OnDisk);
            Detach(handle, storage);
        }
    }
}
