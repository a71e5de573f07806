using Hathi.Records.Avro;

namespace Hathi.MapReduce.Protocol.History;

/// <summary>Events → records of the schema, with the type that Hadoop gives each.</summary>
internal static class EventWriting
{
    public static AvroRecord ToRecord(HistoryEvent happened)
    {
        var (type, body) = Convert(happened);
        return new AvroRecord(HistorySchema.Event).Set("type", type).Set("event", body);
    }

    private static (string Type, AvroRecord Body) Convert(HistoryEvent happened) => happened switch
    {
        JobSubmitted e =>
            ("JOB_SUBMITTED", Job("JobSubmitted", e.JobId).Set("jobName", e.JobName).Set("userName", e.User).Set("submitTime", e.SubmitTime)
                .Set("jobConfPath", e.ConfPath)
                .Set("acls", e.Acls.ToDictionary(p => p.Key, p => (object?)p.Value, StringComparer.Ordinal))
                .Set("jobQueueName", e.Queue)),
        AmStarted e => ("AM_STARTED", HistorySchema.New("AMStarted").Set("applicationAttemptId", e.AttemptId).Set("startTime", e.StartTime)
            .Set("containerId", e.ContainerId).Set("nodeManagerHost", e.Host).Set("nodeManagerPort", e.Port)
            .Set("nodeManagerHttpPort", e.HttpPort)),
        JobInited e =>
            ("JOB_INITED", Job("JobInited", e.JobId).Set("launchTime", e.LaunchTime).Set("totalMaps", e.Maps).Set("totalReduces", e.Reduces)
                .Set("jobStatus", e.Status).Set("uberized", e.Uberized)),
        JobInfoChanged e =>
            ("JOB_INFO_CHANGED", Job("JobInfoChange", e.JobId).Set("submitTime", e.SubmitTime).Set("launchTime", e.LaunchTime)),
        JobPriorityChanged e => ("JOB_PRIORITY_CHANGED", Job("JobPriorityChange", e.JobId).Set("priority", e.Priority)),
        JobQueueChanged e => ("JOB_QUEUE_CHANGED", Job("JobQueueChange", e.JobId).Set("jobQueueName", e.Queue)),
        JobStatusChanged e => ("JOB_STATUS_CHANGED", Job("JobStatusChanged", e.JobId).Set("jobStatus", e.Status)),
        JobFinished e => ("JOB_FINISHED", Finished(e)),
        JobUnsuccessful e => (e.Status switch { "KILLED" => "JOB_KILLED", "ERROR" => "JOB_ERROR", _ => "JOB_FAILED" }, Unsuccessful(e)),
        TaskStarted e => ("TASK_STARTED", Task("TaskStarted", e.TaskId).Set("taskType", e.TaskType).Set("startTime", e.StartTime)
            .Set("splitLocations", e.SplitLocations)),
        TaskUpdated e => ("TASK_UPDATED", Task("TaskUpdated", e.TaskId).Set("finishTime", e.FinishTime)),
        TaskFinished e => ("TASK_FINISHED",
            Task("TaskFinished", e.TaskId).Set("taskType", e.TaskType).Set("finishTime", e.FinishTime).Set("status", e.Status)
                .Set("counters", HistorySchema.ToRecord(e.Counters)).Set("successfulAttemptId", e.SuccessfulAttempt)),
        TaskFailed e =>
            ("TASK_FAILED", Task("TaskFailed", e.TaskId).Set("taskType", e.TaskType).Set("finishTime", e.FinishTime).Set("error", e.Error)
                .Set("failedDueToAttempt", e.FailedAttempt).Set("status", e.Status).Set("counters", Optional(e.Counters))),
        AttemptStarted e => ($"{e.TaskType}_ATTEMPT_STARTED", Started(e)),
        MapAttemptFinished e => ("MAP_ATTEMPT_FINISHED", Attempt("MapAttemptFinished", e.TaskId, e.AttemptId).Set("taskType", e.TaskType)
            .Set("taskStatus", e.Status).Set("mapFinishTime", e.MapFinishTime).Set("finishTime", e.FinishTime).Set("hostname", e.Host)
            .Set("port", e.Port)
            .Set("rackname", e.Rack).Set("state", e.State).Set("counters", HistorySchema.ToRecord(e.Counters))),
        ReduceAttemptFinished e =>
            ("REDUCE_ATTEMPT_FINISHED", Attempt("ReduceAttemptFinished", e.TaskId, e.AttemptId).Set("taskType", e.TaskType)
                .Set("taskStatus", e.Status).Set("shuffleFinishTime", e.ShuffleFinishTime).Set("sortFinishTime", e.SortFinishTime)
                .Set("finishTime", e.FinishTime)
                .Set("hostname", e.Host).Set("port", e.Port).Set("rackname", e.Rack).Set("state", e.State)
                .Set("counters", HistorySchema.ToRecord(e.Counters))),
        AttemptUnsuccessful e => ($"{e.TaskType}_ATTEMPT_{e.Status}", Attempt("TaskAttemptUnsuccessfulCompletion", e.TaskId, e.AttemptId)
            .Set("taskType", e.TaskType).Set("finishTime", e.FinishTime).Set("hostname", e.Host).Set("port", e.Port).Set("rackname", e.Rack)
            .Set("status", e.Status).Set("error", e.Error).Set("counters", Optional(e.Counters))),
        _ => throw new ArgumentException($"{happened.GetType().Name} is no event of job history", nameof(happened)),
    };

    private static AvroRecord Finished(JobFinished e) => Job("JobFinished", e.JobId).Set("finishTime", e.FinishTime)
        .Set("finishedMaps", e.FinishedMaps).Set("finishedReduces", e.FinishedReduces).Set("failedMaps", e.FailedMaps)
        .Set("failedReduces", e.FailedReduces)
        .Set("killedMaps", e.KilledMaps).Set("killedReduces", e.KilledReduces).Set("totalCounters", HistorySchema.ToRecord(e.Total))
        .Set("mapCounters", HistorySchema.ToRecord(e.Map)).Set("reduceCounters", HistorySchema.ToRecord(e.Reduce));

    private static AvroRecord Unsuccessful(JobUnsuccessful e) => Job("JobUnsuccessfulCompletion", e.JobId).Set("finishTime", e.FinishTime)
        .Set("finishedMaps", e.FinishedMaps).Set("finishedReduces", e.FinishedReduces).Set("failedMaps", e.FailedMaps)
        .Set("failedReduces", e.FailedReduces)
        .Set("killedMaps", e.KilledMaps).Set("killedReduces", e.KilledReduces).Set("jobStatus", e.Status).Set("diagnostics", e.Diagnostics);

    private static AvroRecord Started(AttemptStarted e) =>
        Task("TaskAttemptStarted", e.TaskId).Set("taskType", e.TaskType).Set("attemptId", e.AttemptId)
            .Set("startTime", e.StartTime).Set("trackerName", e.TrackerName).Set("httpPort", e.HttpPort).Set("shufflePort", e.ShufflePort)
            .Set("containerId", e.ContainerId).Set("locality", e.Locality).Set("avataar", e.Avataar);

    private static AvroRecord Job(string name, string id) => HistorySchema.New(name).Set("jobid", id);

    private static AvroRecord Task(string name, string id) => HistorySchema.New(name).Set("taskid", id);

    // The four series of samples are kept empty: nobody here takes them.
    private static AvroRecord Attempt(string name, string task, string attempt) => Task(name, task).Set("attemptId", attempt)
        .Set("clockSplits", NoSamples).Set("cpuUsages", NoSamples).Set("vMemKbytes", NoSamples).Set("physMemKbytes", NoSamples);

    private static AvroRecord? Optional(HistoryCounters? counters) => counters is null ? null : HistorySchema.ToRecord(counters);

    private static readonly List<object?> NoSamples = [];
}
