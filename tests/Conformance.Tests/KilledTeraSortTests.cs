using System.Globalization;
using System.Text.RegularExpressions;

namespace Hathi.Conformance.Tests;

/// <summary>
/// TeraSort, Apache's own and ours, and everything that runs it dies in its middle (kill -9), one after the other: a worker node with its DataNode and NodeManager, the job's
/// master, the ResourceManager with the NameNode. The job ends, and each row is in its output once and in its place.
/// </summary>
[Collection(LabCollection.Name)]
public sealed partial class KilledTeraSortTests : IDisposable
{
    private const int RowBytes = 100;

    // TeraSort's own default is 1, for its master's history, too: then a DataNode that dies takes blocks with it for good.
    private static readonly string[] Options = ["-Dmapreduce.job.reduces=2", "-Dmapreduce.terasort.output.replication=3"];

    // Apache's clients give up at once a NameNode that refuses connections, and wait half a minute for a ResourceManager, three for a NodeManager and for map outputs.
    private static readonly string[] Patience =
    [
        "-Ddfs.client.retry.policy.enabled=true", "-Ddfs.client.retry.policy.spec=500,60",
        "-Dyarn.resourcemanager.connect.retry-interval.ms=1000", "-Dyarn.client.nodemanager-connect.max-wait-ms=5000",
        "-Dmapreduce.reduce.shuffle.connect.timeout=3000", "-Dmapreduce.reduce.shuffle.fetch.retry.timeout-ms=3000",
    ];

    // Ours sorts so much in three seconds that nobody could die in time: the strongest compression there is makes the maps ten times as long.
    private static readonly string[] Slow =
    [
        "-D", "mapreduce.map.output.compress=true", "-D", "mapreduce.map.output.compress.codec=org.apache.hadoop.io.compress.BZip2Codec",
    ];

    private readonly LabFixture _lab;
    private readonly StockJobs _jobs;
    private readonly ContainerProcesses _containers;
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
    }

    [Fact]
    public void Apaches_TeraSort_loses_a_worker_node_its_master_and_the_ResourceManager_and_no_row_is_lost_or_twice() => Sort(
        200_000,
        "org.apache.hadoop.mapreduce.v2.app.MRAppMaster",
        "org.apache.hadoop.mapred.YarnChild",
        heard => _jobs.Watch(heard, "terasort", [.. Patience, .. Options, "/killed-tera/in", "/killed-tera/out"]),
        ["_SUCCESS", "_partition.lst", "part-r-00000", "part-r-00001"]);

    [Fact]
    public void Ours_loses_them_and_no_row_is_lost_or_twice() => Sort(
        1_500_000,
        "job-master",
        "task-worker",
        heard => WatchedJob.Run(
            _lab.Environment,
            Programs.Hathi,

            // Containers so large that each node has one: there is a node to kill that has a task and not the master.
            ["run", .. Slow, "-D", "mapreduce.map.memory.mb=3000", "-D", "yarn.app.mapreduce.am.resource.mb=512", .. Options.SelectMany(static o => (string[])["-D", o[2..]]), Path.Combine(Programs.Root, "samples", "TeraSort.cs"), "/killed-tera/in", "/killed-tera/out"],
            heard),
        ["_SUCCESS", "part-r-00000", "part-r-00001"]);

    /// <param name="rows">So many that the job is long enough for three deaths.</param>
    /// <param name="master">What the processes of its masters have among their arguments.</param>
    /// <param name="worker">The same of its tasks.</param>
    /// <param name="run">Runs the job; given what is to hear each line of its client.</param>
    /// <param name="output">What is in its output then.</param>
    private void Sort(int rows, string master, string worker, Func<Action<string>, IReadOnlyList<string>> run, string[] output)
    {
        var generated = _jobs.Example("teragen", "-Dmapreduce.job.maps=2", $"-Ddfs.blocksize={4 << 20}", $"{rows}", "/killed-tera/in").Ok();
        var deaths = new Queue<(string Name, Func<int, int, bool> When, Func<bool> Kill)>(
        [
            ("a worker node", static (map, _) => map > 0, () => KillNodeOfTask(master, worker)),
            ("the application master", static (map, _) => map >= 40, () => KillMaster(master)),
            ("the ResourceManager and the NameNode", static (map, reduce) => map >= 60 || reduce > 0, KillResourceManager),
        ]);
        var said = run(line =>
        {
            if (Progress().Match(line) is { Success: true } at && deaths.TryPeek(out var next) && next.When(Percent(at.Groups[1]), Percent(at.Groups[2])) && next.Kill())
            {
                deaths.Dequeue();
            }
        });
        Assert.True(deaths.Count == 0, $"the job was over before these could die: {string.Join(", ", deaths.Select(static d => d.Name))}\n{string.Join('\n', said)}");
        CheckOutput(generated.Error, rows, output);
    }

    private void CheckOutput(string generated, int rows, string[] output)
    {
        var names = _lab.Hathi("dfs", "-ls", "-C", "/killed-tera/out").Ok().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Path.GetFileName);
        Assert.Equal(output, names.Order(StringComparer.Ordinal));
        var lengths = _lab.Hathi("dfs", "-stat", "%b", "/killed-tera/out/part-r-*").Ok().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((long)rows * RowBytes, lengths.Sum(static l => long.Parse(l, CultureInfo.InvariantCulture)));
        _jobs.Example("teravalidate", "/killed-tera/out", "/killed-tera/report").Ok();
        var report = _lab.Hathi("dfs", "-cat", "/killed-tera/report/part-*").Ok().Output.Trim();
        var checksum = long.Parse(GeneratedChecksum().Match(generated).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        Assert.Equal($"checksum\t{checksum:x}", report);
    }

    // A node with a map on it; not the master's, which dies by itself, and not the one of the ResourceManager.
    private bool KillNodeOfTask(string master, string worker)
    {
        var spared = _containers.With(master).Select(ContainerProcesses.NodeOf).ToHashSet(StringComparer.Ordinal);
        using var status = _lab.Status();
        var nodes = status.RootElement.GetProperty("nodes").EnumerateArray()
            .Where(static n => n.GetProperty("name").GetString() != "pi-200")
            .ToDictionary(static n => n.GetProperty("address").GetString()!, static n => n.GetProperty("name").GetString()!, StringComparer.Ordinal);
        var host = _containers.With(worker).Select(ContainerProcesses.NodeOf).FirstOrDefault(h => h is not null && nodes.ContainsKey(h) && !spared.Contains(h));
        if (host is null)
        {
            return false;
        }

        _dead = nodes[host];
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

    private static int Percent(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@" map (\d+)% reduce (\d+)%")]
    private static partial Regex Progress();

    [GeneratedRegex(@"CHECKSUM=(\d+)")]
    private static partial Regex GeneratedChecksum();
}
