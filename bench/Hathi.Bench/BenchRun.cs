using Hathi.Bench.Ring;

namespace Hathi.Bench;

/// <summary>What is asked of <c>hathi bench</c>.</summary>
/// <param name="Root">The source tree.</param>
/// <param name="Parts">Some of <see cref="BenchRun.Parts"/>.</param>
/// <param name="Rounds">How often each is measured, in turns.</param>
/// <param name="Bytes">Size of what is put, got, counted and sorted.</param>
/// <param name="Files">How many files are created; null: as many as is usual for the part.</param>
/// <param name="Applications">How many applications are submitted at once.</param>
/// <param name="Work">Where the clusters lie (see <see cref="WorkDirectory"/>). Null: below /tmp, and in memory.</param>
/// <param name="Alone">Without Apache's cluster.</param>
internal sealed record BenchOptions(
    string Root, IReadOnlyList<string> Parts, int Rounds, long Bytes, int? Files, int Applications, string? Work, bool Alone)
{
    /// <summary>Address of a ring of ours that runs already; null: one is started. "none": Cassandra's figures alone.</summary>
    public string? Ours { get; init; }

    /// <summary>Address of a Cassandra that runs already, measured as it was started; null: it is started in both kinds.</summary>
    public string? Theirs { get; init; }
}

/// <summary>One run of <c>hathi bench</c>: both clusters up, measured in turns, and gone afterwards.</summary>
internal sealed class BenchRun
{
    private static readonly string[] OnHdfs = ["transfer", "namenode", "load", "start"];
    private static readonly string[] OnYarn = ["yarn", "applications", "wordcount", "terasort"];

    /// <summary>All that can be measured, in this order.</summary>
    public static readonly IReadOnlyList<string> Parts = [.. OnHdfs, .. OnYarn, "growth", "steps", "scheduler", "ring"];

    private readonly BenchOptions _options;
    private readonly string _peers;
    private readonly int _files;

    private BenchRun(BenchOptions options)
    {
        _options = options;
        _files = options.Files ?? 20_000;
        var peers = Environment.GetEnvironmentVariable("HATHI_PEERS")
            ?? Path.GetFullPath(Path.Combine(options.Root, "..", "shared", "peers"));
        _peers = Path.Combine(peers, "apache");
    }

    /// <returns>0: all was measured and printed.</returns>
    /// <exception cref="BenchException">It could not be measured.</exception>
    public static int Run(BenchOptions options)
    {
        var run = new BenchRun(options);
        if (!options.Alone && run._options.Parts.Any(NeedsPeers) && !File.Exists(run._peers))
        {
            throw new BenchException($"{run._peers} is not there; set HATHI_PEERS to the folder that holds Apache's jars and their script");
        }

        Console.WriteLine($"Machine: {Report.Machine()}. Medians of {options.Rounds} rounds.\n");
        run.Measure(options.Work is { } work ? [work] : [Path.Combine(Path.GetTempPath(), "hathi-bench"), "/dev/shm/hathi-bench"]);
        return 0;
    }

    /// <summary>It is measured with Apache's programs or beside Apache's cluster only.</summary>
    public static bool NeedsApache(string part) => part is "namenode" or "start" or "ring" || OnYarn.Contains(part);

    private static bool NeedsPeers(string part) => OnHdfs.Contains(part) || NeedsApache(part);

    private void Measure(IReadOnlyList<string> works)
    {
        foreach (var directory in works.Where(_ => OnHdfs.Any(Wants)))
        {
            MeasureHdfs(directory);
        }

        if (OnYarn.Any(Wants))
        {
            MeasureYarn(works[0]);
        }

        if (Wants("growth"))
        {
            using var work = new WorkDirectory(works[0]);
            ShowAll(new GrowthBench(works[0]).Tables());
        }

        if (Wants("steps"))
        {
            ShowAll(new StepsBench(_options.Files ?? 1_000_000).Tables());
        }

        if (Wants("scheduler"))
        {
            Console.WriteLine(SchedulerBench.Table(_options.Rounds));
        }

        if (Wants("ring"))
        {
            MeasureRing(works[0]);
        }
    }

    private void MeasureHdfs(string directory)
    {
        var tmpfs = directory.StartsWith("/dev/shm", StringComparison.Ordinal);
        Beside(directory, yarn: false, (apache, hathi) =>
        {
            if (Wants("transfer"))
            {
                var transfers = new TransferBench(apache, hathi, directory, _options.Bytes, _options.Rounds);
                Show($"Data, DataNodes on {(tmpfs ? "tmpfs" : "disk")}", transfers.Run());
            }

            if (Wants("namenode") && !tmpfs)
            {
                Show("NameNode, Apache's benchmark", new NameNodeBench(apache!, hathi, _files, 16, _options.Rounds).Run());
            }

            if (Wants("load") && (!tmpfs || _options.Alone))
            {
                Show("NameNode, C# load generator, one connection", new CallLoad(apache, hathi, 1, _files, _options.Rounds).Run());
                Show("NameNode, C# load generator, 16 connections", new CallLoad(apache, hathi, 16, _files, _options.Rounds).Run());
            }

            if (Wants("start") && !tmpfs)
            {
                Show("Start and memory", new StartBench(apache!, hathi, "NameNode + 3 DataNodes", 3, _options.Rounds).Run());
            }
        });
    }

    private void MeasureYarn(string directory) => Beside(directory, yarn: true, (apache, hathi) =>
    {
        var jobs = new JobsBench(apache!, hathi, Path.Combine(_options.Root, "samples"), directory, _options.Bytes, _options.Rounds);
        if (Wants("yarn"))
        {
            const string Roles = "NameNode, ResourceManager, history, 3 DataNodes, 3 NodeManagers";
            Show("Empty job", jobs.Empty());
            Show("pi", jobs.Pi());
            Show("Start and memory with YARN", new StartBench(apache!, hathi, Roles, 4, _options.Rounds).Run());
        }

        if (Wants("applications"))
        {
            Show("Applications", new ApplicationsLoad(apache!, hathi, _options.Applications, _options.Rounds).Run());
        }

        if (Wants("wordcount"))
        {
            Show("Word count", jobs.WordCount());
        }

        if (Wants("terasort"))
        {
            Show("TeraSort", jobs.TeraSort());
        }
    });

    private void MeasureRing(string directory)
    {
        const int Usual = 300_000;
        using var work = new WorkDirectory(directory);
        var program = Path.Combine(_options.Root, "artifacts", "app", "hathi");
        var isAlone = _options.Ours == "none";
        var bench = new RingBench(_peers, program, directory, _options.Rounds, _options.Files ?? Usual)
        {
            Ours = isAlone ? null : _options.Ours, TheirsAlone = isAlone, Theirs = _options.Theirs,
        };
        foreach (var (title, rows) in bench.Run())
        {
            Show(title, rows);
        }
    }

    // Both clusters up, in turns used, and gone afterwards.
    private void Beside(string directory, bool yarn, Action<ApacheCluster?, HathiLab> measure)
    {
        using var work = new WorkDirectory(directory);
        var peersHome = Path.Combine(directory, "peers");
        var apache = _options.Alone ? null : new ApacheCluster(_peers, peersHome, yarn);
        var hathi = new HathiLab(
            Path.Combine(_options.Root, "artifacts", "app", "hathi"), Path.Combine(directory, "labs"),
            yarn ? JobsLab.Write(Path.Combine(directory, "lab.yaml"), Path.Combine(peersHome, "hadoop", "lib")) : null);
        try
        {
            apache?.Up();
            hathi.Up();
            measure(apache, hathi);
        }
        finally
        {
            hathi.Destroy();
            apache?.Destroy();
        }
    }

    private bool Wants(string part) => _options.Parts.Contains(part) && !(_options.Alone && NeedsApache(part));

    private static void Show(string title, IEnumerable<Row> rows) => Console.WriteLine(Report.Table(title, rows));

    private static void ShowAll(IEnumerable<string> tables)
    {
        foreach (var table in tables)
        {
            Console.WriteLine(table);
        }
    }
}
