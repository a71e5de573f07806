using Hathi.Hadoop.Conf;
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

    private readonly FileSystem _files = Hdfs.Client.FileSystems.Get(new Uri("file:///"), new Configuration());
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<JobMaster> _master = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private JobHistory? _history;

    internal MasterFixture()
    {
        FileSystems = new JobFileSystems(_files, Configuration);
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

    /// <summary>Of the job that was planned last.</summary>
    internal MasterPlan Plan { get; private set; } = null!;

    internal HistoryKeeper Keeper { get; private set; } = null!;

    /// <summary>The tokens of the master's container.</summary>
    internal Hadoop.Tokens.Credentials Credentials { get; } = new();

    /// <summary>Local files.</summary>
    internal JobFileSystems FileSystems { get; }

    internal StagingDirectory StagingFiles => StagingDirectory.Of(Plan.Id, FileSystems, Configuration);

    /// <summary>The groups of users.</summary>
    internal Func<string, string[]> GroupsOf { get; set; } = static _ => [];

    /// <summary>Who may ask.</summary>
    internal JobAccess Access { get; private set; } = null!;

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
            version = (await master.AskAsync<Protocol.Umbilical.WatchResponseProto>(
                answer => master.Watchers.Ask(version, master, answer)).WaitAsync(Patience)).Version;
            found = await master.AskAsync<bool>(answer => answer.SetResult(seen(Board)));
        }
    }

    /// <summary>What the history has been told is in its file.</summary>
    internal async Task CloseHistoryAsync() => await _history!.DisposeAsync();

    /// <summary>Ends what still runs.</summary>
    internal Task StopAsync() => _stop.CancelAsync();

    /// <summary>A job whose n-th master begins as soon as its loop runs.</summary>
    internal async Task<JobMaster> PrepareAsync<TProgram>(
        int masterAttempt, Func<EarlierMaster, bool>? check = null, bool killFirst = false)
        where TProgram : IJobProgram, new()
    {
        var committer = await PlanAsync<TProgram>(masterAttempt);
        System.IO.Directory.CreateDirectory(StagingFiles.Path.Path);
        var markers = new CommitMarkers(StagingFiles, committer, masterAttempt);
        var earlier = await EarlierMaster.FindAsync(Plan, StagingFiles, markers, committer, default);
        if (check is not null)
        {
            Assert.True(check(earlier));
        }

        _history = new JobHistory(StagingFiles.HistoryFile(Plan.Id, masterAttempt));
        Keeper = new HistoryKeeper(Plan, _history, new RackTable([]));
        Board = new JobBoard(Plan.Id, Plan.Splits.Count, Plan.Reduces, "file");
        var core = new JobCore(Plan.ForCore(new RackTable([]), earlier.Recovered));
        var master = new JobMaster(Plan, Board, committer, markers, Keeper);
        Access = new JobAccess(Plan, user => new([.. GroupsOf(user)]));
        Desk = new JobDesk(Plan, master, Board, Keeper, Access);
        Keeper.JobStarted("", uber: true, 0);
        await earlier.RepeatAsync(_history, default);
        if (killFirst)
        {
            master.Post(() => master.Step(new JobInput.KillJob("enough")));
        }

        master.Post(() => master.Begin(earlier, core));
        return master;
    }

    /// <summary>Makes the plan of a job.</summary>
    /// <returns>The job's committer.</returns>
    internal async Task<Output.OutputCommitter> PlanAsync<TProgram>(int masterAttempt)
        where TProgram : IJobProgram, new()
    {
        Configuration.Set(JobKeys.Program, typeof(TProgram).FullName!);
        Configuration.Set(JobKeys.Arguments, "2");
        Configuration.Set("mapreduce.job.application.attempt.id", $"{masterAttempt}");
        var id = new JobId("1700000000000", 1);
        var job = Job.From(new TProgram(), [Path("in"), Path("out")], Configuration);
        var context = new JobContext(job, id, FileSystems);
        Plan = new MasterPlan
        {
            Job = job,
            Id = id,
            Attempt = new ApplicationAttemptIdProto { ApplicationId = id.ToApplication(), AttemptId = masterAttempt },
            Splits = await job.Parts.InputFormat.GetSplitsAsync(context, default),
            Credentials = Credentials,
            Token = JobTokens.Create(id),
            Resources = [],
        };
        return job.Parts.OutputFormat.CreateCommitter(context);
    }

    /// <summary>Runs a job under its n-th master.</summary>
    internal async Task<(Outcome Outcome, string Message)> RunAsync<TProgram>(int masterAttempt, Func<EarlierMaster, bool>? check = null)
        where TProgram : IJobProgram, new()
    {
        var master = await PrepareAsync<TProgram>(masterAttempt, check);
        var loop = master.RunAsync(_stop.Token);
        _master.TrySetResult(master);
        var workers = new UberWorkers(Plan, master, ContainerEnvironment.ContainerId, "here", "/default-rack", [Path("local")]);
        var worker = workers.RunAsync(_stop.Token);
        var patience = Task.Delay(Patience);
        var first = await Task.WhenAny(master.Ended, loop, worker, patience);
        Assert.NotSame(patience, first);
        if (!master.Ended.IsCompleted)
        {
            // Else a test that has seen the end may have stopped the loop before this did, and the loop came first.
            await first;
            await Task.WhenAny(master.Ended, loop);
        }

        Assert.False(loop.IsFaulted, loop.Exception?.ToString());
        await ((Task)worker).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.False(worker.IsFaulted, worker.Exception?.ToString());

        // What it puts away is in the directory that this test removes.
        await workers.Settled.WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var ended = await master.Ended;
        await _history!.DisposeAsync();
        return ended;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_history is not null)
        {
            await _history.DisposeAsync();
        }

        await FileSystems.DisposeAsync();
        await _files.DisposeAsync();
        Directory.Delete(recursive: true);
    }
}
