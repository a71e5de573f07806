using Hathi.Bench;
using Hathi.Bench.Checks;

// hathi bench [--rounds N] [--size MiB] [--files N] [--applications N] [--work DIR] [--alone]
//     [--only transfer|namenode|load|start|growth|steps|scheduler|yarn|applications|wordcount|terasort]
// hathi bench --check [--write|--add] [--rounds N] [--size MiB] [--files N] [--work DIR]
//     [--only put|get|create|open|wordcount|terasort|ls|start]
//     Compares processor time an operation with bench/baseline.json, or writes that, or adds to it; needs no peers.
// Measures Hathi beside Apache Hadoop, in turns (--alone: only Hathi with its own clients, for a profiler), and prints Markdown. Needs the
// peers' script (HATHI_PEERS, or ../shared/peers beside the project).
var root = Environment.GetEnvironmentVariable("HATHI_ROOT") ?? Directory.GetCurrentDirectory();
if (args.Contains("--check"))
{
    return Check();
}

var peers = Environment.GetEnvironmentVariable("HATHI_PEERS") ?? Path.GetFullPath(Path.Combine(root, "..", "shared", "peers"));
var script = Path.Combine(peers, "apache");
var alone = args.Contains("--alone");
if (!alone && !File.Exists(script))
{
    Console.Error.WriteLine($"hathi bench: {script} is not there; set HATHI_PEERS to the folder that holds Apache's jars and their script");
    return 1;
}

var rounds = int.Parse(Option("--rounds", "3"));
var bytes = long.Parse(Option("--size", "1024")) << 20;
var files = int.Parse(Option("--files", "20000"));
var applications = int.Parse(Option("--applications", "1000"));
var only = Option("--only", "all");
string[] onYarn = ["yarn", "applications", "wordcount", "terasort"];
string[] onHdfs = ["transfer", "namenode", "load", "start"];
string[] works = Option("--work", "") is { Length: > 0 } work
    ? [work]
    : [Path.Combine(Path.GetTempPath(), "hathi-bench"), "/dev/shm/hathi-bench"];
Console.WriteLine($"Machine: {Report.Machine()}. Medians of {rounds} rounds.\n");
try
{
    foreach (var directory in works.Where(_ => onHdfs.Any(Wants)))
    {
        MeasureHdfs(directory);
    }

    if (onYarn.Any(Wants) && !alone)
    {
        MeasureYarn(works[0]);
    }

    if (Wants("growth"))
    {
        Directory.CreateDirectory(works[0]);
        foreach (var table in new GrowthBench(works[0]).Tables())
        {
            Console.WriteLine(table);
        }
    }

    if (Wants("steps"))
    {
        foreach (var table in new StepsBench(int.Parse(Option("--files", "1000000"))).Tables())
        {
            Console.WriteLine(table);
        }
    }

    if (Wants("scheduler"))
    {
        Console.WriteLine(SchedulerBench.Table(rounds));
    }

    return 0;
}
catch (BenchException e)
{
    Console.Error.WriteLine("hathi bench: " + e.Message);
    return 1;
}

int Check()
{
    // Memory rather than the disk: what the kernel writes back later is nobody's processor time.
    var under = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
    try
    {
        return CheckCommand.Run(new CheckOptions(
            root,
            Option("--only", "all"),
            int.Parse(Option("--rounds", "5")),
            long.Parse(Option("--size", "256")) << 20,
            int.Parse(Option("--files", "20000")),
            Option("--work", Path.Combine(under, "hathi-bench-check")),
            args.Contains("--write") || args.Contains("--add"),
            args.Contains("--add")));
    }
    catch (BenchException e)
    {
        Console.Error.WriteLine("hathi bench: " + e.Message);
        return 1;
    }
}

void MeasureHdfs(string directory)
{
    var tmpfs = directory.StartsWith("/dev/shm", StringComparison.Ordinal);
    Beside(directory, yarn: false, (apache, hathi) =>
    {
        if (Wants("transfer"))
        {
            Show($"Data, DataNodes on {(tmpfs ? "tmpfs" : "disk")}", new TransferBench(apache, hathi, directory, bytes, rounds).Run());
        }

        if (Wants("namenode") && !tmpfs && apache is not null)
        {
            Show("NameNode, Apache's benchmark", new NameNodeBench(apache, hathi, files, 16, rounds).Run());
        }

        if (Wants("load") && (!tmpfs || alone))
        {
            Show("NameNode, C# load generator, one connection", new CallLoad(apache, hathi, 1, files, rounds).Run());
            Show("NameNode, C# load generator, 16 connections", new CallLoad(apache, hathi, 16, files, rounds).Run());
        }

        if (Wants("start") && !tmpfs && apache is not null)
        {
            Show("Start and memory", new StartBench(apache, hathi, "NameNode + 3 DataNodes", 3, rounds).Run());
        }
    });
}

void MeasureYarn(string directory) => Beside(directory, yarn: true, (apache, hathi) =>
{
    var jobs = new JobsBench(apache!, hathi, Path.Combine(root, "samples"), directory, bytes, rounds);
    if (Wants("yarn"))
    {
        Show("Empty job", jobs.Empty());
        Show("pi", jobs.Pi());
        Show(
            "Start and memory with YARN",
            new StartBench(apache!, hathi, "NameNode, ResourceManager, history, 3 DataNodes, 3 NodeManagers", 4, rounds).Run());
    }

    if (Wants("applications"))
    {
        Show("Applications", new ApplicationsLoad(apache!, hathi, applications, rounds).Run());
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

// Both clusters up, in turns used, and gone afterwards.
void Beside(string directory, bool yarn, Action<ApacheCluster?, HathiLab> measure)
{
    Directory.CreateDirectory(directory);
    var peersHome = Path.Combine(directory, "peers");
    var apache = alone ? null : new ApacheCluster(script, peersHome, yarn);
    var hathi = new HathiLab(
        Path.Combine(root, "artifacts", "app", "hathi"), Path.Combine(directory, "labs"),
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
        Directory.Delete(directory, recursive: true);
    }
}

void Show(string title, IEnumerable<Row> rows) => Console.WriteLine(Report.Table(title, rows));

bool Wants(string part) => only == "all" || only.Split(',').Contains(part);

string Option(string name, string otherwise) =>
    Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : otherwise;
