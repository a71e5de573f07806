using Hathi.MapReduce.Client;
using Hathi.MapReduce.Core;
using Hathi.MapReduce.Counting;
using Hathi.MapReduce.Protocol.Umbilical;

namespace Hathi.MapReduce.Master;

/// <summary>What is known of a job's attempts and tasks: progress, counters, where they run. Used by the master's loop.</summary>
internal sealed class JobBoard(JobId job, int maps, int reduces, string scheme)
{
    /// <summary>Failures that a client is still to hear of; older ones stand in the history.</summary>
    private const int MaxFailures = 1000;

    private readonly Dictionary<AttemptRef, AttemptRecord> _attempts = [];
    private readonly AttemptRecord?[][] _current = [new AttemptRecord?[maps], new AttemptRecord?[reduces]];
    private readonly Dictionary<TaskRef, AttemptRecord> _done = [];
    private readonly List<(long Version, FailureProto Failure)> _failures = [];
    private readonly JobCounters _own = new();

    /// <summary>Of all in <see cref="_done"/>.</summary>
    private readonly JobCounters _sum = new();

    private readonly HashSet<AttemptRecord> _running = [];

    /// <summary>Grows with each change that a client may want to hear of.</summary>
    internal long Version { get; private set; } = 1;

    internal IEnumerable<AttemptRecord> Attempts => _attempts.Values;

    internal AttemptRecord? Find(AttemptRef id) => _attempts.GetValueOrDefault(id);

    internal AttemptRecord Started(AttemptRef id, string container, string host, Locality locality, long wall)
    {
        var record = new AttemptRecord(id, container, host, locality, wall);
        _attempts[id] = record;
        _running.Add(record);
        _current[(int)id.Task.Type][id.Task.Number] = record;
        var isMap = id.Task.Type == TaskType.Map;
        _own[isMap ? JobCounter.TotalLaunchedMaps : JobCounter.TotalLaunchedReduces].Increment();
        if (isMap)
        {
            _own[locality switch { Locality.Node => JobCounter.DataLocalMaps, Locality.Rack => JobCounter.RackLocalMaps, _ => JobCounter.OtherLocalMaps }].Increment();
        }

        Version++;
        return record;
    }

    internal void Report(AttemptRecord record, AttemptReportProto report)
    {
        record.Progress = JobRequests.Fraction(report.Progress);
        record.Bytes = Math.Max(0, report.Bytes);
        record.Spilled = Math.Max(0, report.Spilled);
        record.Status = JobRequests.First(report.Status, JobRequests.StatusCharacters);
        record.ShuffledAt = record.StartedAt + JobRequests.Millis(report.ShuffleMillis);
        record.SortedAt = record.StartedAt + JobRequests.Millis(report.SortMillis);
        if (report.Counters is { } counters)
        {
            record.Counters = counters.ToCounters();
        }

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
        record.Outcome = outcome;
        record.EndedAt = wall;
        record.ShuffledAt = Math.Min(record.ShuffledAt, wall);
        record.SortedAt = Math.Min(record.SortedAt, wall);
        Version++;
        if (outcome == Outcome.Succeeded)
        {
            record.Progress = 1;
            _current[(int)record.Id.Task.Type][record.Id.Task.Number] = record;
            Done(record);
            return;
        }

        record.Progress = 0;
        record.Bytes = 0;
        record.Message = message;
        if (_done.GetValueOrDefault(record.Id.Task) == record)
        {
            _done.Remove(record.Id.Task);
            _sum.Subtract(record.Counters);
        }

        if (_running.FirstOrDefault(r => r.Id.Task == record.Id.Task) is { } other)
        {
            _current[(int)record.Id.Task.Type][record.Id.Task.Number] = other;
        }

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
        _attempts[record.Id] = record;
        _current[(int)record.Id.Task.Type][record.Id.Task.Number] = record;
        Done(record);
    }

    internal static AttemptProto ToMessage(AttemptRef id) => new() { Type = (int)id.Task.Type, Task = id.Task.Number, Number = id.Number };

    internal TaskAttemptId ToId(AttemptRef id) => new(new TaskId(job, (TaskKind)id.Task.Type, id.Task.Number), id.Number);

    /// <summary>The job's own, those of the tasks that are done, and of each task that runs those of the attempt that is furthest.</summary>
    internal JobCounters Counters()
    {
        var all = new JobCounters();
        all.Add(_own);
        all.Add(_sum);
        foreach (var attempts in _running.Where(r => !_done.ContainsKey(r.Id.Task)).GroupBy(r => r.Id.Task))
        {
            all.Add(attempts.MaxBy(a => a.Progress)!.Counters);
        }

        CounterNames.ShowZeros(all, scheme, reduces > 0);
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

        _done[record.Id.Task] = record;
        _sum.Add(record.Counters);
    }

    internal double Fraction(TaskType type)
    {
        var tasks = _current[(int)type];
        return tasks.Length == 0 ? 1 : tasks.Sum(t => (double)(t?.Progress ?? 0)) / tasks.Length;
    }

    /// <summary>What a client that has seen an earlier version is told; counters are not.</summary>
    internal WatchResponseProto Watch(long seen, WatchResponseProto.Types.State state, int mapsDone, int reducesDone, long bytesTotal)
    {
        var told = new WatchResponseProto
        {
            Version = Version,
            State = state,
            Maps = maps,
            MapsDone = mapsDone,
            MapFraction = Fraction(TaskType.Map),
            Reduces = reduces,
            ReducesDone = reducesDone,
            ReduceFraction = Fraction(TaskType.Reduce),
            BytesRead = _current[0].Sum(m => m?.Bytes ?? 0),
            BytesTotal = bytesTotal,
            Spilled = _current[0].Concat(_current[1]).Sum(t => t?.Spilled ?? 0),
        };
        told.Failures.AddRange(_failures.Where(f => f.Version > seen).Select(f => f.Failure));
        return told;
    }

    /// <summary>Something changed that only the caller knows of.</summary>
    internal void Changed() => Version++;
}

/// <summary>One attempt, as its master knows it.</summary>
internal sealed class AttemptRecord(AttemptRef id, string container, string host, Locality locality, long startedAt)
{
    internal AttemptRef Id { get; } = id;

    internal string Container { get; } = container;

    internal string Host { get; } = host;

    internal Locality Locality { get; } = locality;

    /// <summary>Milliseconds since 1970.</summary>
    internal long StartedAt { get; } = startedAt;

    internal long EndedAt { get; set; }

    /// <summary>When a reduce had all that it takes, by the master's clock; before its end.</summary>
    internal long ShuffledAt { get; set; }

    /// <summary>When its last merge began.</summary>
    internal long SortedAt { get; set; }

    internal Outcome? Outcome { get; set; }

    internal string Message { get; set; } = "";

    internal string Status { get; set; } = "";

    internal float Progress { get; set; }

    internal long Bytes { get; set; }

    internal long Spilled { get; set; }

    internal JobCounters Counters { get; set; } = new();
}
