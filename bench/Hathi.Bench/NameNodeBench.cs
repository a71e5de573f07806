using System.Globalization;
using System.Text.RegularExpressions;

namespace Hathi.Bench;

/// <summary>Apache's NNThroughputBenchmark against both NameNodes.</summary>
internal sealed partial class NameNodeBench(ApacheCluster apache, HathiLab hathi, int files, int threads, int rounds)
{
    private static readonly (string Operation, double Bar)[] Operations =
        [("create", 3), ("open", 2), ("fileStatus", 2), ("rename", 2), ("delete", 2), ("mkdirs", 2)];

    public IEnumerable<Row> Run()
    {
        foreach (var (operation, bar) in Operations)
        {
            Console.Error.WriteLine($"  NNThroughputBenchmark {operation}");
            var ours = new List<double>();
            var theirs = new List<double>();
            for (var round = 0; round < rounds; round++)
            {
                ours.Add(Once(hathi, operation));
                theirs.Add(Once(apache, operation));
            }

            var name = operation == "create" ? "create+close" : operation;
            yield return new Row($"{name}, NNThroughputBenchmark, {threads} threads", "/s", ours, theirs, true, bar, false);
        }
    }

    private double Once(ClusterUnderTest target, string operation)
    {
        var number = files.ToString(CultureInfo.InvariantCulture);
        List<string> arguments =
        [
            "java", "org.apache.hadoop.hdfs.server.namenode.NNThroughputBenchmark", "-fs", target.FileSystem.ToString(), "-op", operation,
            "-threads", threads.ToString(CultureInfo.InvariantCulture), operation == "mkdirs" ? "-dirs" : "-files", number,
        ];
        if (operation == "create")
        {
            arguments.Add("-close");
        }

        var output = apache.Client(target, [.. arguments]).Output;
        var match = OpsPerSecond().Match(output);
        return match.Success
            ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : throw new BenchException($"NNThroughputBenchmark {operation} printed no rate:\n{output}");
    }

    [GeneratedRegex(@"Ops per sec: ([0-9.]+)")]
    private static partial Regex OpsPerSecond();
}
