namespace Hathi.Bench;

/// <summary>Start of a cluster that has data, one ls as a whole process, memory idle.</summary>
internal sealed class StartBench(ApacheCluster apache, HathiLab hathi, int rounds)
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

        yield return new Row("ls of one file, whole process (ours at most 0.2 s)", "s", ours, theirs, false, 8, false);
        yield return new Row("resident memory idle after all that, NameNode + 3 DataNodes", "MiB", [Sum(hathi)], [Sum(apache)], false, 0.2, true);
        var starts = (Ours: new List<double>(), Theirs: new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            hathi.Down();
            starts.Ours.Add(hathi.Up().TotalSeconds);
            apache.Down();
            starts.Theirs.Add(apache.Up().TotalSeconds);
        }

        yield return new Row("ready with data kept, NameNode + 3 DataNodes", "s", starts.Ours, starts.Theirs, false, 5, false);
        yield return new Row("resident memory idle after a start", "MiB", [Sum(hathi)], [Sum(apache)], false, 0.2, true);
    }

    private static double Sum(ClusterUnderTest cluster) => cluster.Resident().Sum(r => r.Bytes) / MiB;
}
