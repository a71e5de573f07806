using System.Globalization;
using System.Text.Json;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.Protocol.History;
using Hathi.Web;
using Microsoft.AspNetCore.Http;

namespace Hathi.MapReduce.History;

/// <summary>REST below <c>/ws/v1/history</c> with the JSON of Apache's history server.</summary>
/// <param name="store">The jobs.</param>
/// <param name="fileSystem">Holds their settings.</param>
/// <param name="startedOn">Milliseconds since 1970.</param>
/// <param name="version">Of this program.</param>
internal sealed class HistoryRest(HistoryStore store, FileSystem fileSystem, long startedOn, string version)
{
    /// <summary>Where it begins.</summary>
    public const string Root = "/ws/v1/history";

    private const string Jobs = "/mapreduce/jobs";

    public async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value![Root.Length..].TrimEnd('/');
        if (path is "" or "/info")
        {
            await SendAsync(context, WriteInfo).ConfigureAwait(false);
        }
        else if (path == Jobs)
        {
            var jobs = Filter(await store.ListAsync(context.RequestAborted).ConfigureAwait(false), context.Request.Query);
            await SendAsync(context, json => HistoryJson.WriteJobs(json, jobs)).ConfigureAwait(false);
        }
        else if (path.StartsWith(Jobs + "/", StringComparison.Ordinal))
        {
            await AnswerJobAsync(context, path[(Jobs.Length + 1)..].Split('/')).ConfigureAwait(false);
        }
        else
        {
            throw NotFound($"{Root}{path}");
        }
    }

    private async Task AnswerJobAsync(HttpContext context, string[] path)
    {
        var job = await FindAsync(path[0], context.RequestAborted).ConfigureAwait(false);
        var conf = path is [_, "conf"] ? await ReadConfAsync(job, context.RequestAborted).ConfigureAwait(false) : null;
        Action<Utf8JsonWriter> write = path switch
        {
            [_] => json => HistoryJson.WriteJob(json, job),
            [_, "counters"] => json => HistoryJson.WriteCounters(json, job),
            [_, "conf"] => json => HistoryJson.WriteConf(json, job.ConfFile, conf!),
            [_, "jobattempts"] => json => HistoryJson.WriteMasters(json, job),
            [_, "tasks"] => json => HistoryJson.WriteTasks(json, OfType(job, context.Request.Query["type"])),
            [_, "tasks", var id] => json => HistoryJson.WriteTask(json, Task(job, id)),
            [_, "tasks", var id, "counters"] => json => HistoryJson.WriteTaskCounters(json, Task(job, id)),
            [_, "tasks", var id, "attempts"] => json => HistoryJson.WriteAttempts(json, Task(job, id)),
            [_, "tasks", var id, "attempts", var attempt] => json => HistoryJson.WriteAttempt(json, Task(job, id), Attempt(job, id, attempt)),
            [_, "tasks", var id, "attempts", var attempt, "counters"] => json => HistoryJson.WriteAttemptCounters(json, Attempt(job, id, attempt)),
            _ => throw NotFound(context.Request.Path.Value!),
        };
        await SendAsync(context, write).ConfigureAwait(false);
    }

    private async Task<CompletedJob> FindAsync(string jobId, CancellationToken cancellationToken)
    {
        try
        {
            return await store.FindAsync(jobId, cancellationToken).ConfigureAwait(false) ?? throw NotFound($"job, {jobId},");
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new WebFault(StatusCodes.Status500InternalServerError, $"the history of {jobId} cannot be read: {e.Message}");
        }
    }

    private async Task<List<KeyValuePair<string, string>>> ReadConfAsync(CompletedJob job, CancellationToken cancellationToken)
    {
        var stream = await fileSystem.OpenReadAsync(job.ConfFile, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            return await JobConfFile.ReadAsync(stream, cancellationToken).ConfigureAwait(false);
        }
    }

    private static IEnumerable<CompletedTask> OfType(CompletedJob job, string? type) => type switch
    {
        null or "" => job.Tasks,
        "m" => job.Tasks.Where(t => t.IsMap),
        "r" => job.Tasks.Where(t => !t.IsMap),
        _ => throw new WebFault(StatusCodes.Status400BadRequest, "tasktype must be either m or r"),
    };

    private static CompletedTask Task(CompletedJob job, string id) => job.Find(id) ?? throw NotFound($"task with id {id}");

    private static CompletedAttempt Attempt(CompletedJob job, string task, string id) =>
        Task(job, task).Attempts.FirstOrDefault(a => a.Id == id) ?? throw NotFound($"task attempt id {id}");

    private static IEnumerable<HistoryFileName> Filter(IEnumerable<HistoryFileName> jobs, IQueryCollection query)
    {
        var (startBegin, startEnd) = (Number(query, "startedTimeBegin", 0), Number(query, "startedTimeEnd", long.MaxValue));
        var (finishBegin, finishEnd) = (Number(query, "finishedTimeBegin", 0), Number(query, "finishedTimeEnd", long.MaxValue));
        return jobs
            .Where(j => Fits(query["user"], j.User) && Fits(query["state"], j.Status) && Fits(query["queue"], j.Queue))
            .Where(j => j.StartTime >= startBegin && j.StartTime <= startEnd && j.FinishTime >= finishBegin && j.FinishTime <= finishEnd)
            .Take((int)Math.Min(int.MaxValue, Number(query, "limit", int.MaxValue)));
    }

    private static bool Fits(string? wanted, string value) => string.IsNullOrEmpty(wanted) || string.Equals(wanted, value, StringComparison.OrdinalIgnoreCase);

    private static long Number(IQueryCollection query, string name, long otherwise)
    {
        var text = query[name].ToString();
        return text.Length == 0 ? otherwise
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value
            : throw new WebFault(StatusCodes.Status400BadRequest, $"{name}={text}: expected a whole number, 0 or more");
    }

    private static WebFault NotFound(string what) => new(StatusCodes.Status404NotFound, $"{what} is not found");

    private static Task SendAsync(HttpContext context, Action<Utf8JsonWriter> write) => JsonReply.SendAsync(context, indented: false, write);

    private void WriteInfo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("historyInfo");
        json.WriteNumber("startedOn", startedOn);
        json.WriteString("hadoopVersion", "3.5.0");
        json.WriteString("hadoopBuildVersion", $"Hathi {version}");
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
