using Hathi.Hdfs.Core.Blocks.State;

namespace Hathi.Hdfs.Core.Blocks.Redundancy;

/// <summary>Blocks that time brings up again: copies that nobody reported, and surplus that could not be judged.</summary>
internal sealed class BlockLooks(ClusterState state, RedundancyMonitor redundancy) : IWorkInPieces
{
    private readonly ClusterState _state = state;
    private readonly RedundancyMonitor _redundancy = redundancy;
    private int _postponed;

    public bool HasWork => _postponed > 0 || _state.Pending.HasTimedOut(_state.Now, _state.Options.PendingTimeout);

    /// <summary>A tick: some of the postponed blocks are looked at again.</summary>
    public void Tick() => _postponed = Math.Min(_state.Postponed.Entries, _state.Options.PostponedPerTick);

    public void Run(ref int budget)
    {
        while (budget > 0 && _state.Pending.HasTimedOut(_state.Now, _state.Options.PendingTimeout))
        {
            budget--;
            if (_state.Pending.TryDequeueOldest(out var handle))
            {
                _redundancy.Check(handle);
            }
        }

        for (; budget > 0 && _postponed > 0; budget--, _postponed--)
        {
            if (_state.Postponed.TryDequeue(out var id) && _state.Blocks.Find(id) is var handle and not 0)
            {
                _redundancy.Check(handle);
            }
        }
    }
}
