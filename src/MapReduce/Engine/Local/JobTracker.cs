using System.Diagnostics;

namespace Hathi.MapReduce.Engine;

/// <summary>Keeps count of a job's tasks and tells how it goes on. Safe from any thread.</summary>
internal sealed class JobTracker : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly JobContext _job;
    private readonly IJobProgress _progress;
    private readonly Stopwatch _clock;
    private readonly long _bytesTotal;
    private readonly TaskState?[] _maps;
    private readonly TaskState?[] _reducers;
    private readonly HashSet<TaskState> _running = [];
    private readonly Timer _timer;
    private int _mapsDone;
    private int _reducersDone;
    private bool _disposed;

    internal JobTracker(JobContext job, IReadOnlyList<InputSplit> splits, IJobProgress progress, Stopwatch clock)
    {
        _job = job;
        _progress = progress;
        _clock = clock;
        _bytesTotal = splits.Sum(s => s.Length);
        _maps = new TaskState?[splits.Count];
        _reducers = new TaskState?[job.Parts.Reducers];
        progress.Started(job.Job, job.Id, _maps.Length, _reducers.Length);
        _timer = new Timer(_ => Report(), null, Interval, Interval);
    }

    /// <summary>Of successful attempts, and of the job. To be read when no task runs.</summary>
    internal JobCounters Counters { get; } = new();

    internal void Launched(TaskState task)
    {
        lock (_lock)
        {
            var isMap = task.Attempt.Task.Kind == TaskKind.Map;
            (isMap ? _maps : _reducers)[task.Attempt.Task.Number] = task;
            _running.Add(task);
            Counters[isMap ? JobCounter.TotalLaunchedMaps : JobCounter.TotalLaunchedReduces].Increment();
        }
    }

    internal void Succeeded(TaskState task, TimeSpan time)
    {
        lock (_lock)
        {
            var isMap = task.Attempt.Task.Kind == TaskKind.Map;
            task.Progress = 1;
            _running.Remove(task);
            _mapsDone += isMap ? 1 : 0;
            _reducersDone += isMap ? 0 : 1;
            Counters.Add(task.Counters);
            Counters[isMap ? JobCounter.MillisMaps : JobCounter.MillisReduces].Increment((long)time.TotalMilliseconds);
        }
    }

    internal void Failed(TaskState task, string message)
    {
        lock (_lock)
        {
            task.Progress = 0;
            _running.Remove(task);
            task.Bytes = 0;
            Counters[task.Attempt.Task.Kind == TaskKind.Map ? JobCounter.NumFailedMaps : JobCounter.NumFailedReduces].Increment();
            _progress.AttemptFailed(task.Attempt, message);
        }
    }

    internal void Report()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _progress.Report(new JobProgress(
                _mapsDone,
                _maps.Length,
                Fraction(_maps),
                _reducersDone,
                _reducers.Length,
                Fraction(_reducers),
                _maps.Sum(m => m?.Bytes ?? 0),
                _bytesTotal,
                _maps.Sum(m => m?.SpilledRecords ?? 0) + _reducers.Sum(r => r?.SpilledRecords ?? 0),
                _clock.Elapsed,
                Now()));
        }
    }

    private JobCounters Now()
    {
        var now = new JobCounters();
        now.Add(Counters);
        foreach (var task in _running)
        {
            now.Add(task.Counters);
        }

        return now;
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
        }

        _timer.Dispose();
    }

    private static double Fraction(TaskState?[] tasks) => tasks.Length == 0 ? 1 : tasks.Sum(t => (double)(t?.Progress ?? 0)) / tasks.Length;
}
