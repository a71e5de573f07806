namespace Hathi.MapReduce.Engine;

/// <summary>
/// Whether an attempt goes on, by what is seen of it: its progress, bytes, records, counters, status, ticks. A process that reports while
/// its task hangs is not life. Used by who reports. Source: Apache's Task.TaskReporter (progressFlag).
/// </summary>
internal sealed class TaskPulse(TaskState state)
{
    private Mark _seen;

    /// <summary>Something has changed since the last call, or is sure to.</summary>
    internal bool HasGoneOn()
    {
        var now = new Mark(state.Progress, state.Bytes, state.SpilledRecords, state.Ticks, state.Groups?.Records ?? 0, Counters());
        var changed = now != _seen;
        _seen = now;
        return changed || state.IsSorting;
    }

    // Two counters that change against each other do not cancel out.
    private long Counters()
    {
        var all = 0L;
        foreach (var group in state.Counters)
        {
            foreach (var counter in group)
            {
                all = unchecked((all * 31) + counter.Value);
            }
        }

        return all;
    }

    private readonly record struct Mark(float Progress, long Bytes, long Spilled, long Ticks, long Records, long Counters);
}
