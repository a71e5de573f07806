namespace Hathi.Bench;

/// <summary>put and get of one large file at replication 3 on three DataNodes.</summary>
internal sealed class TransferBench(ApacheCluster? apache, HathiLab hathi, string workDirectory, long bytes, int rounds)
{
    private const double MiB = 1 << 20;

    public IEnumerable<Row> Run()
    {
        var file = Path.Combine(workDirectory, "big");
        var back = Path.Combine(workDirectory, "back");
        MakeFile(file, bytes);
        var java = new Figures();
        var own = new Figures();
        for (var round = 0; round < rounds; round++)
        {
            Console.Error.WriteLine($"  put and get, round {round + 1} of {rounds}");
            if (apache is not null)
            {
                java.Ours.Add(Once(hathi, file, back, (target, args) => apache.Client(target, ["hdfs", .. args]).Elapsed));
                java.Theirs.Add(Once(apache, file, back, (target, args) => apache.Client(target, ["hdfs", .. args]).Elapsed));
            }

            own.Ours.Add(Once(hathi, file, back, (target, args) => hathi.Client(target, args).Elapsed));
        }

        File.Delete(file);
        var size = $"{bytes / MiB:0} MiB";
        if (apache is not null)
        {
            yield return Throughput($"put {size}, Java client", java.Ours, java.Theirs, f => f.Put, 1.3);
            yield return Cpu($"put {size}, Java client, servers' CPU", java.Ours, java.Theirs, f => f.PutCpu);
            yield return Throughput($"get {size}, Java client", java.Ours, java.Theirs, f => f.Get, 1.2);
            yield return Cpu($"get {size}, Java client, servers' CPU", java.Ours, java.Theirs, f => f.GetCpu);
        }

        yield return Throughput($"put {size}, C# client on Hathi, Java client on Apache", own.Ours, java.Theirs, f => f.Put, 2);
        yield return Throughput($"get {size}, C# client on Hathi, Java client on Apache", own.Ours, java.Theirs, f => f.Get, 3);
    }

    private Row Throughput(string what, List<Figure> ours, List<Figure> theirs, Func<Figure, double> seconds, double bar) =>
        new(
            what, "MiB/s", [.. ours.Select(f => bytes / MiB / seconds(f))], [.. theirs.Select(f => bytes / MiB / seconds(f))], true, bar,
            false);

    private static Row Cpu(string what, List<Figure> ours, List<Figure> theirs, Func<Figure, double> cpu) =>
        new(what, "CPU s", [.. ours.Select(cpu)], [.. theirs.Select(cpu)], false, 0.8, true);

    private static Figure Once(ClusterUnderTest target, string file, string back, Func<ClusterUnderTest, string[], TimeSpan> client)
    {
        File.Delete(back);
        var start = target.CpuSeconds();
        var put = client(target, ["dfs", "-put", "-f", file, "/big"]);
        var middle = target.CpuSeconds();
        var get = client(target, ["dfs", "-get", "-f", "/big", back]);
        var end = target.CpuSeconds();
        if (new FileInfo(back).Length != new FileInfo(file).Length)
        {
            throw new BenchException($"{back} has another length than {file}");
        }

        File.Delete(back);
        return new Figure(put.TotalSeconds, middle - start, get.TotalSeconds, end - middle);
    }

    /// <summary>Bytes that nothing packs, the same every time.</summary>
    internal static void MakeFile(string path, long bytes)
    {
        var random = new Base.SeededRandom(1);
        var block = new byte[1 << 20];
        using var file = File.Create(path);
        for (long written = 0; written < bytes; written += block.Length)
        {
            for (var i = 0; i < block.Length; i += 8)
            {
                BitConverter.TryWriteBytes(block.AsSpan(i), random.NextUInt64());
            }

            file.Write(block);
        }
    }

    private sealed class Figures
    {
        public List<Figure> Ours { get; } = [];

        public List<Figure> Theirs { get; } = [];
    }

    private readonly record struct Figure(double Put, double PutCpu, double Get, double GetCpu);
}
