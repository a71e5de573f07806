using Hathi.MapReduce.History.Model;
using Hathi.MapReduce.Protocol;
using Hathi.MapReduce.Protocol.History;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.History.Mapping;

/// <summary>Jobs that have ended → the messages that clients ask for.</summary>
internal static class ReportMapping
{
    public static JobReportProto Report(CompletedJob job, string trackingUrl)
    {
        var report = new JobReportProto
        {
            JobId = IdText.ParseJob(job.Name.JobId),
            JobState = State(job.Status),
            MapProgress = Share(job.FinishedMaps, job.TotalMaps),
            ReduceProgress = Share(job.FinishedReduces, job.TotalReduces),
            CleanupProgress = 1,
            SetupProgress = 1,
            StartTime = job.LaunchTime,
            FinishTime = job.FinishTime,
            SubmitTime = job.Name.SubmitTime,
            User = job.Name.User,
            JobName = job.Name.JobName,
            TrackingUrl = trackingUrl,
            Diagnostics = job.NotLoaded is null ? job.Diagnostics : "", // Clients show it as the reason of a failure.
            JobFile = job.ConfFile,
            HistoryFile = job.File,
            IsUber = job.IsUber,
        };
        report.AmInfos.AddRange(job.Masters.Select(Master));
        return report;
    }

    public static TaskReportProto Report(CompletedTask task)
    {
        var report = new TaskReportProto
        {
            TaskId = IdText.ParseTask(task.Id),
            TaskState = task.Status switch
            {
                "SUCCEEDED" => TaskStateProto.TsSucceeded,
                "FAILED" => TaskStateProto.TsFailed,
                "KILLED" => TaskStateProto.TsKilled,
                _ => TaskStateProto.TsRunning,
            },
            Progress = 1,
            StartTime = task.StartTime,
            FinishTime = task.FinishTime,
            Counters = Counters(task.Counters),
            SuccessfulAttempt = IdText.ParseAttempt(task.SuccessfulAttempt),
        };
        if (task.Error.Length > 0)
        {
            report.Diagnostics.Add(task.Error);
        }

        return report;
    }

    public static TaskAttemptReportProto Report(CompletedAttempt attempt) => new()
    {
        TaskAttemptId = IdText.ParseAttempt(attempt.Id),
        TaskAttemptState = attempt.Status switch
        {
            "SUCCEEDED" => TaskAttemptStateProto.TaSucceeded,
            "FAILED" => TaskAttemptStateProto.TaFailed,
            "KILLED" => TaskAttemptStateProto.TaKilled,
            _ => TaskAttemptStateProto.TaRunning,
        },
        Progress = 1,
        StartTime = attempt.StartTime,
        FinishTime = attempt.FinishTime,
        ShuffleFinishTime = attempt.ShuffleFinishTime,
        SortFinishTime = attempt.SortFinishTime,
        Counters = Counters(attempt.Counters),
        DiagnosticInfo = attempt.Error,
        StateString = attempt.State,
        Phase = PhaseProto.PCleanup,
        NodeManagerHost = attempt.Host.Length > 0 ? attempt.Host : "UNKNOWN",
        NodeManagerPort = attempt.Port,
        NodeManagerHttpPort = attempt.HttpPort,
        ContainerId = Container(attempt.ContainerId),
    };

    /// <summary>Every attempt in the order of its end, as reducers of the running job were told.</summary>
    public static IEnumerable<TaskAttemptCompletionEventProto> Completions(CompletedJob job) => job.Tasks
        .SelectMany(t => t.Attempts)
        .OrderBy(a => a.FinishTime)
        .Select((a, i) => new TaskAttemptCompletionEventProto
        {
            AttemptId = IdText.ParseAttempt(a.Id),
            Status = a.Status switch
            {
                "SUCCEEDED" => TaskAttemptCompletionEventStatusProto.TaceSucceeded,
                "FAILED" => TaskAttemptCompletionEventStatusProto.TaceFailed,
                _ => TaskAttemptCompletionEventStatusProto.TaceKilled,
            },
            MapOutputServerAddress = $"{a.Host}:{a.Port}",
            AttemptRunTime = a.StartTime == 0 || a.FinishTime == 0 ? -1 : (int)(a.FinishTime - a.StartTime),
            EventId = i,
        });

    public static CountersProto Counters(HistoryCounters counters)
    {
        var answer = new CountersProto();
        foreach (var group in counters.Groups)
        {
            var entry = new CounterGroupProto { Name = group.Name, DisplayName = group.DisplayName };
            entry.Counters.AddRange(group.Counters.Select(c => new StringCounterMapProto
            {
                Key = c.Name,
                Value = new CounterProto { Name = c.Name, DisplayName = c.DisplayName, Value = c.Value },
            }));
            answer.CounterGroups.Add(new StringCounterGroupMapProto { Key = group.Name, Value = entry });
        }

        return answer;
    }

    private static JobStateProto State(string status) => status switch
    {
        "SUCCEEDED" => JobStateProto.JSucceeded,
        "KILLED" => JobStateProto.JKilled,
        "FAILED" => JobStateProto.JFailed,
        _ => JobStateProto.JError,
    };

    private static float Share(int finished, int total) => total == 0 ? 1 : (float)finished / total;

    private static AMInfoProto Master(AmStarted master) => new()
    {
        ApplicationAttemptId = YarnIds.ParseAttempt(master.AttemptId),
        StartTime = master.StartTime,
        ContainerId = Container(master.ContainerId),
        NodeManagerHost = master.Host,
        NodeManagerPort = master.Port,
        NodeManagerHttpPort = master.HttpPort,
    };

    private static ContainerIdProto? Container(string text) => text.Length == 0 ? null : YarnIds.ParseContainer(text);
}
