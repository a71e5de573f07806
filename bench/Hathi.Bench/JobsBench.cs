using System.Globalization;
using System.Text.RegularExpressions;

namespace Hathi.Bench;

/// <summary>Whole jobs, client included: C# on Hathi beside Java on Apache's, and Apache's own jobs on both.</summary>
/// <param name="apache">Apache's cluster, with YARN.</param>
/// <param name="hathi">Ours, with containers of the same size.</param>
/// <param name="samples">The folder of our sample programs.</param>
/// <param name="workDirectory">For the input on this side.</param>
/// <param name="bytes">Input of word count and TeraSort.</param>
/// <param name="rounds">How often each job is run on each side, in turns.</param>
internal sealed partial class JobsBench(ApacheCluster apache, HathiLab hathi, string samples, string workDirectory, long bytes, int rounds)
{
    private const int TeraRow = 100;
    private const string Reduces = "-Dmapreduce.job.reduces=2";

    /// <summary>One map, one reduce, next to no input.</summary>
    public IEnumerable<Row> Empty()
    {
        var line = Path.Combine(workDirectory, "line");
        File.WriteAllText(line, "one line\n");
        hathi.Client(hathi, "dfs", "-put", "-f", line, "/line");
        var (uber, containers, sleep, theirs) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            Console.Error.WriteLine($"  empty job, round {round + 1} of {rounds}");
            uber.Add(Count("/line", "/empty", "mapreduce.job.ubertask.enable=true"));
            containers.Add(Count("/line", "/empty", "mapreduce.job.ubertask.enable=false"));
            sleep.Add(Sleep(hathi));
            theirs.Add(Sleep(apache));
        }

        yield return new Row("empty job in its master (C#; Java's SleepJob), client included", "s", uber, theirs, false, 1, false)
        {
            Limit = 1.5,
        };
        yield return new Row("empty job in containers (C#; Java's SleepJob), client included", "s", containers, theirs, false, 1, false)
        {
            Limit = 1.5,
        };
        yield return new Row("Java's SleepJob on both", "s", sleep, theirs, false, 1, false);
    }

    /// <summary>Apache's own job on both: 4 maps that only compute.</summary>
    public IEnumerable<Row> Pi()
    {
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            Console.Error.WriteLine($"  pi, round {round + 1} of {rounds}");
            ours.Add(Pi(hathi));
            theirs.Add(Pi(apache));
        }

        yield return new Row("Apache's `pi 4 1000`, \"Job Finished in\"", "s", ours, theirs, false, 1.3, false);
    }

    /// <summary>The same text, counted by each side's own program; the counts must be equal.</summary>
    public IEnumerable<Row> WordCount()
    {
        var text = Path.Combine(workDirectory, "words");
        WordsFile.Write(text, bytes);
        hathi.Client(hathi, "dfs", "-put", "-f", text, "/words");
        apache.Client(apache, "hdfs", "dfs", "-put", "-f", text, "/words");
        File.Delete(text);
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            Console.Error.WriteLine($"  word count, round {round + 1} of {rounds}");
            ours.Add(Count("/words", "/counts", "mapreduce.job.ubertask.enable=false"));
            apache.Client(apache, "hdfs", "dfs", "-rm", "-r", "-f", "-skipTrash", "/counts");
            theirs.Add(apache.Client(apache, "jar", "examples", "wordcount", "/words", "/counts").Elapsed.TotalSeconds);
        }

        if (Printed(hathi, "/counts/part-r-00000") != Printed(apache, "/counts/part-r-00000"))
        {
            throw new BenchException("the two word counts differ");
        }

        yield return new Row($"word count of {bytes >> 20} MiB (C#; Java), client included", "s", ours, theirs, false, 6, false);
    }

    /// <summary>Each side's own TeraSort with two reducers over the same rows; TeraValidate must find nothing.</summary>
    public IEnumerable<Row> TeraSort()
    {
        var rows = (bytes / TeraRow).ToString(CultureInfo.InvariantCulture);
        var gen = hathi.Client(hathi, "run", "--quiet", Sample("TeraGen"), rows, "/tera").Elapsed.TotalSeconds;
        var theirGen = apache.Client(apache, "jar", "examples", "teragen", "-Dmapreduce.job.maps=2", rows, "/tera").Elapsed.TotalSeconds;
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            Console.Error.WriteLine($"  TeraSort, round {round + 1} of {rounds}");
            hathi.Client(hathi, "dfs", "-rm", "-r", "-f", "-skipTrash", "/sorted");
            ours.Add(
                hathi.Client(hathi, "run", "--quiet", "-D", Reduces[2..], Sample("TeraSort"), "/tera", "/sorted").Elapsed.TotalSeconds);
            apache.Client(apache, "hdfs", "dfs", "-rm", "-r", "-f", "-skipTrash", "/sorted");
            theirs.Add(apache.Client(apache, "jar", "examples", "terasort", Reduces, "/tera", "/sorted").Elapsed.TotalSeconds);
        }

        // Apache's program judges both: one line, the checksum, and no misordered rows.
        var (our, their) = (Validate(hathi), Validate(apache));
        if (our != their || our.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length != 1)
        {
            throw new BenchException($"TeraValidate: {our} on ours, {their} on Apache's");
        }

        yield return new Row($"TeraGen of {bytes >> 20} MiB (C#; Java), client included", "s", [gen], [theirGen], false, 1, false);
        yield return new Row($"TeraSort of {bytes >> 20} MiB (C#; Java), client included", "s", ours, theirs, false, 4, false);
    }

    private double Count(string input, string output, string setting)
    {
        hathi.Client(hathi, "dfs", "-rm", "-r", "-f", "-skipTrash", output);
        return hathi.Client(hathi, "run", "--quiet", "-D", setting, Sample("WordCount"), input, output).Elapsed.TotalSeconds;
    }

    private double Sleep(ClusterUnderTest cluster) =>
        apache.Client(
            cluster, "java", "org.apache.hadoop.mapreduce.SleepJob", "-m", "1", "-r", "1", "-mt", "1", "-rt", "1").Elapsed.TotalSeconds;

    private double Pi(ClusterUnderTest cluster)
    {
        var found = FinishedIn().Match(apache.Client(cluster, "jar", "examples", "pi", "4", "1000").Output);
        return found.Success
            ? double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture)
            : throw new BenchException("pi did not say how long it took");
    }

    private string Validate(ClusterUnderTest cluster)
    {
        apache.Client(cluster, "hdfs", "dfs", "-rm", "-r", "-f", "-skipTrash", "/validated");
        apache.Client(cluster, "jar", "examples", "teravalidate", "/sorted", "/validated");
        return Printed(cluster, "/validated/part-r-00000");
    }

    private string Printed(ClusterUnderTest cluster, string path) => hathi.Client(cluster, "dfs", "-cat", path).Output;

    private string Sample(string name) => Path.Combine(samples, name + ".cs");

    [GeneratedRegex(@"Job Finished in ([\d.]+) seconds")]
    private static partial Regex FinishedIn();
}
