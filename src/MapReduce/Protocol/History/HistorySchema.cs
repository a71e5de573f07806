using System.Text.Json.Nodes;
using Hathi.Records.Avro;

namespace Hathi.MapReduce.Protocol.History;

/// <summary>
/// The Avro schema that history files are written with. Names, order and types of the fields are those of Apache Hadoop 3.5.0's
/// <c>Events.avpr</c>, for its readers resolve this schema against their own.
/// </summary>
internal static class HistorySchema
{
    public const string Namespace = "org.apache.hadoop.mapreduce.jobhistory";

    private const string Text = "string";
    private const string OptionalText = "string?";
    private const string Counters = "JhCounters";
    private const string OptionalCounters = "JhCounters?";
    private const string Numbers = "int[]";

    private static readonly (string Name, string Type)[] Progress =
        [("clockSplits", Numbers), ("cpuUsages", Numbers), ("vMemKbytes", Numbers), ("physMemKbytes", Numbers)];

    private static readonly (string Name, (string Name, string Type)[] Fields)[] Records =
    [
        ("JobFinished",
        [
            ("jobid", Text), ("finishTime", "long"), ("finishedMaps", "int"), ("finishedReduces", "int"), ("failedMaps", "int"),
            ("failedReduces", "int"),
            ("totalCounters", Counters), ("mapCounters", Counters), ("reduceCounters", Counters), ("killedMaps", "int"),
            ("killedReduces", "int"),
        ]),
        ("JobInfoChange", [("jobid", Text), ("submitTime", "long"), ("launchTime", "long")]),
        ("JobInited",
        [
            ("jobid", Text), ("launchTime", "long"), ("totalMaps", "int"), ("totalReduces", "int"), ("jobStatus", Text),
            ("uberized", "boolean"),
        ]),
        ("AMStarted",
        [
            ("applicationAttemptId", Text), ("startTime", "long"), ("containerId", Text), ("nodeManagerHost", Text),
            ("nodeManagerPort", "int"),
            ("nodeManagerHttpPort", "int"),
        ]),
        ("JobPriorityChange", [("jobid", Text), ("priority", Text)]),
        ("JobQueueChange", [("jobid", Text), ("jobQueueName", Text)]),
        ("JobStatusChanged", [("jobid", Text), ("jobStatus", Text)]),
        ("JobSubmitted",
        [
            ("jobid", Text), ("jobName", Text), ("userName", Text), ("submitTime", "long"), ("jobConfPath", Text), ("acls", "string{}"),
            ("jobQueueName", Text),
            ("workflowId", OptionalText), ("workflowName", OptionalText), ("workflowNodeName", OptionalText),
            ("workflowAdjacencies", OptionalText),
            ("workflowTags", OptionalText),
        ]),
        ("JobUnsuccessfulCompletion",
        [
            ("jobid", Text), ("finishTime", "long"), ("finishedMaps", "int"), ("finishedReduces", "int"), ("jobStatus", Text),
            ("diagnostics", OptionalText),
            ("failedMaps", "int"), ("failedReduces", "int"), ("killedMaps", "int"), ("killedReduces", "int"),
        ]),
        ("MapAttemptFinished",
        [
            ("taskid", Text), ("attemptId", Text), ("taskType", Text), ("taskStatus", Text), ("mapFinishTime", "long"),
            ("finishTime", "long"),
            ("hostname", Text), ("port", "int"), ("rackname", Text), ("state", Text), ("counters", Counters), .. Progress,
        ]),
        ("ReduceAttemptFinished",
        [
            ("taskid", Text), ("attemptId", Text), ("taskType", Text), ("taskStatus", Text), ("shuffleFinishTime", "long"),
            ("sortFinishTime", "long"),
            ("finishTime", "long"), ("hostname", Text), ("port", "int"), ("rackname", Text), ("state", Text), ("counters", Counters),
            .. Progress,
        ]),
        ("TaskAttemptFinished",
        [
            ("taskid", Text), ("attemptId", Text), ("taskType", Text), ("taskStatus", Text), ("finishTime", "long"), ("rackname", Text),
            ("hostname", Text),
            ("state", Text), ("counters", Counters),
        ]),
        ("TaskAttemptStarted",
        [
            ("taskid", Text), ("taskType", Text), ("attemptId", Text), ("startTime", "long"), ("trackerName", Text), ("httpPort", "int"),
            ("shufflePort", "int"), ("containerId", Text), ("locality", OptionalText), ("avataar", OptionalText),
        ]),
        ("TaskAttemptUnsuccessfulCompletion",
        [
            ("taskid", Text), ("taskType", Text), ("attemptId", Text), ("finishTime", "long"), ("hostname", Text), ("port", "int"),
            ("rackname", Text),
            ("status", Text), ("error", Text), ("counters", OptionalCounters), .. Progress,
        ]),
        ("TaskFailed",
        [
            ("taskid", Text), ("taskType", Text), ("finishTime", "long"), ("error", Text), ("failedDueToAttempt", OptionalText),
            ("status", Text),
            ("counters", OptionalCounters),
        ]),
        ("TaskFinished",
        [
            ("taskid", Text), ("taskType", Text), ("finishTime", "long"), ("status", Text), ("counters", Counters),
            ("successfulAttemptId", OptionalText),
        ]),
        ("TaskStarted", [("taskid", Text), ("taskType", Text), ("startTime", "long"), ("splitLocations", Text)]),
        ("TaskUpdated", [("taskid", Text), ("finishTime", "long")]),
    ];

    private static readonly string[] EventTypes =
    [
        "JOB_SUBMITTED", "JOB_INITED", "JOB_FINISHED", "JOB_PRIORITY_CHANGED", "JOB_STATUS_CHANGED", "JOB_QUEUE_CHANGED", "JOB_FAILED",
        "JOB_KILLED",
        "JOB_ERROR", "JOB_INFO_CHANGED", "TASK_STARTED", "TASK_FINISHED", "TASK_FAILED", "TASK_UPDATED", "NORMALIZED_RESOURCE",
        "MAP_ATTEMPT_STARTED",
        "MAP_ATTEMPT_FINISHED", "MAP_ATTEMPT_FAILED", "MAP_ATTEMPT_KILLED", "REDUCE_ATTEMPT_STARTED", "REDUCE_ATTEMPT_FINISHED",
        "REDUCE_ATTEMPT_FAILED",
        "REDUCE_ATTEMPT_KILLED", "SETUP_ATTEMPT_STARTED", "SETUP_ATTEMPT_FINISHED", "SETUP_ATTEMPT_FAILED", "SETUP_ATTEMPT_KILLED",
        "CLEANUP_ATTEMPT_STARTED", "CLEANUP_ATTEMPT_FINISHED", "CLEANUP_ATTEMPT_FAILED", "CLEANUP_ATTEMPT_KILLED", "AM_STARTED",
    ];

    /// <summary>As the second line of a file has it.</summary>
    public static readonly string Json = Build().ToJsonString();

    /// <summary>What a line of a file is: a type and one event.</summary>
    public static readonly AvroSchema Event = AvroSchema.Parse(Json);

    private static readonly Dictionary<string, AvroSchema> ByName = Event.Fields[1].Schema.Branches
        .ToDictionary(b => b.Name, StringComparer.Ordinal);

    private static readonly AvroSchema CountersRecord = ByName[$"{Namespace}.JobFinished"].Fields
        .First(f => f.Name == "totalCounters").Schema;

    /// <summary>A new record of one of the events, by its short name.</summary>
    public static AvroRecord New(string name) => new(ByName[$"{Namespace}.{name}"]);

    /// <summary>Counters as a record.</summary>
    public static AvroRecord ToRecord(HistoryCounters counters)
    {
        var groupSchema = CountersRecord.Fields[1].Schema.Items!;
        var counterSchema = groupSchema.Fields[2].Schema.Items!;
        return new AvroRecord(CountersRecord).Set("name", counters.Name).Set("groups", counters.Groups.Select(Group).ToList());

        object? Group(HistoryCounterGroup g) =>
            new AvroRecord(groupSchema).Set("name", g.Name).Set("displayName", g.DisplayName)
                .Set("counts", g.Counters.Select(Counter).ToList());

        object? Counter(HistoryCounter c) =>
            new AvroRecord(counterSchema).Set("name", c.Name).Set("displayName", c.DisplayName).Set("value", c.Value);
    }

    private static JsonObject Build()
    {
        // Avro names a type the first time it is met: the counters stand in full where they are first needed.
        var declared = new HashSet<string>(StringComparer.Ordinal);
        var events = new JsonArray();
        foreach (var (name, fields) in Records)
        {
            events.Add(Record(name, fields, declared));
        }

        return new JsonObject
        {
            ["type"] = "record",
            ["name"] = "Event",
            ["namespace"] = Namespace,
            ["fields"] = new JsonArray(
                Field("type", new JsonObject
                {
                    ["type"] = "enum", ["name"] = "EventType", ["symbols"] = new JsonArray([.. EventTypes.Select(t => JsonValue.Create(t))])
                }),
                Field("event", events)),
        };
    }

    private static JsonObject Record(string name, (string Name, string Type)[] fields, HashSet<string> declared) => new()
    {
        ["type"] = "record",
        ["name"] = name,
        ["fields"] = new JsonArray([.. fields.Select(f => Field(f.Name, Type(f.Type, declared)))]),
    };

    private static JsonNode Type(string type, HashSet<string> declared) => type switch
    {
        OptionalText => new JsonArray("null", "string"),
        OptionalCounters => new JsonArray("null", Counters),
        Numbers => Array("int"),
        "string{}" => new JsonObject { ["type"] = "map", ["values"] = "string" },
        Counters when declared.Add(Counters) => Record(
            Counters, [("name", Text), ("groups", "JhCounterGroup[]")], declared),
        "JhCounterGroup[]" => Array(Record("JhCounterGroup", [("name", Text), ("displayName", Text), ("counts", "JhCounter[]")], declared)),
        "JhCounter[]" => Array(Record("JhCounter", [("name", Text), ("displayName", Text), ("value", "long")], declared)),
        _ => type,
    };

    private static JsonObject Array(JsonNode items) => new() { ["type"] = "array", ["items"] = items };

    private static JsonObject Field(string name, JsonNode type) => new() { ["name"] = name, ["type"] = type };
}
