using Hathi.MapReduce.Core;
using Hathi.MapReduce.Counting;
using Hathi.MapReduce.Master.Mapping;
using Hathi.MapReduce.Protocol.Umbilical;

namespace Hathi.MapReduce.Master;

/// <summary>
/// What is known of a job's attempts and tasks: progress, counters, where they run. Used by the master's loop. What clients ask for again
/// and again is kept as sums: a job has a hundred thousand tasks, and any number of people look at it.
/// </summary>
internal sealed class JobBoard(JobId job, int maps, int reduces, string scheme)
{
    /// <summary>Failures that a client is still to hear of; older ones stand in the history.</summary>
    private const int MaxFailures = 1000;

    private readonly Dictionary<AttemptRef, AttemptRecord> _attempts = [];
    private readonly TaskEntry?[][] _tasks = [new TaskEntry?[maps], new TaskEntry?[reduces]];
    private readonly TaskTotals[] _totals = [new(), new()];
    private readonly int[] _doneCount = new int[2];
    private readonly Dictionary<TaskRef, AttemptRecord> _done = [];
    private readonly List<(long Version, FailureProto Failure)> _failures = [];
    private readonly JobCounters _own = new();

    /// <summary>Of all in <see cref="_done"/>.</summary>
    private readonly JobCounters _sum = new();

    private readonly HashSet<AttemptRecord> _running = [];

    /// <summary>Grows with each change that a client may want to hear of.</summary>
    internal long Version { get; private set; } = 1;

    internal IEnumerable<AttemptRecord> Attempts => _attempts.Values;

    /// <summary>How the attempts ended, in order; clients go on from a number.</summary>
    internal CompletionList Completions { get; } = new();

    internal AttemptRecord? Find(AttemptRef id) => _attempts.GetValueOrDefault(id);

    /// <summary>What is shown of the tasks that have begun.</summary>
    internal IEnumerable<AttemptRecord> Shown =>
        _tasks.SelectMany(static t => t).Where(static t => t is not null).Select(static t => t!.Shown!);

    /// <summary>The attempts at a task, in order.</summary>
    internal IReadOnlyList<AttemptRecord> Of(TaskRef task) => _tasks[(int)task.Type][task.Number]?.Attempts ?? [];

    /// <summary>Tasks of a type that are done.</summary>
    internal int Done(TaskType type) => _doneCount[(int)type];

    internal AttemptRecord Started(AttemptRef id, string container, string host, Locality locality, long wall)
    {
        var record = new AttemptRecord(id, container, host, locality, wall);
        Add(record);
        _running.Add(record);
        var isMap = id.Task.Type == TaskType.Map;
        _own[isMap ? JobCounter.TotalLaunchedMaps : JobCounter.TotalLaunchedReduces].Increment();
        if (isMap)
        {
            _own[locality switch
            {
                Locality.Node => JobCounter.DataLocalMaps, Locality.Rack => JobCounter.RackLocalMaps, _ => JobCounter.OtherLocalMaps,
            }].Increment();
        }

        Version++;
        return record;
    }

    internal void Report(AttemptRecord record, AttemptReportProto report)
    {
        if (report.Counters is { } counters)
        {
            record.Counters = RequestCounters.Of(counters);
        }

        var entry = EntryOf(record);
        TotalsOf(record).Take(entry, -1);
        record.Progress = RequestNumbers.Fraction(report.Progress);
        record.Bytes = RequestNumbers.Figure(report.Bytes);
        record.Spilled = RequestNumbers.Figure(report.Spilled);
        TotalsOf(record).Take(entry, 1);
        record.Status = RequestTexts.Status(report.Status);
        record.ShuffledAt = record.StartedAt + RequestNumbers.Millis(report.ShuffleMillis);
        record.SortedAt = record.StartedAt + RequestNumbers.Millis(report.SortMillis);
        Version++;
    }

    internal void Ended(AttemptRecord record, Outcome outcome, string message, long wall)
    {
        var isMap = record.Id.Task.Type == TaskType.Map;
        if (record.Outcome is null)
        {
            _own[isMap ? JobCounter.MillisMaps : JobCounter.MillisReduces].Increment(wall - record.StartedAt);
        }

        _running.Remove(record);
        var entry = EntryOf(record);
        TotalsOf(record).Take(entry, -1);
        record.Outcome = outcome;
        record.EndedAt = wall;
        record.ShuffledAt = Math.Min(record.ShuffledAt, wall);
        record.SortedAt = Math.Min(record.SortedAt, wall);
        Version++;
        if (outcome == Outcome.Succeeded)
        {
            record.Progress = 1;
            entry.Shown = record;
            TotalsOf(record).Take(entry, 1);
            Completions.Add(record);
            Done(record);
            return;
        }

        record.Progress = 0;
        record.Bytes = 0;
        record.Message = message;
        if (_done.GetValueOrDefault(record.Id.Task) == record)
        {
            _done.Remove(record.Id.Task);
            _doneCount[(int)record.Id.Task.Type]--;
            _sum.Subtract(record.Counters);
        }

        entry.Shown = _done.GetValueOrDefault(record.Id.Task) ?? entry.Attempts.Find(static a => a.Outcome is null) ?? entry.Shown;
        TotalsOf(record).Take(entry, 1);
        Completions.Add(record);

        var counter = (isMap, outcome) switch
        {
            (true, Outcome.Failed) => JobCounter.NumFailedMaps,
            (true, _) => JobCounter.NumKilledMaps,
            (false, Outcome.Failed) => JobCounter.NumFailedReduces,
            _ => JobCounter.NumKilledReduces,
        };
        _own[counter].Increment();
        if (outcome == Outcome.Failed && _failures.Count < MaxFailures)
        {
            _failures.Add((Version, new FailureProto { Attempt = ToMessage(record.Id), Message = message }));
        }
    }

    /// <summary>An earlier master saw it succeed.</summary>
    internal void Recovered(AttemptRecord record)
    {
        Add(record);
        Completions.Add(record);
        Done(record);
    }

    internal static AttemptProto ToMessage(AttemptRef id) => new() { Type = (int)id.Task.Type, Task = id.Task.Number, Number = id.Number };

    internal TaskAttemptId ToId(AttemptRef id) => new(new TaskId(job, (TaskKind)id.Task.Type, id.Task.Number), id.Number);

    /// <summary>
    /// The job's own, those of the tasks that are done, and of each task that runs those of the attempt that is furthest.
    /// </summary>
    internal JobCounters Counters()
    {
        var all = new JobCounters();
        all.Add(_own);
        all.Add(_sum);
        foreach (var attempts in _running.Where(r => !_done.ContainsKey(r.Id.Task)).GroupBy(r => r.Id.Task))
        {
            all.Add(attempts.MaxBy(a => a.Progress)!.Counters);
        }

        PrintedCounters.ShowZeros(all, scheme, reduces > 0);
        return all;
    }

    /// <summary>Of the tasks of one type that are done.</summary>
    internal JobCounters Counters(TaskType type)
    {
        var all = new JobCounters();
        foreach (var (task, record) in _done)
        {
            if (task.Type == type)
            {
                all.Add(record.Counters);
            }
        }

        return all;
    }

    private void Done(AttemptRecord record)
    {
        if (_done.Remove(record.Id.Task, out var before))
        {
            _sum.Subtract(before.Counters);
        }
        else
        {
            _doneCount[(int)record.Id.Task.Type]++;
        }

        _done[record.Id.Task] = record;
        _sum.Add(record.Counters);
    }

    // The newest attempt is what is shown of its task.
    private void Add(AttemptRecord record)
    {
        _attempts[record.Id] = record;
        ref var entry = ref _tasks[(int)record.Id.Task.Type][record.Id.Task.Number];
        var totals = TotalsOf(record);
        totals.Take(entry, -1);
        entry ??= new TaskEntry();
        entry.Attempts.Add(record);
        entry.Shown = record;
        totals.Take(entry, 1);
    }

    private TaskEntry EntryOf(AttemptRecord record) => _tasks[(int)record.Id.Task.Type][record.Id.Task.Number]!;

    private TaskTotals TotalsOf(AttemptRecord record) => _totals[(int)record.Id.Task.Type];

    internal double Fraction(TaskType type)
    {
        var tasks = _tasks[(int)type].Length;
        return tasks == 0 ? 1 : _totals[(int)type].Progress / tasks;
    }

    /// <summary>Failures after a version that a client has seen.</summary>
    internal IEnumerable<FailureProto> Failures(long seen) => _failures.Count == 0 || _failures[^1].Version <= seen
        ? []
        : _failures.Where(f => f.Version > seen).Select(f => f.Failure);

    /// <summary>What every client is told; counters and failures are not.</summary>
    internal WatchResponseProto Watch(WatchResponseProto.Types.State state, long bytesTotal)
    {
        return new WatchResponseProto
        {
            Version = Version,
            State = state,
            Maps = maps,
            MapsDone = Done(TaskType.Map),
            MapFraction = Fraction(TaskType.Map),
            Reduces = reduces,
            ReducesDone = Done(TaskType.Reduce),
            ReduceFraction = Fraction(TaskType.Reduce),
            BytesRead = _totals[0].Bytes,
            BytesTotal = bytesTotal,
            Spilled = _totals[0].Spilled + _totals[1].Spilled,
        };
    }

    /// <summary>Something changed that only the caller knows of.</summary>
    internal void Changed() => Version++;
}
