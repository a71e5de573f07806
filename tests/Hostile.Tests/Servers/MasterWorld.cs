using System.Net;
using Google.Protobuf.Reflection;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hadoop.Tokens;
using Hathi.Hdfs.Client;
using Hathi.MapReduce;
using Hathi.MapReduce.Client;
using Hathi.MapReduce.Core;
using Hathi.MapReduce.Master;
using Hathi.MapReduce.Protocol;
using Hathi.MapReduce.Protocol.Umbilical;
using Hathi.Records;
using Hathi.Yarn.Protocol;

namespace Hathi.Hostile.Tests.Servers;

/// <summary>
/// The master of a job over local files whose workers are the callers: three maps, two reduces. One that was ended begins anew.
/// </summary>
internal sealed class MasterWorld : IWorld, IAsyncDisposable
{
    private const string Container = "container_1700000000000_0001_01_000001";
    private const string Worker = Container + "#0";
    private const string Umbilical = "org.hathi.mapreduce.Umbilical";

    private static readonly JobId s_id = new("1700000000000", 1);

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("hathi-hostile-master-");
    private readonly FileSystem _files = FileSystems.Get(new Uri("file:///"), new Configuration());
    private readonly Configuration _configuration = new();
    private readonly RpcClient _other = new(new RpcClientOptions("bystander"));
    private readonly Token _token = JobTokens.Create(s_id);
    private JobFileSystems _jobFiles = null!;
    private IPEndPoint _address = new(IPAddress.Loopback, 0);
    private RpcServer? _server;
    private JobHistory? _history;
    private JobMaster _master = null!;
    private CancellationTokenSource _stop = new();
    private int _attempt;

    public Observed Observed { get; } = new();

    public IReadOnlyList<ServedMethod> Methods { get; private set; } = [];

    public Task Failed { get; private set; } = Task.CompletedTask;

    public IReadOnlyList<string> UsersOf(ServedMethod method) => ["mallory"];

    public static async Task<MasterWorld> StartAsync()
    {
        var world = new MasterWorld();
        world.Methods = await ServedMethod.WatchAsync(world.StartMasterAsync);
        return world;
    }

    public Task ReviveAsync() => RestartAsync();

    public async Task PrepareAsync(ServedMethod method)
    {
        if (_master.Ended.IsCompleted)
        {
            await RestartAsync();
        }
    }

    public object? Known(ServedMethod method, FieldDescriptor field) => (field.ContainingType.Name, field.Name) switch
    {
        (_, _) when field.FieldType == FieldType.Message && field.MessageType.Name == "JobIdProto" => JobIdOf(0),
        (_, _) when field.FieldType == FieldType.Message && field.MessageType.Name == "TaskIdProto" => TaskIdOf(0),
        (_, _) when field.FieldType == FieldType.Message
            && field.MessageType.Name == "TaskAttemptIdProto" => new TaskAttemptIdProto { TaskId = TaskIdOf(0), Id = 0 },
        (_, "container") => Worker,
        ("AttemptProto", _) => 0,
        (_, "progress") => 0.5f,
        (_, "seen") => -1L,
        (_, "max_events") => 100,
        (_, "from") => 0,
        (_, "maps") when field.FieldType == FieldType.Message => new AttemptProto { Type = 0, Task = 0, Number = 0 },
        _ => null,
    };

    public IEnumerable<object> Others(FieldDescriptor field) => field.FieldType != FieldType.Message ? [] : field.MessageType.Name switch
    {
        "JobIdProto" => [JobIdOf(1), new JobIdProto()],
        "TaskIdProto" => [TaskIdOf(999_999), TaskIdOf(-1), new TaskIdProto()],
        "TaskAttemptIdProto" => [new TaskAttemptIdProto { TaskId = TaskIdOf(0), Id = 999 }, new TaskAttemptIdProto()],
        _ => [],
    };

    public Token? TokenFor(ServedMethod method) => method.Protocol.Name == Umbilical ? _token : null;

    public bool AnswersLate(ServedMethod method) => method.Name is "nextTask" or "mapOutputs" or "watch";

    public async Task ProbeAsync()
    {
        var report = Methods.First(static m => m.Name == "getJobReport");
        var answer = await _other.CallAsync(
            report.EndPoint, report.Protocol, report.Name, new GetJobReportRequestProto { JobId = JobIdOf(0) },
            GetJobReportResponseProto.Parser, CancellationToken.None);
        Assert.Equal(CurrentUser.Name, answer.JobReport.User);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _other.DisposeAsync();
        await _jobFiles.DisposeAsync();
        await _files.DisposeAsync();
        _root.Delete(recursive: true);
    }

    private static JobIdProto JobIdOf(int other) =>
        new() { AppId = new ApplicationIdProto { ClusterTimestamp = 1700000000000 + other, Id = 1 }, Id = 1 };

    private static TaskIdProto TaskIdOf(int number) => new() { JobId = JobIdOf(0), TaskType = TaskTypeProto.Map, Id = number };

    private async Task RestartAsync()
    {
        await StopAsync();
        await StartMasterAsync();
    }

    private async Task StopAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        await _stop.CancelAsync();
        await Failed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_history is not null)
        {
            await _history.DisposeAsync();
        }
    }

    private async Task StartMasterAsync()
    {
        _stop = new CancellationTokenSource();
        var plan = await PlanAsync();
        var context = new JobContext(plan.Job, s_id, _jobFiles);
        var committer = plan.Job.Parts.OutputFormat.CreateCommitter(context);
        var staging = StagingDirectory.Of(s_id, _jobFiles, _configuration);
        Directory.CreateDirectory(staging.Path.Path);
        var markers = new CommitMarkers(staging, committer, plan.Attempt.AttemptId);
        _history = new JobHistory(staging.HistoryFile(s_id, plan.Attempt.AttemptId));
        var racks = new RackTable([]);
        var keeper = new HistoryKeeper(plan, _history, racks);
        var board = new JobBoard(s_id, plan.Splits.Count, plan.Reduces, "file");
        _master = new JobMaster(plan, board, committer, markers, keeper);
        keeper.JobStarted("", uber: true, 0);
        Failed = _master.RunAsync(_stop.Token);
        _master.Post(() => _master.Begin(EarlierMaster.None, new JobCore(plan.ForCore(racks, []))));
        var options = new RpcServerOptions { TokenSecrets = new UmbilicalServer.Secrets(plan.Token, plan.User) };
        var access = new JobAccess(plan, static _ => new([]));
        RpcProtocol[] protocols =
        [
            UmbilicalServer.Protocol(_master.Workers),
            WatchDesk.Protocol(_master, access),
            new JobDesk(plan, _master, board, keeper, access).Protocol(),
        ];
        _server = await RpcServer.StartAsync(_address, protocols, options, Observed, CancellationToken.None);
        _address = _server.BoundEndPoint;
        await _master.OfferAsync(new JobInput.ContainerGranted(Worker, "here", "/default-rack", JobCore.MapPriority, long.MaxValue));
    }

    private async Task<MasterPlan> PlanAsync()
    {
        Environment.SetEnvironmentVariable("NM_HOST", "here");
        Environment.SetEnvironmentVariable("CONTAINER_ID", Container);
        _configuration.Set("fs.defaultFS", "file:///");
        _configuration.Set("mapreduce.input.fileinputformat.split.maxsize", "40");
        _configuration.Set("mapreduce.job.ubertask.enable", "true");
        _configuration.Set("mapreduce.job.ubertask.maxreduces", "9");
        _configuration.Set("yarn.app.mapreduce.am.staging-dir", Path.Join(_root.FullName, "staging"));
        _configuration.Set(JobKeys.Assembly, typeof(MasterWorld).Assembly.Location);
        _configuration.Set(JobKeys.Program, typeof(CopyLines).FullName!);
        _jobFiles ??= new JobFileSystems(_files, _configuration);
        var input = Path.Join(_root.FullName, "in");
        await File.WriteAllTextAsync(input, new string('x', 120));
        var job = Job.From(new CopyLines(), [input, Path.Join(_root.FullName, $"out-{_attempt}")], _configuration);
        return new MasterPlan
        {
            Job = job,
            Id = s_id,
            Attempt = new ApplicationAttemptIdProto { ApplicationId = s_id.ToApplication(), AttemptId = ++_attempt },
            Splits = await job.Parts.InputFormat.GetSplitsAsync(new JobContext(job, s_id, _jobFiles), CancellationToken.None),
            Credentials = new Credentials(),
            Token = _token,
            Resources = [],
        };
    }
}

/// <summary>The job: nobody runs it.</summary>
public sealed class CopyLines : IJobProgram
{
    public void Configure(JobBuilder job, string[] args) => job.Input(args[0]).Map<M>().Reduce<R>().Reducers(2).Output(args[1]);

    internal sealed class M : Mapper<long, Text, Text, long>
    {
        public override void Map(long key, Text value, Context context) => context.Write(value, 1);
    }

    internal sealed class R : Reducer<Text, long, Text, long>
    {
        public override void Reduce(Text key, Values<long> values, Context context) => context.Write(key, 1);
    }
}
