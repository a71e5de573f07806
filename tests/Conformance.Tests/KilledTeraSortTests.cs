using System.Globalization;
using System.Text.RegularExpressions;

namespace Hathi.Conformance.Tests;

/// <summary>
/// Apache's own TeraSort, and everything that runs it dies in its middle (kill -9), one after the other: a worker node with its DataNode and NodeManager, the job's
/// master, the ResourceManager with the NameNode. The job ends, and each row is in its output once and in its place.
/// </summary>
[Collection(LabCollection.Name)]
public sealed partial class KilledTeraSortTests : IDisposable
{
    private const int Rows = 200_000;
    private const int RowBytes = 100;
    private const int Reduces = 2;

    // TeraSort's own default is 1, for its master's history, too: then a DataNode that dies takes blocks with it for good.
    private const int Replicas = 3;

    // Apache's clients give up at once a NameNode that refuses connections, and wait half a minute for a ResourceManager, three for a NodeManager and for map outputs.
    private static readonly string[] Patience =
    [
        "-Ddfs.client.retry.policy.enabled=true", "-Ddfs.client.retry.policy.spec=500,60",
        "-Dyarn.resourcemanager.connect.retry-interval.ms=1000", "-Dyarn.client.nodemanager-connect.max-wait-ms=5000",
        "-Dmapreduce.reduce.shuffle.connect.timeout=3000", "-Dmapreduce.reduce.shuffle.fetch.retry.timeout-ms=3000",
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
    public void A_worker_node_the_master_and_the_ResourceManager_die_and_no_row_is_lost_or_twice()
    {
        var generated = _jobs.Example("teragen", "-Dmapreduce.job.maps=2", $"-Ddfs.blocksize={4 << 20}", $"{Rows}", "/killed-tera/in").Ok();
        var deaths = new Queue<(string Name, Func<int, int, bool> When, Func<bool> Kill)>(
        [
            ("a worker node", static (map, _) => map > 0, KillNodeOfMap),
            ("the application master", static (map, _) => map >= 40, KillMaster),
            ("the ResourceManager and the NameNode", static (map, reduce) => map == 100 || reduce > 0, KillResourceManager),
        ]);
        var said = _jobs.Watch(
            line =>
            {
                if (Progress().Match(line) is { Success: true } at && deaths.TryPeek(out var next) && next.When(Percent(at.Groups[1]), Percent(at.Groups[2])) && next.Kill())
                {
                    deaths.Dequeue();
                }
            },
            "terasort", [.. Patience, $"-Dmapreduce.job.reduces={Reduces}", $"-Dmapreduce.terasort.output.replication={Replicas}", "/killed-tera/in", "/killed-tera/out"]);
        Assert.True(deaths.Count == 0, $"the job was over before these could die: {string.Join(", ", deaths.Select(static d => d.Name))}\n{string.Join('\n', said)}");
        CheckOutput(generated.Error);
    }

    private void CheckOutput(string generated)
    {
        var names = _lab.Hathi("dfs", "-ls", "-C", "/killed-tera/out").Ok().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Path.GetFileName);
        Assert.Equal(["_SUCCESS", "_partition.lst", "part-r-00000", "part-r-00001"], names.Order(StringComparer.Ordinal));
        var lengths = _lab.Hathi("dfs", "-stat", "%b", "/killed-tera/out/part-r-*").Ok().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Rows * RowBytes, lengths.Sum(static l => long.Parse(l, CultureInfo.InvariantCulture)));
        _jobs.Example("teravalidate", "/killed-tera/out", "/killed-tera/report").Ok();
        var report = _lab.Hathi("dfs", "-cat", "/killed-tera/report/part-*").Ok().Output.Trim();
        var checksum = long.Parse(GeneratedChecksum().Match(generated).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        Assert.Equal($"checksum\t{checksum:x}", report);
    }

    // A node with a map on it; not the master's, which dies by itself, and not the one of the ResourceManager.
    private bool KillNodeOfMap()
    {
        var spared = _containers.With("org.apache.hadoop.mapreduce.v2.app.MRAppMaster").Select(ContainerProcesses.NodeOf).ToHashSet(StringComparer.Ordinal);
        using var status = _lab.Status();
        var nodes = status.RootElement.GetProperty("nodes").EnumerateArray()
            .Where(static n => n.GetProperty("name").GetString() != "pi-200")
            .ToDictionary(static n => n.GetProperty("address").GetString()!, static n => n.GetProperty("name").GetString()!, StringComparer.Ordinal);
        var host = _containers.With("org.apache.hadoop.mapred.YarnChild").Select(ContainerProcesses.NodeOf).FirstOrDefault(h => h is not null && nodes.ContainsKey(h) && !spared.Contains(h));
        if (host is null)
        {
            return false;
        }

        _dead = nodes[host];
        _lab.Lab("node", "kill", _dead).Ok();
        return true;
    }

    private bool KillMaster()
    {
        var killed = false;
        foreach (var process in _containers.With("org.apache.hadoop.mapreduce.v2.app.MRAppMaster"))
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
