using System.Diagnostics.CodeAnalysis;
using Hathi.Base;
using Hathi.Hdfs.Core.Blocks.Map;
using Hathi.Hdfs.Core.DataNodes;

namespace Hathi.Hdfs.Core.Blocks.Redundancy;

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

    public IEnumerable<(int Handle, long Since, int Replicas)> Entries => _entries.Select(e => (e.Key, e.Value.Since, e.Value.Replicas.Count));

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

        Unschedule(replicas[index]);
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
            Unschedule(replica);
        }

        Forget(handle);
    }

    /// <summary>Takes out one block that has waited for <paramref name="timeout"/> milliseconds.</summary>
    public bool TryTakeTimedOut(Now now, long timeout, [NotNullWhen(true)] out int? handle)
    {
        while (_order.TryPeek(out var oldest) && now.MonotonicMilliseconds - oldest.Since >= timeout)
        {
            _order.Dequeue();
            if (_entries.TryGetValue(oldest.Handle, out var entry) && entry.Since == oldest.Since)
            {
                Remove(oldest.Handle);
                handle = oldest.Handle;
                return true;
            }
        }

        handle = null;
        return false;
    }

    /// <summary>Drops the copies that a node was to receive or send, and with <paramref name="writersToo"/> what clients were sending it.</summary>
    /// <returns>The blocks that now have less coming.</returns>
    public List<int> RemoveNode(DataNodeDescriptor node, bool writersToo)
    {
        bool Lost(PendingReplica replica) => replica.Source == node || (replica.Target.Node == node && (writersToo || replica.Source is not null));

        var touched = new List<int>();
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
                Unschedule(replica);
                replicas.Remove(replica);
            }

            if (replicas.Count == 0)
            {
                Forget(handle);
            }
        }

        return touched;
    }

    private static void Unschedule(in PendingReplica replica)
    {
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
