using System.Diagnostics;

namespace Hathi.Conformance.Tests;

/// <summary>Apache's own DataNode with our NameNode: it registers, takes blocks and serves them.</summary>
[Collection(LabCollection.Name)]
public sealed class ForeignDataNodeTests(LabFixture lab)
{
    private const string Ports = "127.0.0.1:29866";

    [Fact(Explicit = true)]
    public void An_Apache_DataNode_joins_our_NameNode_and_serves_blocks()
    {
        var script = Programs.Apache;
        using var work = new WorkDirectory();
        var conf = Path.Combine(work.Path, "conf");
        Directory.CreateDirectory(conf);
        File.WriteAllText(Path.Combine(conf, "core-site.xml"), $"<configuration><property><name>fs.defaultFS</name><value>hdfs://{lab.NameNode}</value></property></configuration>");
        File.WriteAllText(Path.Combine(conf, "hdfs-site.xml"), "<configuration>" + string.Concat(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["dfs.datanode.data.dir"] = Path.Combine(work.Path, "data"),
            ["dfs.datanode.address"] = Ports,
            ["dfs.datanode.http.address"] = "127.0.0.1:29864",
            ["dfs.datanode.ipc.address"] = "127.0.0.1:29867",
        }.Select(p => $"<property><name>{p.Key}</name><value>{p.Value}</value></property>")) + "</configuration>");
        File.WriteAllText(Path.Combine(conf, "log4j.properties"), "log4j.rootLogger=INFO,console\nlog4j.appender.console=org.apache.log4j.ConsoleAppender\nlog4j.appender.console.layout=org.apache.log4j.PatternLayout\nlog4j.appender.console.layout.ConversionPattern=%p %c: %m%n\n");
        var start = new ProcessStartInfo(script) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("java");
        start.ArgumentList.Add("org.apache.hadoop.hdfs.server.datanode.DataNode");
        start.Environment["HADOOP_CONF_DIR"] = conf;
        using var node = Process.Start(start)!;
        try
        {
            // All five of ours and the stranger, so one replica must go to it.
            var clock = Stopwatch.StartNew();
            while (!lab.Hathi("dfsadmin", "-report", "-live").Output.Contains(Ports, StringComparison.Ordinal) && clock.Elapsed < TimeSpan.FromSeconds(60))
            {
            }

            var file = TestFiles.Random(work.Path, "six", 3_000_000, 31);
            lab.Hathi("dfs", "-put", file, "/six").Ok();

            // It may not have told of its storage yet when the pipeline was chosen: waiting for six replicas brings it in.
            lab.Hathi("dfs", "-setrep", "-w", "6", "/six").Ok();
            Assert.Contains(Ports, lab.Hathi("fsck", "/six", "-files", "-blocks", "-locations").Ok().Output, StringComparison.Ordinal);
            var back = Path.Combine(work.Path, "back");
            lab.Apache("hdfs", "dfs", "-get", "/six", back).Ok();
            Assert.Equal(TestFiles.Sha256(file), TestFiles.Sha256(back));
            lab.Hathi("dfs", "-rm", "-skipTrash", "/six").Ok();
        }
        finally
        {
            node.Kill(entireProcessTree: true);
            node.WaitForExit();
        }
    }
}
