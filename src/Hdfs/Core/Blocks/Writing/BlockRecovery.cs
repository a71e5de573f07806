using Hathi.Hdfs.Core.Blocks.Map;
using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Blocks.Redundancy;
using Hathi.Hdfs.Core.Blocks.State;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.Writing;

/// <summary>
/// Recovery of a block whose writer is gone: one of its nodes, the primary, makes the others agree on a length under a new generation stamp
/// (BlockUnderConstructionFeature.initializeBlockRecovery, FSNamesystem.commitBlockSynchronization).
/// </summary>
internal sealed class BlockRecovery(ClusterState state, BlockWriting writing, RedundancyMonitor redundancy)
{
    // Orders told with one heartbeat; the next one has the next.
    private const int OrdersPerHeartbeat = 1_000;

    // What was deleted or recovered meanwhile takes no place among those orders: so much is passed over at once, a few milliseconds.
    private const int PassedOverPerHeartbeat = 100 * OrdersPerHeartbeat;

    /// <summary>
    /// Dead intervals for which a file waits for a node that came and never ends a full report: an hour, by when the leaves to report have
    /// gone round the largest cluster. A node that registers again and again keeps nothing open longer; one that comes late
    /// is waited for as long.
    /// </summary>
    internal const int PatienceInDeadIntervals = 6;

    /// <summary>
    /// Dead intervals after which an empty block that nobody has is given up whoever comes: a day. Nodes that come under another name each
    /// time, or die and come back, keep no file open longer.
    /// </summary>
    internal const int LongestWaitInDeadIntervals = 144;

    /// <summary>
    /// Recoveries that a holder may come to nothing by not saying what it has: a quarter of an hour, longer than a node that says nothing
    /// at all counts as alive. One that comes back and reports the block is waited for anew: it may be reading what it has.
    /// </summary>
    internal const int OrdersForSilent = 10;

    /// <summary>The same in all, however often holders come back: an hour.</summary>
    internal const int OrdersForSilentAtMost = 40;

    private readonly ClusterState _state = state;
    private readonly BlockWriting _writing = writing;
    private readonly RedundancyMonitor _redundancy = redundancy;
    private long _allHadReportedAt = -1;
    private (long Now, long Arrivals, bool IsAwaited) _lastLook = (-1, -1, false);

    /// <summary>The generation stamp that a running recovery was started with; 0 when none runs.</summary>
    public long IdOf(long blockId) =>
        _state.Blocks.Find(blockId) is var handle and not 0 && _state.Open.TryGetValue(handle, out var open) ? open.RecoveryId : 0;

    /// <summary>Queues the order for one of the nodes that have the block.</summary>
    public RecoveryStart Begin(int handle, long recoveryId)
    {
        ref var record = ref _state.Blocks[handle];
        if (!_state.Open.TryGetValue(handle, out var open))
        {
            throw new InvalidOperationException($"{record.Block.Name()} is complete: there is nothing to recover.");
        }

        DropReplaced(open);
        if (MayBeElsewhere(record, open))
        {
            return RecoveryStart.WaitsForReports;
        }

        if (open.Replicas.Count == 0)
        {
            return RecoveryStart.NobodyHasIt;
        }

        record.State = BlockState.UnderRecovery;
        open.RecoveryId = recoveryId;
        ChoosePrimary(record.Id, open);
        return RecoveryStart.Begun;
    }

    /// <summary>The primary died before it was told: another one leads. Once told, a retry is up to the lease.</summary>
    public void Reassign(long blockId)
    {
        var handle = _state.Blocks.Find(blockId);
        if (handle != 0 && _state.Open.TryGetValue(handle, out var open) && open.RecoveryId != 0)
        {
            ChoosePrimary(blockId, open);
        }
    }

    public void End(int handle, long length, long generationStamp, IReadOnlyList<(string DataNodeUuid, string StorageId)> replicas)
    {
        ref var record = ref _state.Blocks[handle];
        if (!_state.Open.TryGetValue(handle, out var open))
        {
            // Whether a block was complete when another followed it is not in the log, which takes it for complete; one that became the
            // last again by abandonBlock may not have been.
            _writing.ForceComplete(handle, length, generationStamp);
            return;
        }

        var before = record.Block;
        var told = open.Replicas;
        var agreed = new List<ExpectedReplica>(replicas.Count);
        var nodes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (uuid, storageId) in replicas)
        {
            if (nodes.Add(uuid) && _state.Nodes.TryGet(uuid, out var node) && node.Alive && node.FindStorage(storageId) is { } storage)
            {
                agreed.Add(new ExpectedReplica(storage, generationStamp, length, ReplicaState.Finalized) { Reported = true });
            }
        }

        open.RecoveryId = 0;
        open.SetReplicas(agreed);
        _writing.CommitAs(handle, length, generationStamp);
        foreach (var replica in agreed)
        {
            replica.Storage.Node.NoteChange(before.Id); // newer than a report that is being taken in
            _redundancy.AddReplica(handle, replica.Storage, replica.OnDisk(before.Id));
        }

        MarkOthersCorrupt(handle, before, told, agreed);
    }

    /// <summary>What <paramref name="primary"/> is to recover now.</summary>
    public RecoverBlocks? DequeueFor(DataNodeDescriptor primary)
    {
        List<RecoveringBlock>? blocks = null;
        for (var looks = PassedOverPerHeartbeat; looks > 0
            && (blocks?.Count ?? 0) < OrdersPerHeartbeat
            && primary.Recoveries.TryDequeue(out var id); looks--)
        {
            var handle = _state.Blocks.Find(id);
            if (handle != 0 && _state.Open.TryGetValue(handle, out var open) && open.RecoveryId != 0)
            {
                if (open.OrderedId == open.RecoveryId)
                {
                    continue; // two leaders of one recovery end each other
                }

                open.OrderedId = open.RecoveryId;
                var participants = Participants(open);
                var locations = participants.ConvertAll(static r => r.Storage.Location);
                (blocks ??= [])
                    .Add(new RecoveringBlock(_state.Blocks[handle].Block, open.RecoveryId, locations, IsWithoutSilent(participants)));
            }
        }

        return blocks is null ? null : new RecoverBlocks(blocks);
    }

    // Of an order that its node was not there to take, or that left it out, a holder has not heard.
    private static bool IsWithoutSilent(List<ExpectedReplica> asked)
    {
        var isOver = true;
        foreach (var replica in asked)
        {
            replica.Asked++;
            replica.AskedSinceReport++;
            isOver &= replica.AskedSinceReport > OrdersForSilent || replica.Asked > OrdersForSilentAtMost;
        }

        return isOver;
    }

    private void DropReplaced(OpenBlock open)
    {
        var known = open.Replicas.Count;
        open.SetReplicas(open.Replicas.FindAll(StillExists));
        if (known > 0 && open.Replicas.Count == 0)
        {
            open.MissedSince = _state.Now.MonotonicMilliseconds;
        }
    }

    // After a restart the nodes of the pipeline are those that report. Without one nothing is given up before a silent node counts as dead
    // and all others have reported, or had an hour to since they came. With some, others that may have more of it are waited for: until a
    // node counts as stale, or one that registered reports.
    private bool MayBeElsewhere(in BlockRecord record, OpenBlock open)
    {
        if (open.MissedSince < 0 || open.Replicas.Count >= record.Replication)
        {
            return false;
        }

        var waited = _state.Now.MonotonicMilliseconds - Math.Max(open.MissedSince, _state.StartedAt);
        return open.Replicas.Count == 0
            ? waited < _state.Options.DeadAfter || (waited < LongestWaitInDeadIntervals * _state.Options.DeadAfter && IsReportAwaited())
            : waited < _state.Options.StaleAfter || (waited < _state.Options.DeadAfter && IsReportAwaited());
    }

    // Many files ask in one step: the nodes are gone through once for all.
    private bool IsReportAwaited()
    {
        var now = _state.Now.MonotonicMilliseconds;
        if (_allHadReportedAt == _state.Arrivals)
        {
            return false;
        }

        if (_lastLook.Now == now && _lastLook.Arrivals == _state.Arrivals)
        {
            return _lastLook.IsAwaited;
        }

        var all = true;
        var isAwaited = false;
        foreach (var node in _state.Nodes.Nodes)
        {
            if (node.Alive && !node.AllReported)
            {
                all = false;
                isAwaited |= now - Math.Max(node.AliveSince, _state.StartedAt) < PatienceInDeadIntervals * _state.Options.DeadAfter;
            }
        }

        _allHadReportedAt = all ? _state.Arrivals : _allHadReportedAt;
        _lastLook = (now, _state.Arrivals, isAwaited);
        return isAwaited;
    }

    // A dead node may come back with its replica; a node that another took the place of, or a storage that its node no
    // longer has, never will.
    private bool StillExists(ExpectedReplica replica) =>
        _state.Nodes.TryGet(replica.Storage.Node.Uuid, out var node)
        && node == replica.Storage.Node
        && node.Storages.Contains(replica.Storage);

    // Of those that live and have not led yet, the one heard of last; when all have, they start over.
    private void ChoosePrimary(long blockId, OpenBlock open)
    {
        if (!open.Replicas.Exists(r => r.Alive && !r.WasPrimary))
        {
            open.Replicas.ForEach(r => r.WasPrimary = false);
        }

        ExpectedReplica? primary = null;
        foreach (var replica in open.Replicas)
        {
            if (replica.Alive
                && !replica.WasPrimary
                && (primary is null || replica.Storage.Node.LastHeartbeat > primary.Storage.Node.LastHeartbeat))
            {
                primary = replica;
            }
        }

        if (primary is not null)
        {
            primary.WasPrimary = true;
            primary.Storage.Node.Recoveries.Enqueue(blockId);
        }
    }

    // Stale nodes only slow a recovery down, unless too few others are left.
    private List<ExpectedReplica> Participants(OpenBlock open)
    {
        var fresh = open.Replicas.FindAll(r => r.Alive && !r.Storage.Node.IsStale(_state.Now, _state.Options.StaleAfter));
        return fresh.Count > 1 ? fresh : open.Replicas.FindAll(r => r.Alive);
    }

    // As their nodes have them. One that took what was agreed and whose answer came too late is as good as those that are named.
    private void MarkOthersCorrupt(int handle, in Block before, List<ExpectedReplica> told, List<ExpectedReplica> agreed)
    {
        ref var record = ref _state.Blocks[handle];
        if (before.GenerationStamp == record.GenerationStamp && before.Length == record.Length)
        {
            return;
        }

        var others = new List<(DataNodeStorage Storage, Block OnDisk)>();
        foreach (ref var slot in _state.Blocks.Replicas(handle))
        {
            var storage = _state.Storages[slot.Storage];
            if (!slot.Corrupt && !agreed.Exists(r => r.Storage == storage))
            {
                var onDisk = told.Find(r => r.Storage == storage && r.Reported)?.OnDisk(record.Id) ?? before;
                if (onDisk != record.Block)
                {
                    others.Add((storage, onDisk));
                }
            }
        }

        foreach (var (storage, onDisk) in others)
        {
            _redundancy.MarkCorrupt(
                handle,
                storage,
                new CorruptReplica(
                    onDisk,
                    CorruptionKind.WrongGenerationStamp,
                    $"genstamp does not match {onDisk.GenerationStamp} : {record.GenerationStamp}"));
        }
    }
}
