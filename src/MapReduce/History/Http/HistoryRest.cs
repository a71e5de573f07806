using System.Text.Json;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.History.Model;
using Hathi.MapReduce.History.Storage;
using Hathi.MapReduce.Protocol;
using Hathi.MapReduce.Protocol.History;
using Hathi.Web.Faults;
using Hathi.Web.Rest;
using Microsoft.AspNetCore.Http;

namespace Hathi.MapReduce.History.Http;

/// <summary>REST below <c>/ws/v1/history</c> with the JSON and XML of Apache's history server.</summary>
internal sealed class HistoryRest
{
    private const string Jobs = "mapreduce/jobs";
    private const string JavaState = "org.apache.hadoop.mapreduce.v2.api.records.JobState";

    private static readonly string[] States = ["NEW", "INITED", "RUNNING", "SUCCEEDED", "FAILED", "KILLED", "ERROR"];

    private readonly HistoryStore _store;
    private readonly HistoryAccess _access;
    private readonly FileSystem _fileSystem;
    private readonly long _startedOn;
    private readonly string _version;

    /// <param name="store">The jobs.</param>
    /// <param name="access">Who may see which.</param>
    /// <param name="fileSystem">Holds their settings.</param>
    /// <param name="startedOn">Milliseconds since 1970.</param>
    /// <param name="version">Of this program.</param>
    public HistoryRest(HistoryStore store, HistoryAccess access, FileSystem fileSystem, long startedOn, string version)
    {
        _store = store;
        _access = access;
        _fileSystem = fileSystem;
        _startedOn = startedOn;
        _version = version;
        Routes = new RestRoutes("/ws/v1/history")
            .Get("", (context, _) => SendAsync(context, WriteInfo))
            .Get("info", (context, _) => SendAsync(context, WriteInfo))
            .Get(Jobs, (context, _) => JobsAsync(context));
        OfJob("", static (json, job, _) => HistoryJson.WriteJob(json, job));
        OfJob("/counters", static (json, job, _) => HistoryJson.WriteCounters(json, job));
        OfJob("/jobattempts", static (json, job, _) => HistoryJson.WriteMasters(json, job));
        Routes.Get(Jobs + "/{jobid}/conf", (context, v) => ConfAsync(context, v[0]));
        Routes.Get(Jobs + "/{jobid}/tasks", (context, v) => TasksAsync(context, v[0]));
        OfJob("/tasks/{taskid}", static (json, job, v) => HistoryJson.WriteTask(json, Task(job, v[1])));
        OfJob("/tasks/{taskid}/counters", static (json, job, v) => HistoryJson.WriteTaskCounters(json, Task(job, v[1])));
        OfJob("/tasks/{taskid}/attempts", static (json, job, v) => HistoryJson.WriteAttempts(json, Task(job, v[1])));
        OfJob(
            "/tasks/{taskid}/attempts/{attemptid}",
            static (json, job, v) => HistoryJson.WriteAttempt(json, Task(job, v[1]), Attempt(job, v[1], v[2])));
        OfJob(
            "/tasks/{taskid}/attempts/{attemptid}/counters",
            static (json, job, v) => HistoryJson.WriteAttemptCounters(json, Attempt(job, v[1], v[2])));
    }

    /// <summary>All resources.</summary>
    public RestRoutes Routes { get; }

    private void OfJob(string template, Action<Utf8JsonWriter, CompletedJob, IReadOnlyList<string>> write) => Routes.Get(
        Jobs + "/{jobid}" + template, async (context, values) =>
    {
        var job = await FindAsync(values[0], context).ConfigureAwait(false);
        await SendAsync(context, json => write(json, job, values)).ConfigureAwait(false);
    });

    private async Task JobsAsync(HttpContext context)
    {
        var filter = Filter(context);
        var jobs = await HistoryPages.ListAsync(_store, context).ConfigureAwait(false);
        await SendAsync(context, json => HistoryJson.WriteJobs(json, filter(jobs))).ConfigureAwait(false);
    }

    private async Task ConfAsync(HttpContext context, string id)
    {
        var job = await FindAsync(id, context).ConfigureAwait(false);
        List<KeyValuePair<string, string>> conf;
        try
        {
            conf = await ReadConfAsync(job, context.RequestAborted).ConfigureAwait(false);
        }
        catch (IOException)
        {
            throw RestFault.NotFound($"unable to load configuration for job: {id}");
        }

        await SendAsync(context, json => HistoryJson.WriteConf(json, job.ConfFile, conf)).ConfigureAwait(false);
    }

    private async Task TasksAsync(HttpContext context, string id)
    {
        var job = await FindAsync(id, context).ConfigureAwait(false);
        var tasks = OfType(job, RestQuery.Text(context, "type"));
        await SendAsync(context, json => HistoryJson.WriteTasks(json, tasks)).ConfigureAwait(false);
    }

    private async Task<CompletedJob> FindAsync(string jobId, HttpContext context)
    {
        CompletedJob job;
        try
        {
            job = await _store.FindAsync(jobId, context.RequestAborted).ConfigureAwait(false)
                ?? throw RestFault.NotFound($"job, {jobId}, is not found");
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new WebFault(StatusCodes.Status500InternalServerError, $"the history of {jobId} cannot be read: {e.Message}");
        }

        var user = RestQuery.UserOf(context);
        return await _access.MayViewAsync(job, user).ConfigureAwait(false)
            ? job
            : throw RestFault.Unauthorized(JobAcls.Refusal(user, JobAcls.View, jobId));
    }

    private async Task<List<KeyValuePair<string, string>>> ReadConfAsync(CompletedJob job, CancellationToken cancellationToken)
    {
        try
        {
            var stream = await _fileSystem.OpenReadAsync(job.ConfFile, cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                return await JobConfFile.ReadAsync(stream, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new WebFault(
                StatusCodes.Status500InternalServerError, $"the settings of {job.Name.JobId} ({job.ConfFile}) cannot be read: {e.Message}");
        }
    }

    private static IEnumerable<CompletedTask> OfType(CompletedJob job, string? type) => type switch
    {
        null or "" => job.Tasks,
        "m" => job.Tasks.Where(t => t.IsMap),
        "r" => job.Tasks.Where(t => !t.IsMap),
        _ => throw RestFault.BadRequest("tasktype must be either m or r"),
    };

    private static CompletedTask Task(CompletedJob job, string id) =>
        job.Find(id) ?? throw RestFault.NotFound($"task not found with id {id}");

    private static CompletedAttempt Attempt(CompletedJob job, string task, string id) =>
        Task(job, task).Attempts.FirstOrDefault(a => a.Id == id) ?? throw RestFault.NotFound($"Error getting info on task attempt id {id}");

    // What is wanted is read first: nonsense is refused whether there are jobs or not.
    private static Func<IEnumerable<HistoryFileName>, IEnumerable<HistoryFileName>> Filter(HttpContext context)
    {
        var limit = RestQuery.Limit(context, static text => $"For input string: \"{text}\"");
        var (startBegin, startEnd) = RestQuery.Span(
            context, "startedTimeBegin", "startedTimeEnd", ("startedTimeBegin", "startedTimeEnd"), NotANumber);
        var (finishBegin, finishEnd) = RestQuery.Span(
            context, "finishedTimeBegin", "finishedTimeEnd", ("finishedTimeBegin", "finishedTimeEnd"), NotANumber);
        var (user, queue, state) = (RestQuery.Text(context, "user"), RestQuery.Text(context, "queue"), RestQuery.Raw(context, "state"));
        if (state is not null && !States.Contains(state))
        {
            throw RestFault.NoConstant(JavaState, state);
        }

        return jobs => jobs
            .Where(j => Fits(user, j.User) && Fits(state, j.Status) && Fits(queue, j.Queue))
            .Where(j => j.StartTime >= startBegin && j.StartTime <= startEnd && j.FinishTime >= finishBegin && j.FinishTime <= finishEnd)
            .Take((int)Math.Min(int.MaxValue, limit ?? int.MaxValue));
    }

    private static bool Fits(string? wanted, string value) =>
        wanted is null || string.Equals(wanted, value, StringComparison.OrdinalIgnoreCase);

    private static string NotANumber(string name, string text) => $"Invalid number format: For input string: \"{text}\"";

    private static Task SendAsync(HttpContext context, Action<Utf8JsonWriter> write) => RestReply.SendAsync(context, null, write);

    private void WriteInfo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("historyInfo");
        json.WriteNumber("startedOn", _startedOn);
        json.WriteString("hadoopVersion", "3.5.0");
        json.WriteString("hadoopBuildVersion", $"Hathi {_version}");
        json.WriteString("hadoopVersionBuiltOn", "");
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
