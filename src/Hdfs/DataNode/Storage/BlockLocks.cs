using Hathi.Hdfs.DataNode.Options;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// A lock for each block that somebody works on, made when it is wanted and forgotten when nobody has it: blocks do not share locks, for
/// whoever waits for a disk that does not answer would hold up blocks of other disks. Safe from any thread.
/// </summary>
/// <param name="waits">How threads wait for one.</param>
internal sealed class BlockLocks(MonitorWaits waits)
{
    private readonly Dictionary<long, Entry> _entries = [];

    /// <summary>Blocks that somebody works on, or waits to.</summary>
    internal int Count
    {
        get
        {
            lock (_entries)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>
    /// Waits for the block's lock and takes it; may be taken again by the same thread. Gives it back when what is returned is disposed.
    /// </summary>
    internal Held Enter(long blockId)
    {
        Entry? entry;
        lock (_entries)
        {
            if (!_entries.TryGetValue(blockId, out entry))
            {
                _entries.Add(blockId, entry = new Entry());
            }

            entry.Users++;
        }

        waits.Enter(entry);
        return new Held(this, blockId, entry);
    }

    private void Exit(long blockId, Entry entry)
    {
        waits.Exit(entry);
        lock (_entries)
        {
            if (--entry.Users == 0)
            {
                _entries.Remove(blockId);
            }
        }
    }

    internal sealed class Entry
    {
        internal int Users { get; set; }
    }

    /// <summary>The lock of a block, on the thread that took it.</summary>
    internal readonly ref struct Held(BlockLocks locks, long blockId, Entry entry)
    {
        public void Dispose() => locks.Exit(blockId, entry);
    }
}
