namespace Hathi.Bench;

/// <summary>Start of a cluster that has data, one ls as a whole process, memory idle.</summary>
/// <param name="apache">Theirs.</param>
/// <param name="hathi">Ours.</param>
/// <param name="what">The servers, for the table.</param>
/// <param name="limit">Seconds that our start may take.</param>
/// <param name="rounds">How often each is started.</param>
internal sealed class StartBench(ApacheCluster apache, HathiLab hathi, string what, double limit, int rounds)
{
    private const double MiB = 1 << 20;

    public IEnumerable<Row> Run()
    {
        Console.Error.WriteLine("  ls, memory, start");
        apache.Client(hathi, "hdfs", "dfs", "-touchz", "/one");
        apache.Client(apache, "hdfs", "dfs", "-touchz", "/one");
        var ours = new List<double>();
        var theirs = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            ours.Add(hathi.Client(hathi, "dfs", "-ls", "/one").Elapsed.TotalSeconds);
            theirs.Add(apache.Client(apache, "hdfs", "dfs", "-ls", "/one").Elapsed.TotalSeconds);
        }

        yield return new Row("ls of one file, whole process", "s", ours, theirs, false, 8, false) { Limit = 0.2 };
        yield return new Row($"resident memory idle after all that, {what}", "MiB", [Sum(hathi)], [Sum(apache)], false, 0.2, true);
        var starts = (Ours: new List<double>(), Theirs: new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            hathi.Down();
            starts.Ours.Add(hathi.Up().TotalSeconds);
            apache.Down();
            starts.Theirs.Add(apache.Up().TotalSeconds);
        }

        yield return new Row($"ready with data kept, {what}", "s", starts.Ours, starts.Theirs, false, 5, false) { Limit = limit };
        yield return new Row("resident memory idle after a start", "MiB", [Sum(hathi)], [Sum(apache)], false, 0.2, true);
    }

    private static double Sum(ClusterUnderTest cluster) => cluster.Resident().Sum(r => r.Bytes) / MiB;
}
