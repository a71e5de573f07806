using Hathi.MapReduce.Protocol.History;

namespace Hathi.MapReduce.History.Model;

/// <summary>A job that has ended, folded from the events of its history file.</summary>
internal sealed class CompletedJob
{
    /// <summary>Bytes of memory within which a history says of the job what is known without its tasks.</summary>
    private const long HeadBytes = 1 << 20;

    private readonly Dictionary<string, CompletedTask> _byId = new(StringComparer.Ordinal);
    private readonly List<CompletedTask> _tasks = [];
    private long _headWeight;
    private bool _isInited;

    private CompletedJob(HistoryEntry entry)
    {
        (Name, File, ConfFile) = (entry.Name, entry.File, entry.ConfFile);
        (Status, FinishTime) = (entry.Name.Status, entry.Name.FinishTime);
    }

    /// <summary>What the file's name says.</summary>
    public HistoryFileName Name { get; }

    /// <summary>Path of the history file.</summary>
    public string File { get; }

    /// <summary>Path of the job's settings.</summary>
    public string ConfFile { get; }

    /// <summary>SUCCEEDED, FAILED, KILLED or ERROR.</summary>
    public string Status { get; private set; }

    public long LaunchTime { get; private set; }

    public long FinishTime { get; private set; }

    public int TotalMaps { get; private set; }

    public int TotalReduces { get; private set; }

    public int FinishedMaps { get; private set; }

    public int FinishedReduces { get; private set; }

    public bool IsUber { get; private set; }

    public string Diagnostics { get; private set; } = "";

    public IReadOnlyDictionary<string, string> Acls { get; private set; } = new Dictionary<string, string>();

    public HistoryCounters TotalCounters { get; private set; } = HistoryCounters.Empty;

    public HistoryCounters MapCounters { get; private set; } = HistoryCounters.Empty;

    public HistoryCounters ReduceCounters { get; private set; } = HistoryCounters.Empty;

    /// <summary>The attempts of its application master.</summary>
    public List<AmStarted> Masters { get; } = [];

    /// <summary>In the order in which they came.</summary>
    public IReadOnlyList<CompletedTask> Tasks => _tasks;

    /// <summary>About what it takes in memory, bytes.</summary>
    public long Weight { get; private set; }

    /// <summary>Why it has neither tasks nor counters here, though the history has; null: it has all.</summary>
    public string? NotLoaded { get; private set; }

    /// <summary>
    /// Reads a job. One that is too large is known by its name and by how its history begins: who asks whether it succeeded, and who may
    /// see it, needs no more. Source: Apache's UnparsedJob.
    /// </summary>
    /// <param name="entry">Its history.</param>
    /// <param name="events">What that holds, as it comes.</param>
    /// <param name="length">Bytes of the file.</param>
    /// <param name="limits">What is too large.</param>
    public static async Task<CompletedJob> ReadAsync(
        HistoryEntry entry, IAsyncEnumerable<HistoryEvent> events, long length, LoadLimits limits)
    {
        var job = new CompletedJob(entry);
        await foreach (var happened in events.ConfigureAwait(false))
        {
            job.Take(happened);
            var weight = HistoryWeight.Of(happened);
            job.Weight += weight;
            job._headWeight += happened is JobSubmitted or AmStarted ? weight : 0;
            if (job.Excess(length, limits) is { } excess)
            {
                job.KeepHead($"{excess}; `mapred job -history {entry.File}` shows it");
                break;
            }
        }

        return job;
    }

    public CompletedTask? Find(string taskId) => _byId.GetValueOrDefault(taskId);

    private string? Excess(long length, LoadLimits limits) =>
        limits.Tasks > 0 && (long)TotalMaps + TotalReduces > limits.Tasks
            ? $"the job has {(long)TotalMaps + TotalReduces} tasks, and those of jobs with more than {limits.Tasks} are not loaded "
                + "(mapreduce.jobhistory.loadedjob.tasks.max)"
        : Weight > limits.Memory
            ? $"the tasks and counters of the job take more than {limits.Memory >> 20} MiB of memory, and are not loaded"
        : length > limits.File && (_isInited
            || Weight > HeadBytes) ? $"the job's history has {length} bytes, and those of more than {limits.File} are not loaded"
        : null;

    private void KeepHead(string why)
    {
        NotLoaded = Diagnostics = why;
        _byId.Clear();
        _tasks.Clear();
        (TotalCounters, MapCounters, ReduceCounters) = (HistoryCounters.Empty, HistoryCounters.Empty, HistoryCounters.Empty);
        (Status, FinishTime, FinishedMaps, FinishedReduces) = (Name.Status, Name.FinishTime, Name.Maps, Name.Reduces);
        LaunchTime = LaunchTime == 0 ? Name.StartTime : LaunchTime;
        (TotalMaps, TotalReduces) = _isInited ? (TotalMaps, TotalReduces) : (Name.Maps, Name.Reduces);
        if (_headWeight > HeadBytes)
        {
            Masters.Clear();
        }

        Weight = _headWeight;
    }

    private void Take(HistoryEvent happened)
    {
        switch (happened)
        {
            case JobSubmitted e:
                Acls = e.Acls;
                break;
            case AmStarted e:
                Masters.Add(e);
                break;
            case JobInited e:
                (LaunchTime, TotalMaps, TotalReduces, IsUber, _isInited) = (e.LaunchTime, e.Maps, e.Reduces, e.Uberized, true);
                break;
            case JobInfoChanged e:
                LaunchTime = e.LaunchTime;
                break;
            case JobFinished e:
                (Status, FinishTime, FinishedMaps, FinishedReduces) = ("SUCCEEDED", e.FinishTime, e.FinishedMaps, e.FinishedReduces);
                (TotalCounters, MapCounters, ReduceCounters) = (e.Total, e.Map, e.Reduce);
                break;
            case JobUnsuccessful e:
                (Status, FinishTime, FinishedMaps, FinishedReduces,
                    Diagnostics) = (e.Status, e.FinishTime, e.FinishedMaps, e.FinishedReduces, e.Diagnostics);
                SumCounters();
                break;
            default:
                TakeOfTask(happened);
                break;
        }
    }

    private void TakeOfTask(HistoryEvent happened)
    {
        switch (happened)
        {
            case TaskStarted e:
                Task(e.TaskId, e.TaskType).StartTime = e.StartTime;
                break;
            case TaskFinished e:
                var finished = Task(e.TaskId, e.TaskType);
                (finished.Status, finished.FinishTime, finished.Counters,
                    finished.SuccessfulAttempt) = ("SUCCEEDED", e.FinishTime, e.Counters, e.SuccessfulAttempt ?? "");
                if (finished.Attempts.FirstOrDefault(a => a.Id == e.SuccessfulAttempt)?.Counters is { } same
                    && same.SaysTheSame(e.Counters))
                {
                    finished.Counters = same;
                    Weight -= HistoryWeight.Of(e.Counters);
                }

                break;
            case TaskFailed e:
                var failed = Task(e.TaskId, e.TaskType);
                (failed.Status, failed.FinishTime, failed.Error, failed.Counters) = (e.Status, e.FinishTime, e.Error, e.Counters
                    ?? HistoryCounters.Empty);
                break;
            case TaskUpdated e when _byId.TryGetValue(e.TaskId, out var updated):
                updated.FinishTime = e.FinishTime;
                break;
            case AttemptStarted e:
                var started = Task(e.TaskId, e.TaskType).Attempt(e.AttemptId);
                (started.StartTime, started.TrackerName, started.HttpPort,
                    started.ContainerId) = (e.StartTime, e.TrackerName, e.HttpPort, e.ContainerId);
                break;
            case MapAttemptFinished e:
                var map = Ended(
                    Task(e.TaskId, e.TaskType).Attempt(e.AttemptId), "SUCCEEDED", e.FinishTime, e.Host, e.Port, e.Rack, e.Counters);
                (map.MapFinishTime, map.State) = (e.MapFinishTime, e.State);
                break;
            case ReduceAttemptFinished e:
                var reduce = Ended(
                    Task(e.TaskId, e.TaskType).Attempt(e.AttemptId), "SUCCEEDED", e.FinishTime, e.Host, e.Port, e.Rack, e.Counters);
                (reduce.ShuffleFinishTime, reduce.SortFinishTime, reduce.State) = (e.ShuffleFinishTime, e.SortFinishTime, e.State);
                break;
            case AttemptUnsuccessful e:
                Ended(Task(e.TaskId, e.TaskType).Attempt(e.AttemptId), e.Status, e.FinishTime, e.Host, e.Port, e.Rack, e.Counters
                    ?? HistoryCounters.Empty).Error = e.Error;
                break;
        }
    }

    private static CompletedAttempt Ended(
        CompletedAttempt attempt, string status, long time, string host, int port, string rack, HistoryCounters counters)
    {
        (attempt.Status, attempt.FinishTime, attempt.Host, attempt.Port, attempt.Rack,
            attempt.Counters) = (status, time, host, port, rack, counters);
        return attempt;
    }

    // A job that did not succeed keeps no sums: they are those of the tasks that did.
    private void SumCounters()
    {
        MapCounters = HistoryCounters.Sum(
            "MAP_COUNTERS", _tasks.Where(t => t is { IsMap: true, Status: "SUCCEEDED" }).Select(t => t.Counters));
        ReduceCounters = HistoryCounters.Sum(
            "REDUCE_COUNTERS", _tasks.Where(t => t is { IsMap: false, Status: "SUCCEEDED" }).Select(t => t.Counters));
        TotalCounters = HistoryCounters.Sum("TOTAL_COUNTERS", [MapCounters, ReduceCounters]);
    }

    private CompletedTask Task(string id, string type)
    {
        if (!_byId.TryGetValue(id, out var task))
        {
            _tasks.Add(task = _byId[id] = new CompletedTask(id, type == "MAP"));
        }

        return task;
    }
}
