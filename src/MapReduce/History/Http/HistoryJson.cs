using System.Text.Json;
using Hathi.MapReduce.History.Model;
using Hathi.MapReduce.Protocol.History;
using Hathi.Web.Rest;

namespace Hathi.MapReduce.History.Http;

/// <summary>JSON objects of Apache's history server REST interface.</summary>
internal static class HistoryJson
{
    public static void WriteJobs(Utf8JsonWriter json, IEnumerable<HistoryFileName> jobs) => List(json, "jobs", "job", jobs, name =>
    {
        json.WriteNumber("submitTime", name.SubmitTime);
        json.WriteNumber("startTime", name.StartTime);
        json.WriteNumber("finishTime", name.FinishTime);
        json.WriteString("id", name.JobId);
        json.WriteString("name", name.JobName);
        json.WriteString("queue", name.Queue);
        json.WriteString("user", name.User);
        json.WriteString("state", name.Status);
        json.WriteNumber("mapsTotal", name.Maps);
        json.WriteNumber("mapsCompleted", name.Maps);
        json.WriteNumber("reducesTotal", name.Reduces);
        json.WriteNumber("reducesCompleted", name.Reduces);
    });

    public static void WriteJob(Utf8JsonWriter json, CompletedJob job) => One(json, "job", () =>
    {
        json.WriteNumber("submitTime", job.Name.SubmitTime);
        json.WriteNumber("startTime", job.LaunchTime);
        json.WriteNumber("finishTime", job.FinishTime);
        json.WriteString("id", job.Name.JobId);
        json.WriteString("name", job.Name.JobName);
        json.WriteString("queue", job.Name.Queue);
        json.WriteString("user", job.Name.User);
        json.WriteString("state", job.Status);
        json.WriteNumber("mapsTotal", job.TotalMaps);
        json.WriteNumber("mapsCompleted", job.FinishedMaps);
        json.WriteNumber("reducesTotal", job.TotalReduces);
        json.WriteNumber("reducesCompleted", job.FinishedReduces);
        json.WriteBoolean("uberized", job.IsUber);
        json.WriteString("diagnostics", job.Diagnostics);
        if (job.NotLoaded is null)
        {
            WriteAverages(json, job);
            WriteAttemptCounts(json, job);
        }

        WriteAcls(json, job);
    });

    public static void WriteCounters(Utf8JsonWriter json, CompletedJob job) => One(json, "jobCounters", () =>
    {
        json.WriteString("id", job.Name.JobId);
        json.WriteStartArray("counterGroup");
        foreach (var group in job.TotalCounters.Groups)
        {
            json.WriteStartObject();
            json.WriteString("counterGroupName", group.Name);
            json.WriteStartArray("counter");
            foreach (var counter in group.Counters)
            {
                json.WriteStartObject();
                json.WriteString("name", counter.Name);
                json.WriteNumber("totalCounterValue", counter.Value);
                json.WriteNumber("mapCounterValue", ValueOf(job.MapCounters, group.Name, counter.Name));
                json.WriteNumber("reduceCounterValue", ValueOf(job.ReduceCounters, group.Name, counter.Name));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public static void WriteConf(Utf8JsonWriter json, string path, IEnumerable<KeyValuePair<string, string>> settings) => One(
        json, "conf", () =>
    {
        json.WriteString("path", path);
        json.WriteStartArray("property");
        foreach (var (name, value) in settings)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("value", value);
            json.WriteStartArray("source");
            json.WriteStringValue(path);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public static void WriteMasters(Utf8JsonWriter json, CompletedJob job)
    {
        var number = 0;
        List(json, "jobAttempts", "jobAttempt", job.Masters, master =>
        {
            json.WriteNumber("id", ++number);
            json.WriteString("nodeId", $"{master.Host}:{master.Port}");
            json.WriteString("nodeHttpAddress", $"{master.Host}:{master.HttpPort}");
            json.WriteNumber("startTime", master.StartTime);
            json.WriteString("containerId", master.ContainerId);
        });
    }

    public static void WriteTasks(Utf8JsonWriter json, IEnumerable<CompletedTask> tasks) =>
        List(json, "tasks", "task", tasks, task => WriteFields(json, task));

    public static void WriteTask(Utf8JsonWriter json, CompletedTask task) => One(json, "task", () => WriteFields(json, task));

    public static void WriteTaskCounters(Utf8JsonWriter json, CompletedTask task) =>
        One(json, "jobTaskCounters", () => WriteGroups(json, "taskCounterGroup", task.Id, task.Counters));

    public static void WriteAttempts(Utf8JsonWriter json, CompletedTask task) =>
        List(json, "taskAttempts", "taskAttempt", task.Attempts, attempt => WriteFields(json, task, attempt));

    public static void WriteAttempt(Utf8JsonWriter json, CompletedTask task, CompletedAttempt attempt) =>
        One(json, "taskAttempt", () => WriteFields(json, task, attempt));

    public static void WriteAttemptCounters(Utf8JsonWriter json, CompletedAttempt attempt) =>
        One(json, "jobTaskAttemptCounters", () => WriteGroups(json, "taskAttemptCounterGroup", attempt.Id, attempt.Counters));

    private static void WriteFields(Utf8JsonWriter json, CompletedTask task)
    {
        json.WriteNumber("startTime", task.StartTime);
        json.WriteNumber("finishTime", task.FinishTime);
        json.WriteNumber("elapsedTime", Math.Max(0, task.FinishTime - task.StartTime));
        json.WriteFloat("progress", 100);
        json.WriteString("id", task.Id);
        json.WriteString("state", task.Status);
        json.WriteString("type", task.IsMap ? "MAP" : "REDUCE");
        json.WriteString("successfulAttempt", task.SuccessfulAttempt);
    }

    private static void WriteFields(Utf8JsonWriter json, CompletedTask task, CompletedAttempt attempt)
    {
        json.WriteNumber("startTime", attempt.StartTime);
        json.WriteNumber("finishTime", attempt.FinishTime);
        json.WriteNumber("elapsedTime", Math.Max(0, attempt.FinishTime - attempt.StartTime));
        json.WriteFloat("progress", 100);
        json.WriteString("id", attempt.Id);
        json.WriteString("rack", attempt.Rack);
        json.WriteString("state", attempt.Status);
        json.WriteString("status", attempt.State);
        json.WriteString("nodeHttpAddress", $"{attempt.TrackerName}:{attempt.HttpPort}");
        json.WriteString("diagnostics", attempt.Error);
        json.WriteString("type", task.IsMap ? "MAP" : "REDUCE");
        json.WriteString("assignedContainerId", attempt.ContainerId);
        if (!task.IsMap)
        {
            json.WriteNumber("shuffleFinishTime", attempt.ShuffleFinishTime);
            json.WriteNumber("mergeFinishTime", attempt.SortFinishTime);
            json.WriteNumber("elapsedShuffleTime", Math.Max(0, attempt.ShuffleFinishTime - attempt.StartTime));
            json.WriteNumber("elapsedMergeTime", Math.Max(0, attempt.SortFinishTime - attempt.ShuffleFinishTime));
            json.WriteNumber("elapsedReduceTime", Math.Max(0, attempt.FinishTime - attempt.SortFinishTime));
        }
    }

    // A job that names nobody has no such list.
    private static void WriteAcls(Utf8JsonWriter json, CompletedJob job)
    {
        if (job.Acls.Count == 0)
        {
            return;
        }

        json.WriteStartArray("acls");
        foreach (var (name, value) in job.Acls)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("value", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteAverages(Utf8JsonWriter json, CompletedJob job)
    {
        var maps = Succeeded(job, true);
        var reduces = Succeeded(job, false);
        json.WriteNumber("avgMapTime", Average(maps, a => a.FinishTime - a.StartTime));
        json.WriteNumber("avgShuffleTime", Average(reduces, a => a.ShuffleFinishTime - a.StartTime));
        json.WriteNumber("avgMergeTime", Average(reduces, a => a.SortFinishTime - a.ShuffleFinishTime));
        json.WriteNumber("avgReduceTime", Average(reduces, a => a.FinishTime - a.SortFinishTime));
    }

    private static void WriteAttemptCounts(Utf8JsonWriter json, CompletedJob job)
    {
        foreach (var (isMap, kind) in (ReadOnlySpan<(bool, string)>)[(true, "Map"), (false, "Reduce")])
        {
            var attempts = job.Tasks.Where(t => t.IsMap == isMap).SelectMany(t => t.Attempts).ToList();
            json.WriteNumber($"failed{kind}Attempts", attempts.Count(a => a.Status == "FAILED"));
            json.WriteNumber($"killed{kind}Attempts", attempts.Count(a => a.Status == "KILLED"));
            json.WriteNumber($"successful{kind}Attempts", attempts.Count(a => a.Status == "SUCCEEDED"));
        }
    }

    private static List<CompletedAttempt> Succeeded(CompletedJob job, bool isMap) =>
        [.. job.Tasks.Where(t => t.IsMap == isMap).SelectMany(t => t.Attempts).Where(a => a.Status == "SUCCEEDED")];

    private static long Average(List<CompletedAttempt> attempts, Func<CompletedAttempt, long> time) =>
        attempts.Count == 0 ? 0 : (long)attempts.Average(a => Math.Max(0, time(a)));

    private static long ValueOf(HistoryCounters counters, string group, string name) =>
        counters.Groups.FirstOrDefault(g => g.Name == group)?.Counters.FirstOrDefault(c => c.Name == name)?.Value ?? 0;

    private static void WriteGroups(Utf8JsonWriter json, string groups, string id, HistoryCounters counters)
    {
        json.WriteString("id", id);
        json.WriteStartArray(groups);
        foreach (var group in counters.Groups)
        {
            json.WriteStartObject();
            json.WriteString("counterGroupName", group.Name);
            json.WriteStartArray("counter");
            foreach (var counter in group.Counters)
            {
                json.WriteStartObject();
                json.WriteString("name", counter.Name);
                json.WriteNumber("value", counter.Value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void One(Utf8JsonWriter json, string name, Action fields)
    {
        json.WriteStartObject();
        json.WriteStartObject(name);
        fields();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void List<T>(Utf8JsonWriter json, string all, string one, IEnumerable<T> items, Action<T> fields) => One(json, all, () =>
    {
        json.WriteStartArray(one);
        foreach (var item in items)
        {
            json.WriteStartObject();
            fields(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
