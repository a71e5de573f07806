namespace Hathi.MapReduce.Core;

/// <summary>
/// Finds the task that a second attempt would help most: one whose only attempt is expected to end later than a new one would. What an
/// attempt still needs is told by its progress so far; what a new one would need, by those that are done. Source:
/// Apache's DefaultSpeculator.
/// </summary>
internal sealed class Speculator(JobLimits limits)
{
    private const double LeastProgress = 0.01;

    /// <summary>At least so many tasks may be doubled at a time, and a tenth of those that run (Apache's constants).</summary>
    private const int AlwaysAllowed = 10;

    private const double ShareOfRunning = 0.1;

    private readonly Totals[] _done = [new(), new()];

    internal void Done(Attempt attempt, long now)
    {
        var totals = _done[(int)attempt.Id.Task.Type];
        totals.Count++;
        totals.Milliseconds += now - attempt.StartedAt;
    }

    /// <summary>The task to double now; null for none.</summary>
    internal JobTask? Find(TaskType type, IEnumerable<JobTask> tasks, long now)
    {
        var totals = _done[(int)type];
        if (totals.Count == 0 || !(type == TaskType.Map ? limits.SpeculateMaps : limits.SpeculateReduces))
        {
            return null;
        }

        var mean = totals.Milliseconds / totals.Count;
        int running = 0, doubled = 0;
        JobTask? best = null;
        var bestGain = 0.0;
        foreach (var task in tasks)
        {
            if (task.Winner is not null || task.Live.Count == 0)
            {
                continue;
            }

            running++;
            doubled += task.Live.Count > 1 ? 1 : 0;
            if (task.Live is [{ IsRunning: true, IsStopped: false } only] && Gain(only, mean, now) is var gain && gain > bestGain)
            {
                (best, bestGain) = (task, gain);
            }
        }

        return doubled < Math.Max(AlwaysAllowed, ShareOfRunning * running) ? best : null;
    }

    // Milliseconds that a new attempt would be done earlier.
    private double Gain(Attempt attempt, long mean, long now)
    {
        var elapsed = now - attempt.StartedAt;
        if (elapsed < limits.SpeculateAfter || elapsed < mean)
        {
            return 0;
        }

        var left = elapsed * (1 - attempt.Progress) / Math.Max(LeastProgress, attempt.Progress);
        return left - mean;
    }

    private sealed class Totals
    {
        internal int Count;
        internal long Milliseconds;
    }
}
