using Hathi.Hdfs.Core.Blocks.Map;
using Hathi.Hdfs.Core.Memory;

namespace Hathi.Hdfs.Core.Blocks.State;

/// <summary>
/// Blocks that need more replicas, by how badly (LowRedundancyBlocks). A record says which level its block is in; the queues may hold
/// entries that are out of date and are passed over, so that leaving a queue costs nothing, and a block that comes back finds its entry
/// there. Two queues a level: what a round has visited waits for the next one.
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

    // Entries of missing blocks are not visited by rounds: each round looks whether so many of them are out of date.
    private const int MissingPerRound = 1_000;

    private readonly BlockMap _blocks = blocks;
    private readonly PagedIntQueue[] _unvisited = [new(), new(), new(), new(), new()];
    private readonly PagedIntQueue[] _visited = [new(), new(), new(), new(), new()];
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
            Enqueue(_unvisited[level], handle, level);
        }
    }

    public void Remove(int handle) => Set(handle, -1);

    /// <summary>The next block of this round, worst first.</summary>
    /// <param name="budget">Entries that may be looked at; those out of date count too.</param>
    /// <param name="handle">The block.</param>
    /// <returns>False: the budget is spent; or, if some of it is left, the round is over and the next call begins another.</returns>
    public bool TryNext(ref int budget, out int handle)
    {
        for (var level = 0; level < Missing; level++)
        {
            while (budget > 0 && _unvisited[level].TryDequeue(out handle))
            {
                budget--;
                ref var record = ref _blocks[handle];
                record.SetQueued(level, false);
                if (record.QueueLevel == level)
                {
                    return true;
                }
            }
        }

        handle = 0;
        if (budget > 0)
        {
            EndRound(ref budget);
        }

        return false;
    }

    /// <summary>A block from <see cref="TryNext"/> that could not be helped now waits for the next round.</summary>
    public void TryAgain(int handle)
    {
        var level = _blocks[handle].QueueLevel;
        if (level >= 0)
        {
            Enqueue(_visited[level], handle, level);
        }
    }

    /// <summary>Blocks of a level, in no order.</summary>
    /// <param name="level">Which.</param>
    /// <param name="limit">Entries looked at.</param>
    public List<int> Some(int level, int limit)
    {
        var handles = new List<int>();
        foreach (var handle in _unvisited[level].Items.Concat(_visited[level].Items).Take(limit))
        {
            if (_blocks[handle].QueueLevel == level)
            {
                handles.Add(handle);
            }
        }

        return handles;
    }

    private void EndRound(ref int budget)
    {
        for (var level = 0; level < Missing; level++)
        {
            (_unvisited[level], _visited[level]) = (_visited[level], _unvisited[level]);
        }

        var missing = _unvisited[Missing];
        for (var i = Math.Min(Math.Min(missing.Count, MissingPerRound), budget - 1); i > 0 && missing.TryDequeue(out var handle); i--)
        {
            budget--;
            _blocks[handle].SetQueued(Missing, false);
            if (_blocks[handle].QueueLevel == Missing)
            {
                Enqueue(missing, handle, Missing);
            }
        }
    }

    private void Enqueue(PagedIntQueue queue, int handle, int level)
    {
        ref var record = ref _blocks[handle];
        if (!record.IsQueued(level))
        {
            record.SetQueued(level, true);
            queue.Enqueue(handle);
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
}
