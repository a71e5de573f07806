using System.Globalization;
using System.Text.RegularExpressions;

namespace Hathi.Conformance.Tests.ApacheJobs;

/// <summary>
/// Apache's jobs run on our lab: its client, its masters and tasks in JVMs, our ResourceManager, NodeManagers, shuffle, history and HDFS.
/// </summary>
[Collection(LabCollection.Name)]
public sealed partial class StockJobsTests(LabFixture lab)
{
    private const string InItsMaster = "-Dmapreduce.job.ubertask.enable=true";

    private readonly StockJobs _jobs = new(lab.Environment);

    [Fact]
    public void Pi_is_estimated_its_counters_come_from_history_and_its_logs_from_HDFS()
    {
        var pi = _jobs.Example("pi", "2", "1000").Ok();
        Assert.Contains("Estimated value of Pi is 3.14", pi.Output, StringComparison.Ordinal);
        Assert.Contains("Shuffled Maps =2", pi.Error, StringComparison.Ordinal);
        var job = JobName().Match(pi.Error).Value;
        var application = job.Replace("job_", "application_", StringComparison.Ordinal);

        var status = lab.Apache("mapred", "job", "-status", job).Ok().Output;
        Assert.Contains("Job state: SUCCEEDED", status, StringComparison.Ordinal);
        Assert.Contains("Number of maps: 2", status, StringComparison.Ordinal);
        Assert.Contains("Reduce input records=4", status, StringComparison.Ordinal);

        foreach (var question in new[]
        {
            new[] { "application", "-status", application }, ["application", "-list", "-appStates", "ALL"], ["queue", "-status", "default"],
        })
        {
            // The master's container may live a little longer than its application, and logs are gathered after it.
            ClusterPatience.SeenAlike(
                () => Lines(lab.Apache(["yarn", .. question]).Ok().Output), () => Lines(lab.Hathi(["yarn", .. question]).Ok().Output));
        }

        Assert.Contains(
            "State : FINISHED", lab.Apache("yarn", "application", "-status", application).Ok().Output, StringComparison.Ordinal);
        Assert.Contains("Total Nodes:5", lab.Apache("yarn", "node", "-list").Ok().Output, StringComparison.Ordinal);

        Assert.True(ClusterPatience.Until(() => lab.Hathi("yarn", "application", "-status", application).Ok().Output
            .Contains("Log Aggregation Status : SUCCEEDED", StringComparison.Ordinal)));
        var logs = lab.Apache("yarn", "logs", "-applicationId", application).Ok().Output;
        Assert.Contains("LogType:syslog", logs, StringComparison.Ordinal);
        Assert.Contains("attempt_" + job["job_".Length..] + "_m_000000_0' done", logs, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_lines_and_matches_are_those_of_a_count_without_a_cluster()
    {
        using var work = new WorkDirectory();
        var text = Path.Combine(work.Path, "text");
        var random = new Random(7);
        File.WriteAllLines(
            text, Enumerable.Range(0, 30_000).Select(_ => string.Join(' ', Enumerable.Range(0, 10).Select(_ => $"w{random.Next(2000)}"))));
        lab.Hathi("dfs", "-mkdir", "-p", "/stock/in").Ok();
        lab.Hathi("dfs", "-D", "dfs.blocksize=1m", "-put", text, "/stock/in/text").Ok();
        var words = File.ReadLines(text).SelectMany(l => l.Split(' ')).CountBy(w => w).ToDictionary(StringComparer.Ordinal);

        // Its reducers fetch packed outputs from our shuffle service.
        _jobs.Example("wordcount", "-Dmapreduce.job.reduces=2", "-Dmapreduce.map.output.compress=true", "/stock/in", "/stock/words").Ok();
        Assert.Equal(
            words.Select(w => $"{w.Key}\t{w.Value}").Order(StringComparer.Ordinal), Output("/stock/words").Order(StringComparer.Ordinal));

        // Two jobs, one behind the other, each of them wholly in its master.
        var grep = _jobs.Example("grep", InItsMaster, "/stock/in", "/stock/grep", "w199[0-9]").Ok();
        Assert.Equal(2, WasInItsMaster().Count(grep.Error));
        var found = words.Where(w => w.Key.StartsWith("w199", StringComparison.Ordinal) && w.Key.Length == 5)
            .ToDictionary(w => w.Key, w => w.Value, StringComparer.Ordinal);
        Assert.Equal(
            found.Select(w => $"{w.Value}\t{w.Key}").Order(StringComparer.Ordinal), Output("/stock/grep").Order(StringComparer.Ordinal));

        _jobs.Tool(
            "streaming", "-Dmapreduce.job.reduces=1", "-input", "/stock/in", "-output", "/stock/lines", "-mapper", "cat", "-reducer",
            "wc -l").Ok();
        Assert.Equal("30000", Assert.Single(Output("/stock/lines")).Trim());

        lab.Hathi("dfs", "-rm", "-r", "-skipTrash", "/stock").Ok();
    }

    [Fact]
    public void Rows_are_generated_sorted_and_validated_and_copied()
    {
        _jobs.Example("teragen", "-Dmapreduce.job.maps=2", "100000", "/tera/in").Ok();

        // Its own default is one replica, for its master's history, too, which stays in this lab: a later test that
        // kills a node would lose it.
        _jobs.Example("terasort", "-Dmapreduce.job.reduces=2", "-Dmapreduce.terasort.output.replication=3", "/tera/in", "/tera/out").Ok();
        var validated = _jobs.Example("teravalidate", InItsMaster, "/tera/out", "/tera/report").Ok();
        Assert.True(WasInItsMaster().IsMatch(validated.Error), validated.Error);
        var report = Assert.Single(Output("/tera/report"));
        Assert.StartsWith("checksum\t", report, StringComparison.Ordinal);

        _jobs.Tool("distcp", "-m", "1", "/tera/out", "/tera/copy").Ok();
        Assert.Equal(10_000_000, Length("/tera/copy"));
        using var work = new WorkDirectory();
        foreach (var part in new[] { "part-r-00000", "part-r-00001" })
        {
            Assert.Equal(Sum(work, "/tera/out/" + part), Sum(work, "/tera/copy/" + part));
        }

        lab.Hathi("dfs", "-rm", "-r", "-skipTrash", "/tera").Ok();
    }

    private string Sum(WorkDirectory work, string file)
    {
        var here = Path.Combine(work.Path, "here");
        lab.Hathi("dfs", "-get", "-f", file, here).Ok();
        return TestFiles.Sha256(here);
    }

    private IEnumerable<string> Output(string directory) =>
        lab.Hathi("dfs", "-cat", directory + "/part-*").Ok().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private long Length(string directory) =>
        lab.Hathi("dfs", "-ls", directory + "/part-*").Ok().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Sum(l => long.Parse(l.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[4], CultureInfo.InvariantCulture));

    private static IEnumerable<string> Lines(string text) => text.Split('\n').Select(l => l.TrimEnd()).Where(l => l.Length > 0);

    [GeneratedRegex("running in uber mode : true")]
    private static partial Regex WasInItsMaster();

    [GeneratedRegex(@"job_\d+_\d+")]
    private static partial Regex JobName();
}
