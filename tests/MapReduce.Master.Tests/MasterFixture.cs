using Hathi.Hdfs.Client;
using Hathi.MapReduce.Client;
using Hathi.MapReduce.Core;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Master.Tests;

/// <summary>A master and the workers in it, over local files and without a cluster: what an uber job is.</summary>
internal sealed class MasterFixture : IAsyncDisposable
{
    private readonly FileSystem _files = FileSystems.Get(new Uri("file:///"), new Configuration());
    private readonly CancellationTokenSource _stop = new();

    internal MasterFixture()
    {
        Environment.SetEnvironmentVariable("NM_HOST", "here");
        Environment.SetEnvironmentVariable("CONTAINER_ID", "container_1700000000000_0001_01_000001");
        Configuration.Set("fs.defaultFS", "file:///");
        Configuration.Set(JobKeys.Assembly, typeof(MasterFixture).Assembly.Location);
        Configuration.Set("mapreduce.input.fileinputformat.split.maxsize", "40");
        Configuration.Set("mapreduce.job.ubertask.enable", "true");
        Configuration.Set("mapreduce.job.ubertask.maxreduces", "9");
        Configuration.Set("yarn.app.mapreduce.am.staging-dir", Path("staging"));
    }

    internal DirectoryInfo Directory { get; } = System.IO.Directory.CreateTempSubdirectory("hathi-master");

    internal Configuration Configuration { get; } = new();

    internal JobBoard Board { get; private set; } = null!;

    internal string Path(string name) => System.IO.Path.Combine(Directory.FullName, name);

    /// <summary>Runs a job under its n-th master.</summary>
    internal async Task<(Outcome Outcome, string Message)> RunAsync<TProgram>(int masterAttempt, Func<EarlierMaster, bool>? check = null)
        where TProgram : IJobProgram, new()
    {
        Configuration.Set(JobKeys.Program, typeof(TProgram).FullName!);
        Configuration.Set(JobKeys.Arguments, "2");
        Configuration.Set("mapreduce.job.application.attempt.id", $"{masterAttempt}");
        await using var fileSystems = new JobFileSystems(_files, Configuration);
        var id = new JobId("1700000000000", 1);
        var job = Job.From(new TProgram(), [Path("in"), Path("out")], Configuration);
        var context = new JobContext(job, id, fileSystems);
        var plan = new MasterPlan
        {
            Job = job,
            Id = id,
            Attempt = new ApplicationAttemptIdProto { ApplicationId = id.ToApplication(), AttemptId = masterAttempt },
            Splits = await job.Parts.InputFormat.GetSplitsAsync(context, default),
            Credentials = new Rpc.Tokens.Credentials(),
            Token = JobTokens.Create(id),
            Resources = [],
        };
        var committer = job.Parts.OutputFormat.CreateCommitter(context);
        var staging = StagingDirectory.Of(id, fileSystems, Configuration);
        System.IO.Directory.CreateDirectory(staging.Path.Path);
        var markers = new CommitMarkers(staging, committer, masterAttempt);
        var earlier = await EarlierMaster.FindAsync(plan, staging, markers, committer, default);
        if (check is not null)
        {
            Assert.True(check(earlier));
        }

        await using var history = new JobHistory(staging.HistoryFile(id, masterAttempt));
        var keeper = new HistoryKeeper(plan, history, new RackTable([]));
        Board = new JobBoard(id, plan.Splits.Count, plan.Reduces, "file");
        var core = new JobCore(plan.ForCore(new RackTable([]), [.. earlier.Tasks.Select(t => new RecoveredTask(t.Record.Id, t.Record.Host))]));
        var master = new JobMaster(plan, core, Board, committer, markers, keeper);
        keeper.JobStarted("", uber: true, 0);
        earlier.Apply(Board, master.Outputs, history);
        var loop = master.RunAsync(_stop.Token);
        master.Post(() => master.Step(new JobInput.Start()));
        var worker = WorkAsync(master);
        var patience = Task.Delay(TimeSpan.FromSeconds(60));
        var first = await Task.WhenAny(master.Ended, loop, worker, patience);
        Assert.NotSame(patience, first);
        await first;
        await Task.WhenAny(master.Ended, loop);
        Assert.False(loop.IsFaulted, loop.Exception?.ToString());
        await worker;
        return await master.Ended;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _files.DisposeAsync();
        Directory.Delete(recursive: true);
    }

    private async Task WorkAsync(JobMaster master)
    {
        const string Container = "container_1700000000000_0001_01_000002";
        master.Post(() => master.Step(new JobInput.ContainerGranted(Container, "here", "/default-rack", JobCore.MapPriority, long.MaxValue)));
        await new TaskWorker(master.Workers, Container, [Path("local")], [], inMaster: true).RunAsync(_stop.Token);
        master.Post(() => master.Step(new JobInput.ContainerEnded(Container, 0, "")));
    }
}
