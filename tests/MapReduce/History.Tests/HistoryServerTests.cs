using System.Net;
using System.Text;
using System.Text.Json;
using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Rpc.Users;
using Hathi.MapReduce.History.Calls;
using Hathi.MapReduce.History.Http;
using Hathi.MapReduce.History.Options;
using Hathi.MapReduce.History.Storage;
using Hathi.MapReduce.Protocol;
using Hathi.MapReduce.Protocol.History;
using Hathi.Platform;
using Hathi.Web.Tests;
using Microsoft.Extensions.Logging;

namespace Hathi.MapReduce.History.Tests;

/// <summary>A server over a directory of this machine, asked as clients ask.</summary>
public sealed class HistoryServerTests : IAsyncLifetime
{
    private const string Id = "job_1795343521049_0001";
    private static readonly HistoryFileName Name = new(Id, 5, "ada", "wörd count", 34, 2, 1, "FAILED", "default", 11);

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("hathi-history-test-");
    private readonly HttpClient _http = new();
    private HistoryServer _server = null!;
    private RpcClient _client = null!;

    private string Intermediate => $"{_root.FullName}/history/done_intermediate";

    public async ValueTask InitializeAsync()
    {
        _server = await StartAsync();
        _client = new RpcClient(new RpcClientOptions("ada"));
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _server.DisposeAsync();
        _http.Dispose();
        _root.Delete(recursive: true);
    }

    [Fact]
    public async Task A_job_that_a_master_left_is_moved_and_answered_for()
    {
        Leave();
        var report = (await CallAsync(
            "getJobReport", new GetJobReportRequestProto { JobId = IdText.ParseJob(Id) }, GetJobReportResponseProto.Parser)).JobReport;
        Assert.Equal(JobStateProto.JFailed, report.JobState);
        Assert.Equal(
            ("ada", "wörd count", 5, 11, 34), (report.User, report.JobName, report.SubmitTime, report.StartTime, report.FinishTime));
        Assert.Equal("Task failed task_1795343521049_0001_r_000001", report.Diagnostics);
        Assert.True(report.IsUber);
        Assert.Equal("pi-201", Assert.Single(report.AmInfos).NodeManagerHost);
        Assert.EndsWith($"/jobhistory/job/{Id}", report.TrackingUrl, StringComparison.Ordinal);
        Assert.True(File.Exists(report.HistoryFile));
        Assert.Contains("/history/done/1970/01/01/000000/", report.HistoryFile, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles($"{Intermediate}/ada"));
    }

    [Fact]
    public async Task Tasks_attempts_counters_and_their_order_are_told()
    {
        Leave();
        var reduces = await CallAsync(
            "getTaskReports",
            new GetTaskReportsRequestProto { JobId = IdText.ParseJob(Id), TaskType = TaskTypeProto.Reduce },
            GetTaskReportsResponseProto.Parser);
        Assert.Equal([0, 1], reduces.TaskReports.Select(t => t.TaskId.Id));
        Assert.Equal("it threw", Assert.Single(reduces.TaskReports[1].Diagnostics));
        var killed = IdText.ParseAttempt("attempt_1795343521049_0001_r_000000_0");
        var attempt = (await CallAsync(
            "getTaskAttemptReport",
            new GetTaskAttemptReportRequestProto { TaskAttemptId = killed },
            GetTaskAttemptReportResponseProto.Parser)).TaskAttemptReport;
        Assert.Equal((TaskAttemptStateProto.TaKilled, "node lost"), (attempt.TaskAttemptState, attempt.DiagnosticInfo));
        var ends = await CallAsync(
            "getTaskAttemptCompletionEvents",
            new GetTaskAttemptCompletionEventsRequestProto { JobId = IdText.ParseJob(Id), FromEventId = 1, MaxEvents = 1 },
            GetTaskAttemptCompletionEventsResponseProto.Parser);
        Assert.Equal((1, killed), (Assert.Single(ends.CompletionEvents).EventId, ends.CompletionEvents[0].AttemptId));
        var counters = (await CallAsync(
            "getCounters", new GetCountersRequestProto { JobId = IdText.ParseJob(Id) }, GetCountersResponseProto.Parser)).Counters;
        var group = Assert.Single(counters.CounterGroups);
        Assert.Equal(14_000_000_000, group.Value.Counters.Single(c => c.Key == "MAP_INPUT_RECORDS").Value.Value);
    }

    [Fact]
    public async Task What_is_unknown_or_ended_is_said_as_Apaches_server_says_it()
    {
        var nobody = IdText.ParseJob("job_7_0009");
        Assert.Null(
            (await CallAsync("getJobReport", new GetJobReportRequestProto { JobId = nobody }, GetJobReportResponseProto.Parser)).JobReport);
        var unknown = await Assert.ThrowsAsync<RpcRemoteException>(
            () => CallAsync("getCounters", new GetCountersRequestProto { JobId = nobody }, GetCountersResponseProto.Parser));
        Assert.Equal(("java.io.IOException", "Unknown Job job_7_0009"), (unknown.JavaClass, unknown.Message));
        Leave();
        var kill = await Assert.ThrowsAsync<RpcRemoteException>(
            () => CallAsync("killJob", new KillJobRequestProto { JobId = IdText.ParseJob(Id) }, KillJobResponseProto.Parser));
        Assert.Equal("Invalid operation on completed job", kill.Message);
    }

    [Fact]
    public async Task Rest_lists_filters_and_shows_as_Apaches_does()
    {
        Leave();
        Assert.Equal(Id, (await RestAsync("/mapreduce/jobs?user=ada&state=FAILED&startedTimeBegin=11")).GetProperty(
            "jobs").GetProperty("job")[0].GetProperty("id").GetString());
        Assert.Equal(0, (await RestAsync("/mapreduce/jobs?queue=other")).GetProperty("jobs").GetProperty("job").GetArrayLength());
        var job = (await RestAsync($"/mapreduce/jobs/{Id}")).GetProperty("job");
        Assert.Equal(2, job.GetProperty("mapsTotal").GetInt32());
        Assert.Equal(1, job.GetProperty("killedReduceAttempts").GetInt32() + job.GetProperty("failedReduceAttempts").GetInt32());
        var conf = (await RestAsync($"/mapreduce/jobs/{Id}/conf")).GetProperty("conf").GetProperty("property");
        Assert.Equal(("a.key", "a & b"), (conf[0].GetProperty("name").GetString(), conf[0].GetProperty("value").GetString()));
        Assert.EndsWith("conf.xml", conf[0].GetProperty("source")[0].GetString(), StringComparison.Ordinal);
        var attempts = (await RestAsync($"/mapreduce/jobs/{Id}/tasks/task_1795343521049_0001_r_000000/attempts"))
            .GetProperty("taskAttempts")
            .GetProperty("taskAttempt");
        Assert.Equal(["KILLED", "SUCCEEDED"], attempts.EnumerateArray().Select(a => a.GetProperty("state").GetString()));
        Assert.Equal("100.0", attempts[0].GetProperty("progress").GetRawText());
        var missing = await _http.GetAsync($"http://{_server.HttpEndPoint}/ws/v1/history/mapreduce/jobs/job_7_0009");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        var wrong = await _http.GetAsync($"http://{_server.HttpEndPoint}/ws/v1/history/mapreduce/jobs?limit=many");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task Each_resource_answers_GET_HEAD_and_XML_and_refuses_other_methods_other_ids_and_parameters_that_make_no_sense()
    {
        Leave();
        await RestAsync("/mapreduce/jobs");
        var values = new Dictionary<string, string>
        {
            ["jobid"] = Id, ["taskid"] = "task_1795343521049_0001_r_000000", ["attemptid"] = "attempt_1795343521049_0001_r_000000_0",
        };
        var table = new RestTable(
            _http, new Uri($"http://{_server.HttpEndPoint}"), new HistoryRest(null!, null!, null!, 0, "").Routes, values, plain: []);
        Assert.Equal(13, await table.CheckAsync());

        const string Bad = "BadRequestException";
        const string Jobs = "/ws/v1/history/mapreduce/jobs";
        await table.CheckParametersAsync(
        [
            ($"{Jobs}?limit=many", Bad, "For input string: \"many\""),
            ($"{Jobs}?limit=0", Bad, "limit value must be greater then 0"),
            ($"{Jobs}?state=nonsense", "IllegalArgumentException",
                "No enum constant org.apache.hadoop.mapreduce.v2.api.records.JobState.nonsense"),
            ($"{Jobs}?state=", "IllegalArgumentException", "No enum constant org.apache.hadoop.mapreduce.v2.api.records.JobState."),
            ($"{Jobs}?startedTimeBegin=x", Bad, "Invalid number format: For input string: \"x\""),
            ($"{Jobs}?startedTimeBegin=-1", Bad, "startedTimeBegin must be greater than 0"),
            ($"{Jobs}?startedTimeEnd=-1", Bad, "startedTimeEnd must be greater than 0"),
            ($"{Jobs}?startedTimeBegin=2&startedTimeEnd=1", Bad, "startedTimeEnd must be greater than startTimeBegin"),
            ($"{Jobs}?finishedTimeBegin=-1", Bad, "finishedTimeBegin must be greater than 0"),
            ($"{Jobs}?finishedTimeEnd=x", Bad, "Invalid number format: For input string: \"x\""),
            ($"{Jobs}?finishedTimeBegin=2&finishedTimeEnd=1", Bad, "finishedTimeEnd must be greater than finishedTimeBegin"),
            ($"{Jobs}/{Id}/tasks?type=x", Bad, "tasktype must be either m or r"),
        ]);
        Assert.Contains("JobHistoryServer", await _http.GetStringAsync($"http://{_server.HttpEndPoint}/jmx"), StringComparison.Ordinal);
        Assert.Contains("<configuration>", await _http.GetStringAsync($"http://{_server.HttpEndPoint}/conf"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_starts_again_knows_what_was_kept()
    {
        Leave();
        await RestAsync("/mapreduce/jobs");
        await _server.DisposeAsync();
        _server = await StartAsync();
        Assert.Equal(1, (await RestAsync("/mapreduce/jobs")).GetProperty("jobs").GetProperty("job").GetArrayLength());
        Assert.Equal("FAILED", (await RestAsync($"/mapreduce/jobs/{Id}")).GetProperty("job").GetProperty("state").GetString());
    }

    /// <summary>Whoever its name says it is of, and however late.</summary>
    [Theory]
    [InlineData("mallory")]
    [InlineData("ada")]
    public async Task A_file_with_the_id_of_anothers_job_takes_nothing_of_it(string named)
    {
        Leave();
        await RestAsync("/mapreduce/jobs");
        var directory = Directory.CreateDirectory($"{Intermediate}/mallory").FullName;
        File.Copy(
            Directory.EnumerateFiles($"{_root.FullName}/history/done", "*.jhist", SearchOption.AllDirectories).Single(),
            $"{directory}/{Name with { User = named, Status = "SUCCEEDED", FinishTime = Name.FinishTime + 1 }}");
        var job = Assert.Single((await RestAsync("/mapreduce/jobs")).GetProperty("jobs").GetProperty("job").EnumerateArray());
        Assert.Equal(("ada", Name.Status), (job.GetProperty("user").GetString(), job.GetProperty("state").GetString()));
        Assert.Single(Directory.EnumerateFiles(directory));
    }

    /// <summary>A client whose job's master is gone asks here whether it succeeded: that stands in the name of the file.</summary>
    [Fact]
    public async Task A_job_of_more_tasks_than_are_loaded_is_answered_for()
    {
        await _server.DisposeAsync();
        _server = await StartAsync(OwnedAccess.Open, mostTasks: 1);
        Leave();
        var id = IdText.ParseJob(Id);
        var report = (await CallAsync(
            "getJobReport", new GetJobReportRequestProto { JobId = id }, GetJobReportResponseProto.Parser)).JobReport;
        Assert.Equal(
            (JobStateProto.JFailed, "ada", "wörd count", 5, 11, 34),
            (report.JobState, report.User, report.JobName, report.SubmitTime, report.StartTime, report.FinishTime));
        Assert.Equal((1, 1, ""), (report.MapProgress, report.ReduceProgress > 0 ? 1 : 0, report.Diagnostics));
        Assert.True(File.Exists(report.HistoryFile));
        Assert.Empty((await CallAsync(
            "getCounters", new GetCountersRequestProto { JobId = id }, GetCountersResponseProto.Parser)).Counters.CounterGroups);
        Assert.Empty((await CallAsync(
            "getTaskReports",
            new GetTaskReportsRequestProto { JobId = id, TaskType = TaskTypeProto.Map },
            GetTaskReportsResponseProto.Parser)).TaskReports);
        Assert.Empty((await CallAsync(
            "getTaskAttemptCompletionEvents",
            new GetTaskAttemptCompletionEventsRequestProto { JobId = id, MaxEvents = 9 },
            GetTaskAttemptCompletionEventsResponseProto.Parser)).CompletionEvents);
        var task = IdText.ParseAttempt("attempt_1795343521049_0001_r_000000_0")!.TaskId;
        var refusal = await Assert.ThrowsAsync<RpcRemoteException>(
            () => CallAsync("getTaskReport", new GetTaskReportRequestProto { TaskId = task }, GetTaskReportResponseProto.Parser));
        Assert.Contains("mapreduce.jobhistory.loadedjob.tasks.max", refusal.Message, StringComparison.Ordinal);

        var job = (await RestAsync($"/mapreduce/jobs/{Id}")).GetProperty("job");
        Assert.Equal("FAILED", job.GetProperty("state").GetString());
        Assert.False(job.TryGetProperty("avgMapTime", out _));
        Assert.Equal(0, (await RestAsync($"/mapreduce/jobs/{Id}/tasks")).GetProperty("tasks").GetProperty("task").GetArrayLength());
        Assert.Equal(1, (await RestAsync($"/mapreduce/jobs/{Id}/conf")).GetProperty("conf").GetProperty("property").GetArrayLength());
        Assert.Contains(
            "mapreduce.jobhistory.loadedjob.tasks.max",
            await _http.GetStringAsync($"http://{_server.HttpEndPoint}/jobhistory/job/{Id}"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_that_are_larger_than_any_jobs_are_refused()
    {
        Leave();
        await RestAsync("/mapreduce/jobs");
        var file = Directory.EnumerateFiles($"{_root.FullName}/history/done", "*_conf.xml", SearchOption.AllDirectories).Single();
        await File.WriteAllTextAsync(file, $"<configuration><property><name>a</name><value>{new string('x', JobConfFile.MostCharacters)}</"
            + "value></property></configuration>");
        using var answer = await _http.GetAsync(new Uri($"http://{_server.HttpEndPoint}/ws/v1/history/mapreduce/jobs/{Id}/conf"));
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains($"the settings of {Id}", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eve", "bob readers", false)]
    [InlineData("bob", "bob readers", true)]
    [InlineData("carl", "bob readers", true)]
    [InlineData("dora", "bob readers", true)]
    [InlineData("ada", " ", true)]
    [InlineData("eve", null, true)]
    public async Task Where_lists_count_a_job_is_shown_to_those_who_are_on_its_own(string user, string? list, bool may)
    {
        await _server.DisposeAsync();
        _server = await StartAsync(
            new OwnedAccess(true, AccessList.Parse("dora"), static asks => new(asks == "carl" ? ["readers"] : [])), mostTasks: 0);
        Leave(list);
        var refusal = $"User {user} cannot perform operation VIEW_JOB on {Id}";
        await using var client = new RpcClient(new RpcClientOptions(user));
        var calls = new HistoryCalls(null!, null!, static id => id).Protocol();
        foreach (var method in calls.Methods.Where(static m => m.Name.StartsWith("get", StringComparison.Ordinal)))
        {
            var asked = client.CallAsync(
                _server.RpcEndPoint, new RpcProtocolName(calls.Name, calls.Version), method.Name, Filled(method.NewRequest()),
                GetDiagnosticsResponseProto.Parser, RpcCallOptions.Default, default);
            var fault = await Record.ExceptionAsync(() => asked);
            Assert.Equal(
                (method.Name, may ? "" : $"org.apache.hadoop.security.AccessControlException: {refusal}"),
                (method.Name, fault is RpcRemoteException { JavaClass: "java.io.IOException" } e ? e.Message : ""));
        }

        foreach (var (_, template) in new HistoryRest(null!, null!, null!, 0, "").Routes.All
            .Where(static r => r.Template.Contains("{jobid}", StringComparison.Ordinal)))
        {
            var path = template.Replace("{jobid}", Id, StringComparison.Ordinal)
                .Replace("{taskid}", "task_1795343521049_0001_r_000000", StringComparison.Ordinal)
                .Replace("{attemptid}", "attempt_1795343521049_0001_r_000000_0", StringComparison.Ordinal);
            using var answer = await _http.GetAsync($"http://{_server.HttpEndPoint}/ws/v1/history/{path}?user.name={user}");
            Assert.Equal((path, may ? HttpStatusCode.OK : HttpStatusCode.Unauthorized), (path, answer.StatusCode));
        }

        using var page = await _http.GetAsync($"http://{_server.HttpEndPoint}/jobhistory/job/{Id}?user.name={user}");
        Assert.Equal(may ? HttpStatusCode.OK : HttpStatusCode.Forbidden, page.StatusCode);
    }

    private static Google.Protobuf.IMessage Filled(Google.Protobuf.IMessage request)
    {
        foreach (var field in request.Descriptor.Fields.InDeclarationOrder())
        {
            if (field.FieldType == Google.Protobuf.Reflection.FieldType.Message)
            {
                field.Accessor.SetValue(request, field.MessageType.Name switch
                {
                    "JobIdProto" => IdText.ParseJob(Id)!,
                    "TaskIdProto" => IdText.ParseAttempt("attempt_1795343521049_0001_r_000000_0")!.TaskId,
                    _ => IdText.ParseAttempt("attempt_1795343521049_0001_r_000000_0")!,
                });
            }
        }

        return request;
    }

    private async Task<HistoryServer> StartAsync() => await StartAsync(OwnedAccess.Open, mostTasks: 0);

    private async Task<HistoryServer> StartAsync(OwnedAccess access, int mostTasks)
    {
        var conf = new Configuration();
        conf.Set("fs.defaultFS", "file:///");
        var options = new HistoryServerOptions
        {
            Configuration = conf,
            Access = access,
            MostTasks = mostTasks,
            RpcAddress = new IPEndPoint(IPAddress.Loopback, 0),
            HttpAddress = new IPEndPoint(IPAddress.Loopback, 0),
            StagingDirectory = _root.FullName,
            IntermediateDirectory = Intermediate,
            DoneDirectory = $"{_root.FullName}/history/done",
        };
        using var log = NodeLog.ToStandardError(LogLevel.Error, SystemClock.Instance);
        var server = await HistoryServer.StartAsync(options, log, SystemClock.Instance, CancellationToken.None);
        await server.Opened;
        return server;
    }

    private void Leave() => Leave("*");

    private void Leave(string? readers)
    {
        var directory = Directory.CreateDirectory($"{Intermediate}/ada").FullName;
        File.WriteAllText($"{directory}/{Id}.summary", "summary");
        File.WriteAllText(
            $"{directory}/{Id}_conf.xml",
            "<?xml version=\"1.0\"?><configuration><property><name>a.key</name><value>a &amp; "
            + "b</value><source>x</source></property></configuration>",
            Encoding.UTF8);
        var events = HistoryFileTests.All.Where(e => e is not JobFinished).Prepend(new TaskFinished(
            "task_1795343521049_0001_m_000001", "MAP", 2, "SUCCEEDED", HistoryFileTests.All.OfType<TaskFinished>().First().Counters, null));
        events = events.Select(e => e is JobSubmitted job ? job with { Acls = readers is null
            ? new Dictionary<string, string>()
            : new Dictionary<string, string> { [JobAcls.View] = readers } } : e);
        File.WriteAllBytes($"{directory}/{Name}", HistoryFileTests.Write(events));
    }

    private async Task<T> CallAsync<T>(string method, Google.Protobuf.IMessage request, Google.Protobuf.MessageParser<T> parser)
        where T : class, Google.Protobuf.IMessage<T>, new() =>
        await _client.CallAsync(
            _server.RpcEndPoint, new RpcProtocolName(ProtocolNames.HistoryClient, (long)ProtocolNames.Version), method, request, parser,
            RpcCallOptions.Default, CancellationToken.None);

    private async Task<JsonElement> RestAsync(string path)
    {
        using var document = JsonDocument.Parse(await _http.GetStringAsync($"http://{_server.HttpEndPoint}/ws/v1/history{path}"));
        return document.RootElement.Clone();
    }
}
