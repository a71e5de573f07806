using System.Buffers;
using System.Net;
using Google.Protobuf.Reflection;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Tokens;
using Hathi.MapReduce.History;
using Hathi.MapReduce.History.Model;
using Hathi.MapReduce.History.Options;
using Hathi.MapReduce.Protocol;
using Hathi.MapReduce.Protocol.History;
using Hathi.Platform;

using WorkTask = System.Threading.Tasks.Task;

namespace Hathi.Hostile.Tests.Servers;

/// <summary>A history server over a directory of its own, with one job that has ended.</summary>
internal sealed class HistoryWorld : IWorld, IAsyncDisposable
{
    private const string Job = "job_1795343521049_0001";
    private const string Task = "task_1795343521049_0001_m_000000";
    private const string Attempt = "attempt_1795343521049_0001_m_000000_0";

    /// <summary>What stands in the paths of its pages.</summary>
    public static readonly IReadOnlyDictionary<string, string> Ids = new Dictionary<string, string>
    {
        ["jobid"] = Job, ["taskid"] = Task, ["attemptid"] = Attempt, ["anything"] = "hostile",
    };

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("hathi-hostile-history-");
    private readonly RpcClient _other = new(new RpcClientOptions("bystander"));
    private readonly WorkTask _never = new TaskCompletionSource().Task;

    public Observed Observed { get; } = new();

    public HistoryServer Server { get; private set; } = null!;

    public IReadOnlyList<ServedMethod> Methods { get; private set; } = [];

    // It has no way to say that it ended: who asks is not answered any more.
    public WorkTask Failed => _never;

    public IReadOnlyList<string> UsersOf(ServedMethod method) => ["mallory", CurrentUser.Name];

    public static async Task<HistoryWorld> StartAsync()
    {
        var world = new HistoryWorld();
        world.Leave();
        world.Methods = await ServedMethod.WatchAsync(world.StartServerAsync);
        return world;
    }

    /// <summary>Ends it and starts it over what it has on the disk, at the same ports.</summary>
    public async WorkTask RestartAsync()
    {
        await Server.DisposeAsync();
        await StartServerAsync();
    }

    /// <summary>What everybody can read of it.</summary>
    public System.Threading.Tasks.Task<List<string>> ReadAsync() =>
        ReadAnswers.OfAsync(this, Server.HttpEndPoint, Requests.RestPaths.History, Ids);

    public WorkTask ReviveAsync() => WorkTask.CompletedTask;

    public WorkTask PrepareAsync(ServedMethod method) => WorkTask.CompletedTask;

    public object? Known(ServedMethod method, FieldDescriptor field) =>
        field.FieldType != FieldType.Message ? null : field.MessageType.Name switch
        {
            "JobIdProto" => IdText.ParseJob(Job),
            "TaskIdProto" => IdText.ParseTask(Task),
            "TaskAttemptIdProto" => IdText.ParseAttempt(Attempt),
            _ => null,
        };

    public IEnumerable<object> Others(FieldDescriptor field) => field.FieldType != FieldType.Message ? [] : field.MessageType.Name switch
    {
        "JobIdProto" => [IdText.ParseJob("job_1_0001")!, new JobIdProto()],
        "TaskIdProto" => [IdText.ParseTask("task_1795343521049_0001_r_999999")!, new TaskIdProto()],
        "TaskAttemptIdProto" => [IdText.ParseAttempt("attempt_1795343521049_0001_m_000000_999")!, new TaskAttemptIdProto()],
        _ => [],
    };

    public Token? TokenFor(ServedMethod method) => null;

    public async WorkTask ProbeAsync()
    {
        var report = Methods.First(static m => m.Name == "getJobReport");
        var answer = await _other.CallAsync(
            report.EndPoint, report.Protocol, report.Name, new GetJobReportRequestProto { JobId = IdText.ParseJob(Job) },
            GetJobReportResponseProto.Parser, CancellationToken.None);
        Assert.Equal("ada", answer.JobReport.User);
    }

    public async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        await Server.DisposeAsync();
        _root.Delete(recursive: true);
    }

    private async WorkTask StartServerAsync()
    {
        var conf = new Configuration();
        conf.Set("fs.defaultFS", "file:///");
        var options = new HistoryServerOptions
        {
            Configuration = conf,
            RpcAddress = Server?.RpcEndPoint ?? new IPEndPoint(IPAddress.Loopback, 0),
            HttpAddress = Server?.HttpEndPoint ?? new IPEndPoint(IPAddress.Loopback, 0),
            StagingDirectory = _root.FullName,
            IntermediateDirectory = Path.Join(_root.FullName, "done_intermediate"),
            DoneDirectory = Path.Join(_root.FullName, "done"),
        };
        Server = await HistoryServer.StartAsync(options, Observed, SystemClock.Instance, CancellationToken.None);
        await Server.Opened;
    }

    private void Leave()
    {
        var counters = new HistoryCounters("TOTAL_COUNTERS", []);
        HistoryEvent[] events =
        [
            new AmStarted("appattempt_1795343521049_0001_000001", 10, "container_1795343521049_0001_01_000001", "pi-201", 8041, 8042),
            new JobSubmitted(Job, "word count", "ada", 5, "/conf.xml", new Dictionary<string, string>(StringComparer.Ordinal), "default"),
            new JobInited(Job, 11, 1, 0, "INITED", false),
            new TaskStarted(Task, "MAP", 12, "pi-201"),
            new AttemptStarted(
                Task, "MAP", Attempt, 13, "pi-201", 8042, 13562, "container_1795343521049_0001_01_000002", "NODE_LOCAL", "VIRGIN"),
            new MapAttemptFinished(Task, Attempt, "MAP", "SUCCEEDED", 20, 21, "pi-201", 8041, "/rack-1", "map", counters),
            new TaskFinished(Task, "MAP", 21, "SUCCEEDED", counters, Attempt),
            new JobFinished(Job, 35, 1, 0, 0, 0, 0, 0, counters, counters, counters),
        ];
        var text = new ArrayBufferWriter<byte>();
        foreach (var happened in events)
        {
            HistoryFile.Append(happened, text);
        }

        var directory = Directory.CreateDirectory(Path.Join(_root.FullName, "done_intermediate", "ada")).FullName;
        var name = new HistoryFileName(Job, 5, "ada", "word count", 34, 1, 0, "SUCCEEDED", "default", 11);
        File.WriteAllText(Path.Join(directory, $"{Job}.summary"), "summary");
        File.WriteAllText(Path.Join(directory, $"{Job}_conf.xml"), "<?xml version=\"1.0\"?><configuration></configuration>");
        File.WriteAllBytes(Path.Join(directory, $"{name}"), [.. HistoryFile.Header(), .. text.WrittenSpan]);
    }
}
