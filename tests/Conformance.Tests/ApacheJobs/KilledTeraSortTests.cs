using System.Globalization;
using System.Text.RegularExpressions;

namespace Hathi.Conformance.Tests.ApacheJobs;

/// <summary>
/// TeraSort, Apache's own and ours, and everything that runs it dies in its middle (kill -9), one after the other: a worker node with its
/// DataNode and NodeManager, the job's master, the ResourceManager with the NameNode. The job ends, and each row is in its output
/// once and in its place.
/// </summary>
[Collection(LabCollection.Name)]
public sealed partial class KilledTeraSortTests : IDisposable
{
    private const int RowBytes = 100;

    // TeraSort's own default is 1, for its master's history, too: then a DataNode that dies takes blocks with it for good.
    private static readonly string[] Options = ["-Dmapreduce.job.reduces=2", "-Dmapreduce.terasort.output.replication=3"];

    // Apache's clients give up at once a NameNode that refuses connections, and wait half a minute for a ResourceManager, three for a
    // NodeManager and for map outputs.
    private static readonly string[] Patience =
    [
        "-Ddfs.client.retry.policy.enabled=true", "-Ddfs.client.retry.policy.spec=500,60",
        "-Dyarn.resourcemanager.connect.retry-interval.ms=1000", "-Dyarn.client.nodemanager-connect.max-wait-ms=5000",
        "-Dmapreduce.reduce.shuffle.connect.timeout=3000", "-Dmapreduce.reduce.shuffle.fetch.retry.timeout-ms=3000",
    ];

    private readonly LabFixture _lab;
    private readonly StockJobs _jobs;
    private readonly ContainerProcesses _containers;
    private readonly HeldMaps _held = new();
    private string? _dead;

    public KilledTeraSortTests(LabFixture lab)
    {
        _lab = lab;
        _jobs = new StockJobs(lab.Environment);
        _containers = new ContainerProcesses(lab.Home);
    }

    public void Dispose()
    {
        if (_dead is not null)
        {
            _lab.Lab("node", "start", _dead);
        }

        _lab.Hathi("dfs", "-rm", "-r", "-skipTrash", "/killed-tera");
        _held.Dispose();
    }

    [Fact]
    public Task Apaches_TeraSort_loses_a_worker_node_its_master_and_the_ResourceManager_and_no_row_is_lost_or_twice() => SortAsync(
        "org.apache.hadoop.mapreduce.v2.app.MRAppMaster",
        heard => _jobs.Watch(
            heard, "terasort", [.. Patience, .. Options, .. _held.Options, _held.StockOption, "/killed-tera/in", "/killed-tera/out"]),
        ["_SUCCESS", "_partition.lst", "part-r-00000", "part-r-00001"]);

    [Fact]
    public Task Ours_loses_them_and_no_row_is_lost_or_twice() => SortAsync(
        "job-master",
        heard => WatchedJob.Run(
            _lab.Environment,
            Programs.Hathi,
            [
                "run", .. Options.Concat(_held.Options).SelectMany(static o => (string[])["-D", o[2..]]), _held.Sample, "/killed-tera/in",
                "/killed-tera/out",
            ],
            heard),
        ["_SUCCESS", "part-r-00000", "part-r-00001"]);

    /// <param name="master">What the processes of its masters have among their arguments.</param>
    /// <param name="run">Runs the job; given what is to hear each line of its client.</param>
    /// <param name="output">What is in its output then.</param>
    private async Task SortAsync(string master, Func<Action<string>, IReadOnlyList<string>> run, string[] output)
    {
        var generated = _jobs.ExampleAlone(
            "teragen", $"-Ddfs.blocksize={HeldMaps.BlockBytes}", $"{HeldMaps.Rows}", "/killed-tera/in").Ok();
        string? name = null;
        var job = Task.Run(() => run(line => name ??= JobName().Match(line) is { Success: true } match ? match.Value : null));
        try
        {
            foreach (var (mortal, kill) in new (string, Func<bool>)[]
            {
                ("a worker node", () => MapProgress(name) > 0 && KillNodeOfMap(master)),
                ("the application master", () => MapProgress(name) >= HeldMaps.Free && KillMaster(master)),
                ("the ResourceManager and the NameNode", () => MapProgress(name) >= HeldMaps.Free && KillResourceManager()),
            })
            {
                var isDead = false;
                ClusterPatience.Until(() => job.IsCompleted || (isDead = kill()));
                Assert.True(
                    isDead,
                    $"{mortal} could not die in the middle of the job: {(job.IsFaulted ? job.Exception.InnerException!.Message : "")}");
            }
        }
        finally
        {
            _held.LetGo();
            await Task.WhenAny(job);
        }

        if (job.Exception is { } failure)
        {
            // Of a job that ended well and is unknown to the history server: what its masters left.
            var history = _lab.Hathi("dfs", "-ls", "-R", "/tmp/hadoop-yarn/staging").Output;
            throw new InvalidOperationException($"{failure.InnerException!.Message}\nhistory:\n{history}", failure);
        }

        CheckOutput(generated.Error, output);
    }

    // As its master tells it: while there is none nobody does.
    private double MapProgress(string? job) => job is not null
        && Completion().Match(_lab.Hathi("mapred", "job", "-status", job).Output) is { Success: true } at
        ? double.Parse(at.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
        : 0;

    private void CheckOutput(string generated, string[] output)
    {
        var names = _lab.Hathi("dfs", "-ls", "-C", "/killed-tera/out").Ok().Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(Path.GetFileName);
        Assert.Equal(output, names.Order(StringComparer.Ordinal));
        var lengths = _lab.Hathi("dfs", "-stat", "%b", "/killed-tera/out/part-r-*").Ok().Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((long)HeldMaps.Rows * RowBytes, lengths.Sum(static l => long.Parse(l, CultureInfo.InvariantCulture)));
        _jobs.ExampleAlone("teravalidate", "/killed-tera/out", "/killed-tera/report").Ok();
        var report = _lab.Hathi("dfs", "-cat", "/killed-tera/report/part-*").Ok().Output.Trim();
        var checksum = long.Parse(GeneratedChecksum().Match(generated).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        Assert.Equal($"checksum\t{checksum:x}", report);
    }

    // A node with a map that waits, if there is one which is not the master's, that dies by itself, and not the one of the ResourceManager.
    private bool KillNodeOfMap(string master)
    {
        if (_held.Hosts is not { } held)
        {
            return false;
        }

        var spared = _containers.With(master).Select(ContainerProcesses.NodeOf).ToHashSet(StringComparer.Ordinal);
        using var status = _lab.Status();
        var nodes = status.RootElement.GetProperty("nodes").EnumerateArray()
            .Select(static n => (Address: n.GetProperty("address").GetString()!, Name: n.GetProperty("name").GetString()!))
            .Where(n => n.Name != "pi-200" && !spared.Contains(n.Address)).ToList();
        _dead = nodes.OrderByDescending(n => held.Contains(n.Address)).First().Name;
        _lab.Lab("node", "kill", _dead).Ok();
        return true;
    }

    private bool KillMaster(string master)
    {
        var killed = false;
        foreach (var process in _containers.With(master))
        {
            process.Kill();
            killed = true;
        }

        return killed;
    }

    private bool KillResourceManager()
    {
        _lab.Lab("node", "kill", "pi-200").Ok();
        _lab.Lab("node", "start", "pi-200").Ok();
        return true;
    }

    [GeneratedRegex(@"job_\d+_\d+")]
    private static partial Regex JobName();

    [GeneratedRegex(@"map\(\) completion: (\S+)")]
    private static partial Regex Completion();

    [GeneratedRegex(@"CHECKSUM=(\d+)")]
    private static partial Regex GeneratedChecksum();
}
