namespace Hathi.Conformance.Tests.ApacheServers;

/// <summary>
/// Our jobs run on Apache's cluster with nothing changed but HADOOP_CONF_DIR: its ResourceManager, NodeManagers, shuffle service,
/// history server and HDFS.
/// </summary>
[Collection(ApacheCollection.Name)]
public sealed class JobsOnApacheTests(ApacheFixture apache)
{
    [Fact]
    public void Words_are_counted_in_Apaches_containers_and_its_own_tools_know_the_job()
    {
        apache.Need();

        // HDFS runs already; the same command adds what is missing.
        Commands.Run(apache.Environment, Programs.Apache, "hadoop", "up", "--nodes", "2", "--yarn").Ok();
        using var work = new WorkDirectory();
        var text = Path.Combine(work.Path, "text");
        var random = new Random(11);
        File.WriteAllLines(
            text, Enumerable.Range(0, 30_000).Select(_ => string.Join(' ', Enumerable.Range(0, 10).Select(_ => $"w{random.Next(500)}"))));
        apache.Hathi("dfs", "-mkdir", "-p", "/jobs").Ok();
        apache.Hathi("dfs", "-D", "dfs.blocksize=512k", "-put", text, "/jobs/in").Ok();
        var run = apache.Hathi(
            "run", "-D", "mapreduce.job.reduces=2", Path.Combine(Programs.Root, "samples", "WordCount.cs"), "/jobs/in", "/jobs/out").Ok();

        var words = File.ReadLines(text).SelectMany(l => l.Split(' ')).CountBy(w => w).Select(w => $"{w.Key}\t{w.Value}");
        var counted = apache.Hathi("dfs", "-cat", "/jobs/out/part-*").Ok().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(words.Order(StringComparer.Ordinal), counted.Order(StringComparer.Ordinal));

        var job = System.Text.RegularExpressions.Regex.Match(run.Error, @"job_\d+_\d+").Value;
        var theirs = apache.Apache("mapred", "job", "-status", job).Ok().Output;
        Assert.Contains("Job state: SUCCEEDED", theirs, StringComparison.Ordinal);
        Assert.Contains("Map input records=30000", theirs, StringComparison.Ordinal);
        Assert.Contains("Job state: SUCCEEDED", apache.Hathi("mapred", "job", "-status", job).Ok().Output, StringComparison.Ordinal);
        Assert.Contains("m_000000_0", apache.Hathi("mapred", "job", "-history", job).Ok().Output, StringComparison.Ordinal);
    }
}
