using Hathi.Base;
using Hathi.Records.Avro;

namespace Hathi.MapReduce.Protocol.History;

/// <summary>Records of a file's own schema → events. Fields that an older schema does not have are 0, empty or null.</summary>
internal static class EventReading
{
    /// <returns>Null for a kind of event that nobody here uses.</returns>
    /// <exception cref="InvalidDataException">It is no event.</exception>
    public static HistoryEvent? FromRecord(AvroRecord outer, NameInterner names)
    {
        var r = outer.Get("event") as AvroRecord ?? throw new InvalidDataException($"no event: {outer.Schema.Name}");
        return r.Schema.Name[(r.Schema.Name.LastIndexOf('.') + 1)..] switch
        {
            "JobSubmitted" => new JobSubmitted(
                Text(r, "jobid"), Text(r, "jobName"), Text(r, "userName"), Long(r, "submitTime"), Text(r, "jobConfPath"), Map(r, "acls"),
                Text(r, "jobQueueName")),
            "AMStarted" => new AmStarted(
                Text(r, "applicationAttemptId"), Long(r, "startTime"), Text(r, "containerId"), Text(r, "nodeManagerHost"),
                Int(r, "nodeManagerPort"), Int(r, "nodeManagerHttpPort")),
            "JobInited" => new JobInited(
                Text(r, "jobid"), Long(r, "launchTime"), Int(r, "totalMaps"), Int(r, "totalReduces"), Text(r, "jobStatus"),
                r.Get("uberized") is true),
            "JobInfoChange" => new JobInfoChanged(Text(r, "jobid"), Long(r, "submitTime"), Long(r, "launchTime")),
            "JobPriorityChange" => new JobPriorityChanged(Text(r, "jobid"), Text(r, "priority")),
            "JobQueueChange" => new JobQueueChanged(Text(r, "jobid"), Text(r, "jobQueueName")),
            "JobStatusChanged" => new JobStatusChanged(Text(r, "jobid"), Text(r, "jobStatus")),
            "JobFinished" => new JobFinished(
                Text(r, "jobid"), Long(r, "finishTime"), Int(r, "finishedMaps"), Int(r, "finishedReduces"), Int(r, "failedMaps"),
                Int(r, "failedReduces"), Int(r, "killedMaps"), Int(r, "killedReduces"), Counters(r, "totalCounters", names),
                Counters(r, "mapCounters", names), Counters(r, "reduceCounters", names)),
            "JobUnsuccessfulCompletion" => new JobUnsuccessful(
                Text(r, "jobid"), Long(r, "finishTime"), Int(r, "finishedMaps"), Int(r, "finishedReduces"), Int(r, "failedMaps"),
                Int(r, "failedReduces"), Int(r, "killedMaps"), Int(r, "killedReduces"), Text(r, "jobStatus"), Text(r, "diagnostics")),
            "TaskStarted" => new TaskStarted(Text(r, "taskid"), Text(r, "taskType"), Long(r, "startTime"), Text(r, "splitLocations")),
            "TaskUpdated" => new TaskUpdated(Text(r, "taskid"), Long(r, "finishTime")),
            "TaskFinished" => new TaskFinished(
                Text(r, "taskid"), Text(r, "taskType"), Long(r, "finishTime"), Text(r, "status"), Counters(r, "counters", names),
                Optional(r, "successfulAttemptId")),
            "TaskFailed" => new TaskFailed(
                Text(r, "taskid"), Text(r, "taskType"), Long(r, "finishTime"), Text(r, "error"), Optional(r, "failedDueToAttempt"),
                Text(r, "status"), OptionalCounters(r, names)),
            "TaskAttemptStarted" => new AttemptStarted(
                Text(r, "taskid"), Text(r, "taskType"), Text(r, "attemptId"), Long(r, "startTime"), Text(r, "trackerName"),
                Int(r, "httpPort"), Int(r, "shufflePort"), Text(r, "containerId"), Optional(r, "locality"), Optional(r, "avataar")),
            "MapAttemptFinished" => new MapAttemptFinished(
                Text(r, "taskid"), Text(r, "attemptId"), Text(r, "taskType"), Text(r, "taskStatus"), Long(r, "mapFinishTime"),
                Long(r, "finishTime"), Text(r, "hostname"), Int(r, "port"), Text(r, "rackname"), Text(r, "state"),
                Counters(r, "counters", names)),
            "ReduceAttemptFinished" => new ReduceAttemptFinished(
                Text(r, "taskid"), Text(r, "attemptId"), Text(r, "taskType"), Text(r, "taskStatus"), Long(r, "shuffleFinishTime"),
                Long(r, "sortFinishTime"), Long(r, "finishTime"), Text(r, "hostname"), Int(r, "port"), Text(r, "rackname"),
                Text(r, "state"), Counters(r, "counters", names)),
            "TaskAttemptUnsuccessfulCompletion" => new AttemptUnsuccessful(
                Text(r, "taskid"), Text(r, "taskType"), Text(r, "attemptId"), Long(r, "finishTime"), Text(r, "hostname"), Int(r, "port"),
                Text(r, "rackname"), Text(r, "status"), Text(r, "error"), OptionalCounters(r, names)),
            _ => null,
        };
    }

    private static string Text(AvroRecord r, string field) => r.Get(field) as string ?? "";

    private static string? Optional(AvroRecord r, string field) => r.Get(field) as string;

    private static long Long(AvroRecord r, string field) => r.Get(field) is long value ? value : 0;

    private static int Int(AvroRecord r, string field) => r.Get(field) is int value ? value : 0;

    private static Dictionary<string, string> Map(AvroRecord r, string field) => r.Get(field) is Dictionary<string, object?> map
        ? map.ToDictionary(p => p.Key, p => p.Value as string ?? "", StringComparer.Ordinal)
        : [];

    private static HistoryCounters Counters(AvroRecord r, string field, NameInterner names) =>
        r.Get(field) is AvroRecord counters ? Counters(counters, names) : HistoryCounters.Empty;

    private static HistoryCounters? OptionalCounters(AvroRecord r, NameInterner names) =>
        r.Get("counters") is AvroRecord counters ? Counters(counters, names) : null;

    // Names are the same in all of a hundred thousand tasks.
    private static HistoryCounters Counters(AvroRecord r, NameInterner names) =>
        new(names.Intern(Text(r, "name")), [.. Records(r, "groups").Select(g => Group(g, names))]);

    private static HistoryCounterGroup Group(AvroRecord r, NameInterner names) => new(
        names.Intern(Text(r, "name")),
        names.Intern(Text(r, "displayName")),
        [.. Records(r, "counts")
            .Select(c => new HistoryCounter(names.Intern(Text(c, "name")), names.Intern(Text(c, "displayName")), Long(c, "value")))]);

    // What a file's own schema calls so may be anything.
    private static IEnumerable<AvroRecord> Records(AvroRecord r, string field) =>
        (r.Get(field) as List<object?> ?? []).OfType<AvroRecord>();
}
