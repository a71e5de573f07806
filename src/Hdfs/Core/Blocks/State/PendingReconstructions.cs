using Hathi.Base;
using Hathi.Hdfs.Core.Blocks.Map;
using Hathi.Hdfs.Core.Blocks.Nodes;

namespace Hathi.Hdfs.Core.Blocks.State;

/// <summary>One replica that is expected to be reported soon.</summary>
/// <param name="Target">Where.</param>
/// <param name="Source">The node that was asked to send it; null when a client's pipeline does.</param>
/// <param name="Scheduled">Counted in the target's <see cref="DataNodeStorage.Scheduled"/>.</param>
internal readonly record struct PendingReplica(DataNodeStorage Target, DataNodeDescriptor? Source, bool Scheduled);

/// <summary>Blocks of which copies are on their way, with a time-out (PendingReconstructionBlocks).</summary>
internal sealed class PendingReconstructions(BlockMap blocks)
{
    private readonly BlockMap _blocks = blocks;
    private readonly Dictionary<int, Entry> _entries = [];
    private readonly Queue<(int Handle, long Since)> _order = new();

    /// <summary>Blocks that are being copied.</summary>
    public int Count => _entries.Count;

    public IEnumerable<(int Handle, long Since, int Replicas)> Entries =>
        _entries.Select(e => (e.Key, e.Value.Since, e.Value.Replicas.Count));

    public int CountOf(int handle) => _blocks[handle].HasPending ? _entries[handle].Replicas.Count : 0;

    public IReadOnlyList<PendingReplica> Of(int handle) => _blocks[handle].HasPending ? _entries[handle].Replicas : [];

    /// <summary>More replicas are expected; the block's time-out starts anew.</summary>
    public void Add(Now now, int handle, PendingReplica replica)
    {
        ref var record = ref _blocks[handle];
        if (!record.HasPending)
        {
            record.HasPending = true;
            _entries[handle] = new Entry();
        }

        var entry = _entries[handle];
        entry.Replicas.Add(replica);
        CountAt(replica, 1);
        if (entry.Since != now.MonotonicMilliseconds || entry.Replicas.Count == 1)
        {
            entry.Since = now.MonotonicMilliseconds;
            _order.Enqueue((handle, entry.Since));
        }
    }

    /// <summary>A replica on <paramref name="node"/> was reported, or will not come.</summary>
    /// <returns>False when none was expected there.</returns>
    public bool Resolve(int handle, DataNodeDescriptor node)
    {
        if (!_blocks[handle].HasPending)
        {
            return false;
        }

        var replicas = _entries[handle].Replicas;
        var index = replicas.FindIndex(r => r.Target.Node == node);
        if (index < 0)
        {
            return false;
        }

        Drop(replicas[index]);
        replicas.RemoveAt(index);
        if (replicas.Count == 0)
        {
            Forget(handle);
        }

        return true;
    }

    /// <summary>Expects nothing more of a block.</summary>
    public void Remove(int handle)
    {
        if (!_blocks[handle].HasPending)
        {
            return;
        }

        foreach (var replica in _entries[handle].Replicas)
        {
            Drop(replica);
        }

        Forget(handle);
    }

    /// <summary>Whether the oldest entry has waited for <paramref name="timeout"/> milliseconds.</summary>
    public bool HasTimedOut(Now now, long timeout) => _order.TryPeek(out var oldest) && now.MonotonicMilliseconds - oldest.Since >= timeout;

    /// <summary>Takes out the oldest entry.</summary>
    /// <returns>False: it was out of date.</returns>
    public bool TryDequeueOldest(out int handle)
    {
        (handle, var since) = _order.Dequeue();
        if (!_entries.TryGetValue(handle, out var entry) || entry.Since != since)
        {
            return false;
        }

        Remove(handle);
        return true;
    }

    /// <summary>
    /// Drops the copies that a node was to receive or send, and with <paramref name="writersToo"/> what clients were sending it.
    /// </summary>
    /// <returns>The blocks that now have less coming.</returns>
    public List<int> RemoveNode(DataNodeDescriptor node, bool writersToo)
    {
        bool Lost(PendingReplica replica) =>
            replica.Source == node || (replica.Target.Node == node && (writersToo || replica.Source is not null));

        var touched = new List<int>();
        if (node.PendingCopies == 0)
        {
            return touched;
        }

        foreach (var (handle, entry) in _entries)
        {
            if (entry.Replicas.Exists(Lost))
            {
                touched.Add(handle);
            }
        }

        foreach (var handle in touched)
        {
            var replicas = _entries[handle].Replicas;
            foreach (var replica in replicas.FindAll(Lost))
            {
                Drop(replica);
                replicas.Remove(replica);
            }

            if (replicas.Count == 0)
            {
                Forget(handle);
            }
        }

        return touched;
    }

    private static void CountAt(in PendingReplica replica, int by)
    {
        replica.Target.Node.PendingCopies += by;
        if (replica.Source is { } source)
        {
            source.PendingCopies += by;
        }
    }

    private static void Drop(in PendingReplica replica)
    {
        CountAt(replica, -1);
        if (replica.Scheduled)
        {
            replica.Target.Scheduled--;
        }
    }

    private void Forget(int handle)
    {
        _entries.Remove(handle);
        _blocks[handle].HasPending = false;
    }

    private sealed class Entry
    {
        public List<PendingReplica> Replicas { get; } = [];

        public long Since { get; set; }
    }
}
