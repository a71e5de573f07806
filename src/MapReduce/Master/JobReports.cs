using Hathi.MapReduce.Client;
using Hathi.MapReduce.Core;
using Hathi.MapReduce.Protocol;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Master;

/// <summary>Tasks, attempts and counters as Hadoop's clients are told of them.</summary>
internal static class JobReports
{
    internal static JobIdProto Id(JobId job) => new() { AppId = job.ToApplication(), Id = job.Number };

    internal static TaskIdProto Id(JobId job, TaskRef task) =>
        new() { JobId = Id(job), TaskType = task.Type == TaskType.Map ? TaskTypeProto.Map : TaskTypeProto.Reduce, Id = task.Number };

    internal static TaskAttemptIdProto Id(JobId job, AttemptRef attempt) => new() { TaskId = Id(job, attempt.Task), Id = attempt.Number };

    internal static CountersProto Counters(JobCounters counters)
    {
        var message = new CountersProto();
        foreach (var group in counters)
        {
            var entry = new CounterGroupProto { Name = group.Name, DisplayName = group.DisplayName };
            foreach (var counter in group)
            {
                entry.Counters.Add(new StringCounterMapProto
                {
                    Key = counter.Name,
                    Value = new CounterProto { Name = counter.Name, DisplayName = counter.DisplayName, Value = counter.Value },
                });
            }

            message.CounterGroups.Add(new StringCounterGroupMapProto { Key = group.Name, Value = entry });
        }

        return message;
    }

    internal static TaskReportProto Task(TaskIdProto id, IReadOnlyList<AttemptRecord> attempts, bool withCounters)
    {
        var winner = attempts.FirstOrDefault(a => a.Outcome == Outcome.Succeeded);
        var running = attempts.Where(a => a.Outcome is null).ToList();
        var best = winner ?? running.MaxBy(a => a.Progress);
        var report = new TaskReportProto
        {
            TaskId = id,
            TaskState = winner is not null
                ? TaskStateProto.TsSucceeded
                : running.Count > 0 ? TaskStateProto.TsRunning
                : TaskStateProto.TsScheduled,
            Progress = best?.Progress ?? 0,
            StartTime = attempts.Count == 0 ? 0 : attempts.Min(a => a.StartedAt),
            FinishTime = winner?.EndedAt ?? 0,
            Counters = Counters(withCounters && best is not null ? best.Counters : new JobCounters()),
        };
        report.RunningAttempts.AddRange(running.Select(a => new TaskAttemptIdProto { TaskId = id, Id = a.Id.Number }));
        report.Diagnostics.AddRange(attempts.Where(a => a.Message.Length > 0).Select(a => a.Message));
        if (winner is not null)
        {
            report.SuccessfulAttempt = new TaskAttemptIdProto { TaskId = id, Id = winner.Id.Number };
        }

        return report;
    }

    internal static TaskAttemptReportProto Attempt(AttemptRecord attempt, TaskAttemptIdProto id) => new()
    {
        TaskAttemptId = id,
        TaskAttemptState = attempt.Outcome switch
        {
            null => TaskAttemptStateProto.TaRunning,
            Outcome.Succeeded => TaskAttemptStateProto.TaSucceeded,
            Outcome.Failed => TaskAttemptStateProto.TaFailed,
            _ => TaskAttemptStateProto.TaKilled,
        },
        Progress = attempt.Progress,
        StartTime = attempt.StartedAt,
        FinishTime = attempt.EndedAt,
        Counters = Counters(attempt.Counters),
        DiagnosticInfo = attempt.Message,
        StateString = attempt.Status,
        Phase = attempt.Id.Task.Type == TaskType.Map ? PhaseProto.PMap : PhaseProto.PReduce,
        NodeManagerHost = attempt.Host,
        ContainerId = attempt.Container.Contains('#', StringComparison.Ordinal) ? null : YarnIds.ParseContainer(attempt.Container),
    };

    internal static TaskAttemptCompletionEventProto Completion(JobId job, CompletionList.Completion ended, int number) => new()
    {
        AttemptId = Id(job, ended.Attempt.Id),
        Status = ended.Outcome switch
        {
            Outcome.Succeeded => TaskAttemptCompletionEventStatusProto.TaceSucceeded,
            Outcome.Failed => TaskAttemptCompletionEventStatusProto.TaceFailed,
            null => TaskAttemptCompletionEventStatusProto.TaceObsolete,
            _ => TaskAttemptCompletionEventStatusProto.TaceKilled,
        },
        MapOutputServerAddress = $"http://{ended.Attempt.Host}:8042",
        AttemptRunTime = (int)Math.Min(int.MaxValue, ended.RunTime),
        EventId = number,
    };
}
