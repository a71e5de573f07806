namespace Hathi.MapReduce.Master;

/// <summary>A task, as its master shows it.</summary>
internal sealed class TaskEntry
{
    /// <summary>In the order in which they began.</summary>
    internal List<AttemptRecord> Attempts { get; } = [];

    /// <summary>The attempt whose progress is the task's.</summary>
    internal AttemptRecord? Shown { get; set; }
}

/// <summary>Sums over the tasks of one type, of what is shown of each.</summary>
internal sealed class TaskTotals
{
    /// <summary>Progress is summed up in whole numbers of this part, so that what was added can be taken away without a rest.</summary>
    private const double Unit = 1L << 32;

    private long _progress;

    /// <summary>Tasks, in fractions.</summary>
    internal double Progress => _progress / Unit;

    internal long Bytes { get; private set; }

    internal long Spilled { get; private set; }

    /// <summary>Adds what is shown of a task (1), or takes it away (-1): before anything of it changes, and after.</summary>
    internal void Take(TaskEntry? task, int times)
    {
        if (task?.Shown is { } shown)
        {
            _progress += times * (long)(shown.Progress * Unit);
            Bytes += times * shown.Bytes;
            Spilled += times * shown.Spilled;
        }
    }
}
