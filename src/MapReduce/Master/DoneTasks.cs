using System.Globalization;
using Hathi.MapReduce.Core;
using Hathi.MapReduce.Protocol.History;

namespace Hathi.MapReduce.Master;

/// <summary>A task that an earlier master saw done.</summary>
/// <param name="Record">The attempt that did it.</param>
/// <param name="ShufflePort">Of the host of a map's output.</param>
internal sealed record DoneTask(AttemptRecord Record, int ShufflePort);

/// <summary>
/// Folds the events of a history into the tasks that are done at its end: the last word on a task counts, and a map whose output was lost
/// is not done. Of a hundred thousand tasks it keeps what a master keeps of its own, and of counters' names one copy.
/// </summary>
internal sealed class DoneTasks
{
    private readonly Dictionary<string, AttemptStarted> _starts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ended = new(StringComparer.Ordinal);
    private readonly HashSet<string> _begun = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Finish> _done = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    internal void Take(HistoryEvent happened)
    {
        switch (happened)
        {
            case TaskStarted task:
                _begun.Add(task.TaskId);
                break;
            case AttemptStarted start:
                _starts[start.AttemptId] = start with { TaskId = "", TrackerName = Share(start.TrackerName) };
                break;
            case MapAttemptFinished end:
                _ended.Add(end.AttemptId);
                break;
            case ReduceAttemptFinished end:
                _ended.Add(end.AttemptId);
                break;
            case AttemptUnsuccessful end:
                _starts.Remove(end.AttemptId);
                _ended.Remove(end.AttemptId);
                if (_done.TryGetValue(end.TaskId, out var before) && before.Attempt == end.AttemptId)
                {
                    _done.Remove(end.TaskId);
                }

                break;
            case TaskFinished { SuccessfulAttempt: { } attempt } task:
                _done[task.TaskId] = new Finish(attempt, task.FinishTime, JobHistory.ToCounters(task.Counters, Share));
                break;
        }
    }

    /// <summary>Those of which the history says everything.</summary>
    internal IReadOnlyList<DoneTask> ToList()
    {
        var found = new List<DoneTask>();
        foreach (var (task, end) in _done)
        {
            if (_starts.TryGetValue(end.Attempt, out var start) && _ended.Contains(end.Attempt) && _begun.Contains(task))
            {
                var record = new AttemptRecord(
                    ParseAttempt(end.Attempt), start.ContainerId, start.TrackerName, Locality.None, start.StartTime)
                {
                    EndedAt = end.Time,
                    Outcome = Outcome.Succeeded,
                    Progress = 1,
                    Counters = end.Counters,
                };
                found.Add(new DoneTask(record, start.ShufflePort));
            }
        }

        return found;
    }

    /// <summary>Whether an event is among those that tell of done tasks.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="done">By which attempt each is done.</param>
    internal static bool TellsOf(HistoryEvent happened, IReadOnlyDictionary<TaskRef, AttemptRef> done)
    {
        bool IsIt(string? attempt) =>
            attempt is not null && ParseAttempt(attempt) is var id && done.TryGetValue(id.Task, out var winner) && winner == id;
        return happened switch
        {
            TaskStarted task => done.ContainsKey(ParseTask(task.TaskId)),
            AttemptStarted start => IsIt(start.AttemptId),
            MapAttemptFinished end => IsIt(end.AttemptId),
            ReduceAttemptFinished end => IsIt(end.AttemptId),
            TaskFinished task => IsIt(task.SuccessfulAttempt),
            _ => false,
        };
    }

    // attempt_CLUSTER_JOB_m_TASK_NUMBER
    private static AttemptRef ParseAttempt(string attempt)
    {
        var last = attempt.LastIndexOf('_');
        return new AttemptRef(ParseTask(attempt[..last]), int.Parse(attempt.AsSpan(last + 1), CultureInfo.InvariantCulture));
    }

    // …_m_TASK
    private static TaskRef ParseTask(string task)
    {
        var last = task.LastIndexOf('_');
        return new TaskRef(
            task[last - 1] == 'm' ? TaskType.Map : TaskType.Reduce, int.Parse(task.AsSpan(last + 1), CultureInfo.InvariantCulture));
    }

    private string Share(string name)
    {
        if (_names.TryGetValue(name, out var same))
        {
            return same;
        }

        _names.Add(name);
        return name;
    }

    private readonly record struct Finish(string Attempt, long Time, JobCounters Counters);
}
