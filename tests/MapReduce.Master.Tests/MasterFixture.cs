using Hathi.Hdfs.Client;
using Hathi.MapReduce.Client;
using Hathi.MapReduce.Core;
using Hathi.MapReduce.Protocol.History;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Master.Tests;

/// <summary>A master and the workers in it, over local files and without a cluster: what an uber job is.</summary>
internal sealed class MasterFixture : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly FileSystem _files = FileSystems.Get(new Uri("file:///"), new Configuration());
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<JobMaster> _master = new(TaskCreationOptions.RunContinuationsAsynchronously);

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

    /// <summary>What clients ask.</summary>
    internal JobDesk Desk { get; private set; } = null!;

    /// <summary>Of the first job that runs.</summary>
    internal JobMaster Master => _master.Task.Result;

    internal string Path(string name) => System.IO.Path.Combine(Directory.FullName, name);

    /// <summary>Of the job.</summary>
    internal string Staging => System.IO.Path.Combine(Path("staging"), CurrentUser.Name, ".staging", "job_1700000000000_0001");

    internal string HistoryPath(int master) => System.IO.Path.Combine(Staging, $"job_1700000000000_0001_{master}.jhist");

    /// <summary>The lines of the job's output, in order.</summary>
    internal string[] Output() => System.IO.Directory.Exists(Path("out"))
        ? [.. System.IO.Directory.GetFiles(Path("out"), "part-*").SelectMany(File.ReadAllLines).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>As if the master had died before the commit.</summary>
    internal void ForgetCommit()
    {
        System.IO.Directory.Delete(Path("out"), recursive: true);
        File.Delete(System.IO.Path.Combine(Staging, "COMMIT_STARTED"));
        File.Delete(System.IO.Path.Combine(Staging, "COMMIT_SUCCESS"));
    }

    /// <summary>The first master's history ends before an event.</summary>
    internal async Task CutHistoryAsync(Func<HistoryEvent, bool> last)
    {
        var events = HistoryFile.Read(await File.ReadAllBytesAsync(HistoryPath(1)), out _);
        var text = new System.Buffers.ArrayBufferWriter<byte>();
        foreach (var happened in events.TakeWhile(e => !last(e)))
        {
            HistoryFile.Append(happened, text);
        }

        await File.WriteAllBytesAsync(HistoryPath(1), [.. HistoryFile.Header(), .. text.WrittenSpan]);
    }

    /// <summary>Waits until something is seen of the job that runs; it is looked for with each change.</summary>
    internal async Task UntilAsync(Func<JobBoard, bool> seen)
    {
        var master = await _master.Task.Patiently();
        for (var (version, found) = (0L, false); !found;)
        {
            version = (await master.AskAsync<Protocol.Umbilical.WatchResponseProto>(answer => master.Watchers.Ask(version, master, answer)).WaitAsync(Patience)).Version;
            found = await master.AskAsync<bool>(answer => answer.SetResult(seen(Board)));
        }
    }

    /// <summary>Ends what still runs.</summary>
    internal Task StopAsync() => _stop.CancelAsync();

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
        Desk = new JobDesk(plan, master, Board, keeper);
        keeper.JobStarted("", uber: true, 0);
        earlier.Apply(Board, master.Outputs, history);
        var loop = master.RunAsync(_stop.Token);
        _master.TrySetResult(master);
        master.Post(() => master.Step(new JobInput.Start()));
        var workers = new UberWorkers(plan, master, ContainerEnvironment.ContainerId, "here", "/default-rack", [Path("local")]);
        var worker = workers.RunAsync(_stop.Token);
        var patience = Task.Delay(Patience);
        var first = await Task.WhenAny(master.Ended, loop, worker, patience);
        Assert.NotSame(patience, first);
        await first;
        await Task.WhenAny(master.Ended, loop);
        Assert.False(loop.IsFaulted, loop.Exception?.ToString());
        await ((Task)worker).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.False(worker.IsFaulted, worker.Exception?.ToString());

        // What it puts away is in the directory that this test removes.
        await workers.Settled.WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await master.Ended;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _files.DisposeAsync();
        Directory.Delete(recursive: true);
    }
}
