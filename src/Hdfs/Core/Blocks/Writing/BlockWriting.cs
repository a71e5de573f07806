using Hathi.Hdfs.Core.Blocks.Map;
using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Blocks.Redundancy;
using Hathi.Hdfs.Core.Blocks.SafeModes;
using Hathi.Hdfs.Core.Blocks.State;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.Writing;

/// <summary>
/// The life of a block until it is complete: added, committed, completed, opened again
/// (BlockManager.commitOrCompleteLastBlock and around it).
/// </summary>
internal sealed class BlockWriting(ClusterState state, SafeMode safeMode, RedundancyMonitor redundancy)
{
    private readonly ClusterState _state = state;
    private readonly SafeMode _safeMode = safeMode;
    private readonly RedundancyMonitor _redundancy = redundancy;

    public void Add(in Block block, BlockState blockState, long inodeId, short replication, IReadOnlyList<ReplicaLocation> targets)
    {
        if (block.Id == 0 || _state.Blocks.Find(block.Id) != 0)
        {
            throw new InvalidOperationException($"Block {block.Id} is added a second time, or has no id.");
        }

        var handle = _state.Blocks.Add(block.Id);
        ref var record = ref _state.Blocks[handle];
        record.InodeId = inodeId;
        record.Replication = replication;
        record.State = blockState;
        Stamp(ref record, block.Length, block.GenerationStamp);
        if (blockState == BlockState.Complete)
        {
            _safeMode.CountBlock(ref record, true);
            return;
        }

        var open = NewOpen();
        open.SetReplicas(Expected(targets, block.GenerationStamp));
        Schedule(handle, open);
        _state.Open.Add(handle, open);
    }

    /// <returns>Replicas that were forgotten.</returns>
    public int Remove(int handle)
    {
        ref var record = ref _state.Blocks[handle];
        var replicas = InvalidateReplicas(handle);
        _state.Needed.Remove(handle);
        _state.Pending.Remove(handle);
        _state.Postponed.Remove(record.Id);
        if (_state.Open.Remove(handle, out var open))
        {
            _safeMode.SawOpen(handle);
            InvalidateExpected(record.Id, open);
        }

        if (record.State == BlockState.Complete)
        {
            _safeMode.CountBlock(ref record, false);
        }

        _state.Blocks.Remove(handle);
        return replicas;
    }

    /// <exception cref="HdfsFault">Under recovery, or another generation stamp than the NameNode's.</exception>
    public BlockState Commit(int handle, long length, long generationStamp)
    {
        ref var record = ref _state.Blocks[handle];
        if (record.State == BlockState.Complete)
        {
            return BlockState.Complete;
        }

        if (record.State == BlockState.UnderRecovery)
        {
            throw new HdfsFault(
                HdfsError.Io, $"Commit or complete block {record.Block.Name()}, whereas it is under recovery. "
                    + "Wait for the recovery to end, then open the file again.");
        }

        if (record.State == BlockState.UnderConstruction)
        {
            if (record.GenerationStamp != generationStamp)
            {
                throw new HdfsFault(
                    HdfsError.Io,
                    $"Commit block with mismatching GS. NN has {record.Block.Name()}, "
                    + $"client submits {new Block(record.Id, length, generationStamp).Name()}");
            }

            CommitAs(handle, length, generationStamp);
        }

        TryComplete(handle);
        return record.State;
    }

    /// <summary>Length and stamp are final; replicas that were reported with others are not replicas of this block.</summary>
    public void CommitAs(int handle, long length, long generationStamp)
    {
        ref var record = ref _state.Blocks[handle];
        Stamp(ref record, length, generationStamp);
        record.State = BlockState.Committed;
        foreach (var replica in _state.Open[handle].Replicas)
        {
            if (!replica.Reported || replica.State != ReplicaState.Finalized || !_state.Blocks.Has(handle, replica.Storage))
            {
                continue;
            }

            var onDisk = replica.OnDisk(record.Id);
            if (CorruptWhenFinal(record, onDisk) is { } corruption)
            {
                _redundancy.MarkCorrupt(handle, replica.Storage, corruption);
            }
        }
    }

    /// <returns>Whether the block is complete now.</returns>
    public bool TryComplete(int handle)
    {
        ref var record = ref _state.Blocks[handle];
        if (record.State == BlockState.Committed && ReplicaTally.Of(_state, handle).Readable >= _state.Options.MinReplication)
        {
            Complete(handle);
        }

        return record.State == BlockState.Complete;
    }

    /// <summary>After a report: completes a committed block and tells its owner.</summary>
    public void CompleteWhenReported(int handle)
    {
        ref var record = ref _state.Blocks[handle];
        if (record.State == BlockState.Committed && TryComplete(handle))
        {
            _state.Owner.BlockCompleted(_state.Now, record.Id, record.InodeId);
        }
    }

    public void ForceComplete(int handle, long length, long generationStamp)
    {
        ref var record = ref _state.Blocks[handle];
        if (record.State == BlockState.Complete)
        {
            Stamp(ref record, length, generationStamp);
            _redundancy.Check(handle);
            return;
        }

        CommitAs(handle, length, generationStamp);
        Complete(handle);
    }

    public void Reopen(int handle, long generationStamp, long length, IReadOnlyList<ReplicaLocation> targets)
    {
        ref var record = ref _state.Blocks[handle];
        if (record.State == BlockState.Complete)
        {
            LeaveComplete(handle);
        }

        var open = _state.Open[handle];
        var stampChanged = record.GenerationStamp != generationStamp;
        Stamp(ref record, length, generationStamp);
        record.State = BlockState.UnderConstruction;
        open.RecoveryId = 0;
        if (targets.Count > 0)
        {
            open.MissedSince = -1;
            var reported = open.Replicas;
            open.SetReplicas(Expected(targets, generationStamp));
            KeepReports(open, reported);
            if (reported.Count == 0)
            {
                Schedule(handle, open);
            }
        }

        if (stampChanged)
        {
            DetachOlder(handle, open);
        }
    }

    private static CorruptReplica? CorruptWhenFinal(in BlockRecord record, in Block onDisk) =>
        Redundancy.CorruptionCheck.Find(record, onDisk, ReplicaState.Finalized);

    private static void Stamp(ref BlockRecord record, long length, long generationStamp)
    {
        record.Length = length;
        record.GenerationStamp = generationStamp;
    }

    // What the pipeline has still to report is waited for like a copy on its way.
    private void Complete(int handle)
    {
        ref var record = ref _state.Blocks[handle];
        record.State = BlockState.Complete;
        _safeMode.CountBlock(ref record, true);
        if (_state.Open.Remove(handle, out var open))
        {
            foreach (var replica in open.Replicas)
            {
                if (replica.Alive && _state.QueuesInUse && _state.Blocks.FindOnNode(handle, replica.Storage.Node) is null)
                {
                    _state.Pending.Add(_state.Now, handle, new PendingReplica(replica.Storage, null, replica.Scheduled));
                }
                else
                {
                    OpenBlock.Unschedule(replica);
                }
            }
        }

        _redundancy.Check(handle);
    }

    private void LeaveComplete(int handle)
    {
        ref var record = ref _state.Blocks[handle];
        _safeMode.CountBlock(ref record, false);
        _state.Needed.Remove(handle);
        _state.Pending.Remove(handle);
        var stored = new List<ExpectedReplica>();
        foreach (ref var slot in _state.Blocks.Replicas(handle))
        {
            var storage = _state.Storages[slot.Storage];
            _state.CancelInvalidate(storage.Node, record.Id);
            if (slot.Excess)
            {
                slot.Excess = false;
                _state.ExcessReplicas--;
            }

            if (!slot.Corrupt)
            {
                stored.Add(new ExpectedReplica(storage, record.GenerationStamp, record.Length, ReplicaState.Finalized));
            }
        }

        var open = NewOpen();
        open.SetReplicas(stored);
        _state.Open.Add(handle, open);
    }

    // Of a block that the log or an image tells of nobody knows who writes it.
    private OpenBlock NewOpen() => new() { MissedSince = _state.StartedAt < 0 ? 0 : -1 };

    private List<ExpectedReplica> Expected(IReadOnlyList<ReplicaLocation> targets, long generationStamp)
    {
        var replicas = new List<ExpectedReplica>(targets.Count);
        foreach (var target in targets)
        {
            if (_state.Nodes.TryGet(target.Node.Id.Uuid, out var node) && node.FindStorage(target.StorageId) is { } storage)
            {
                replicas.Add(new ExpectedReplica(storage, generationStamp, 0, ReplicaState.BeingWritten));
            }
        }

        return replicas;
    }

    // Sets a block's space aside where a new pipeline is to put it.
    private void Schedule(int handle, OpenBlock open)
    {
        open.PromisedAt = _state.Now.MonotonicMilliseconds;
        foreach (var replica in open.Replicas)
        {
            if (_state.Blocks.FindOnNode(handle, replica.Storage.Node) is null)
            {
                replica.Scheduled = true;
                replica.Storage.Scheduled++;
            }
        }
    }

    // A node may report its part of the new pipeline before the client tells the NameNode of that pipeline.
    private static void KeepReports(OpenBlock open, List<ExpectedReplica> before)
    {
        foreach (var old in before)
        {
            if (old.Reported && open.On(old.Storage.Node) is { } now && now.GenerationStamp == old.GenerationStamp)
            {
                open.Report(old.Storage, old.GenerationStamp, old.Length, old.State);
            }
        }
    }

    private void DetachOlder(int handle, OpenBlock open)
    {
        ref var record = ref _state.Blocks[handle];
        var stale = new List<DataNodeStorage>();
        foreach (ref var slot in _state.Blocks.Replicas(handle))
        {
            var storage = _state.Storages[slot.Storage];
            if (open.On(storage.Node) is not { Reported: true, State: ReplicaState.Finalized } replica
                || replica.GenerationStamp != record.GenerationStamp)
            {
                stale.Add(storage);
            }
        }

        foreach (var storage in stale)
        {
            _redundancy.Detach(handle, storage);
        }
    }

    private int InvalidateReplicas(int handle)
    {
        ref var record = ref _state.Blocks[handle];
        var count = 0;
        for (; AnyReplica(handle) is { } storage; count++)
        {
            if (!storage.IsGrave)
            {
                var onDisk = _state.Blocks.Find(handle, storage).Corrupt ? _state.Corrupt.Get(handle, storage.Node).OnDisk : record.Block;
                _state.Invalidate(storage.Node, onDisk);
            }

            _redundancy.Detach(handle, storage);
        }

        return count;
    }

    private DataNodeStorage? AnyReplica(int handle)
    {
        foreach (ref var slot in _state.Blocks.AllReplicas(handle))
        {
            return _state.Storages[slot.Storage];
        }

        return null;
    }

    private void InvalidateExpected(long id, OpenBlock open)
    {
        open.UnscheduleAll();
        foreach (var replica in open.Replicas)
        {
            if (replica.Reported && replica.Alive)
            {
                _state.Invalidate(replica.Storage.Node, replica.OnDisk(id));
            }
        }
    }
}
