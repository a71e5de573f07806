using Hathi.Hdfs.Core.Blocks.Map;

namespace Hathi.Hdfs.Core.Blocks.Redundancy;

/// <summary>
/// Blocks that need more replicas, by how badly (LowRedundancyBlocks). A record says which level its block is in; the queues may hold entries that
/// are out of date and are passed over, so that leaving a queue costs nothing. Two queues a level: what a round has visited waits for the next one.
/// </summary>
internal sealed class LowRedundancyQueues(BlockMap blocks)
{
    /// <summary>One replica left, or only ones on nodes that leave.</summary>
    public const int HighestPriority = 0;

    /// <summary>Less than a third of what is wanted.</summary>
    public const int VeryLow = 1;

    public const int Low = 2;

    /// <summary>Enough, but all on one rack.</summary>
    public const int BadlyDistributed = 3;

    /// <summary>No good replica: nothing to copy from.</summary>
    public const int Missing = 4;

    public const int Levels = 5;

    private const int CompactionSlack = 1024;

    private readonly BlockMap _blocks = blocks;
    private readonly Queue<int>[] _unvisited = [new(), new(), new(), new(), new()];
    private readonly Queue<int>[] _visited = [new(), new(), new(), new(), new()];
    private readonly int[] _counts = new int[Levels];

    /// <summary>Blocks in all levels.</summary>
    public int Count => _counts[0] + _counts[1] + _counts[2] + _counts[3] + _counts[4];

    /// <summary>Of those in <see cref="Missing"/>, the ones that want one replica only.</summary>
    public int MissingWithReplicationOne { get; private set; }

    public int CountOf(int level) => _counts[level];

    /// <summary>The level for these numbers; whether the block belongs into a queue at all is decided elsewhere.</summary>
    public static int LevelFor(in ReplicaTally tally, int wanted) =>
        tally.Live >= wanted ? BadlyDistributed
        : tally.Live == 0 ? (tally.Decommissioning + tally.Decommissioned > 0 ? HighestPriority : Missing)
        : tally.Live == 1 ? HighestPriority
        : tally.Live * 3 < wanted ? VeryLow
        : Low;

    /// <summary>Puts a block into a level and out of the one it was in; -1: out only.</summary>
    public void Set(int handle, int level)
    {
        ref var record = ref _blocks[handle];
        var before = record.QueueLevel;
        if (before == level)
        {
            return;
        }

        record.QueueLevel = level;
        Adjust(before, record.Replication, -1);
        Adjust(level, record.Replication, 1);
        if (level >= 0)
        {
            Enqueue(handle, level);
        }

        if (before >= 0 && _counts[before] == 0 && Entries(before) > CompactionSlack)
        {
            Empty(before);
        }
    }

    public void Remove(int handle) => Set(handle, -1);

    /// <summary>The next block of this round, worst first; false when the round is over, the next call begins another.</summary>
    public bool TryNext(out int handle)
    {
        for (var level = 0; level < Missing; level++)
        {
            while (_unvisited[level].TryDequeue(out handle))
            {
                if (_blocks[handle].QueueLevel == level)
                {
                    return true;
                }
            }
        }

        for (var level = 0; level < Missing; level++)
        {
            (_unvisited[level], _visited[level]) = (_visited[level], _unvisited[level]);
        }

        handle = 0;
        return false;
    }

    /// <summary>A block from <see cref="TryNext"/> that could not be helped now waits for the next round.</summary>
    public void TryAgain(int handle)
    {
        var level = _blocks[handle].QueueLevel;
        if (level >= 0)
        {
            _visited[level].Enqueue(handle);
        }
    }

    /// <summary>The blocks of a level, each once, in no order.</summary>
    public List<int> Snapshot(int level)
    {
        Compact(level);
        var handles = new List<int>(_counts[level]);
        handles.AddRange(_unvisited[level]);
        handles.AddRange(_visited[level]);
        return handles;
    }

    private void Enqueue(int handle, int level)
    {
        _unvisited[level].Enqueue(handle);
        if (Entries(level) > (2 * _counts[level]) + CompactionSlack)
        {
            Compact(level);
        }
    }

    private void Adjust(int level, int replication, int by)
    {
        if (level < 0)
        {
            return;
        }

        _counts[level] += by;
        if (level == Missing && replication == 1)
        {
            MissingWithReplicationOne += by;
        }
    }

    private int Entries(int level) => _unvisited[level].Count + _visited[level].Count;

    // After a rack has come back, millions of entries may be out of date at once.
    private void Empty(int level)
    {
        _unvisited[level] = new Queue<int>();
        _visited[level] = new Queue<int>();
    }

    // Drops entries that are out of date or there twice.
    private void Compact(int level)
    {
        Mark(_unvisited[level], level);
        Mark(_visited[level], level);
        Unmark(_unvisited[level]);
        Unmark(_visited[level]);
    }

    private void Mark(Queue<int> queue, int level)
    {
        for (var i = queue.Count; i > 0; i--)
        {
            var handle = queue.Dequeue();
            ref var record = ref _blocks[handle];
            if (record.QueueLevel == level && !record.Mark)
            {
                record.Mark = true;
                queue.Enqueue(handle);
            }
        }
    }

    private void Unmark(Queue<int> queue)
    {
        foreach (var handle in queue)
        {
            _blocks[handle].Mark = false;
        }
    }
}
