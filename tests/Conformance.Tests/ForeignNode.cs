using System.Diagnostics;
using System.Globalization;

namespace Hathi.Conformance.Tests;

/// <summary>
/// A daemon outside of any lab, configured by Hadoop's files alone: one of ours pointed at Apache's NameNode, one of Apache's
/// at ours, or ours alone.
/// </summary>
public sealed class ForeignNode : IDisposable
{
    private readonly Process _process;
    private readonly string _log;

    private ForeignNode(Process process, string log, string address)
    {
        _process = process;
        _log = log;
        Address = address;
    }

    /// <summary>ip:port of its data transfer.</summary>
    public string Address { get; }

    /// <summary>Ours, on an IP address of its own.</summary>
    public static ForeignNode StartOurs(string directory, string ip, string nameNode)
    {
        var conf = Configure(
            directory, nameNode, ip, 9866, ("hathi.node.name", "foreign"), ("hathi.node.address", ip), ("hathi.node.roles", "datanode"));
        return Start(directory, $"{ip}:9866", Programs.Hathi, "node-process", conf);
    }

    /// <summary>Ours, with no more room for its blocks than this; the little disk is seen by this process only, and gone with it.</summary>
    public static ForeignNode StartOnSmallDisk(string directory, string ip, string nameNode, int mebibytes)
    {
        var conf = Configure(
            directory, nameNode, ip, 9866, ("hathi.node.name", "small"), ("hathi.node.address", ip), ("hathi.node.roles", "datanode"));
        var data = Directory.CreateDirectory(Path.Combine(directory, "data")).FullName;
        return Start(
            directory, $"{ip}:9866", "unshare", "-rm", "/bin/sh", "-c",
            "mount -t tmpfs -o size=\"$1\"m tmpfs \"$2\" && shift 2 && exec \"$@\"", "sh",
            mebibytes.ToString(CultureInfo.InvariantCulture), data, Programs.Hathi, "node-process", conf);
    }

    /// <summary>
    /// Our NameNode; what it finds in <paramref name="directory"/>/name it serves, and an empty folder is formatted only when asked to.
    /// </summary>
    public static ForeignNode StartNameNode(string directory, string ip, bool format)
    {
        var conf = Configure(
            directory, $"{ip}:8020", ip, 9866, ("hathi.node.name", "alone"), ("hathi.node.address", ip), ("hathi.node.roles", "namenode"),
            ("dfs.namenode.name.dir", Path.Combine(directory, "name")), ("dfs.namenode.rpc-address", $"{ip}:8020"),
            ("dfs.namenode.http-address", $"{ip}:9870"),
            ("dfs.namenode.safemode.extension", "0"));
        return Start(directory, $"{ip}:8020", Programs.Hathi, ["node-process", conf, .. format ? ["--format"] : Array.Empty<string>()]);
    }

    /// <summary>Apache's, which its NameNode knows as 127.0.0.1 since that is where its sockets come from.</summary>
    public static ForeignNode StartApaches(string directory, string nameNode)
    {
        var conf = Configure(directory, nameNode, "127.0.0.1", 29866);
        File.WriteAllText(
            Path.Combine(conf, "log4j.properties"),
            "log4j.rootLogger=INFO,console\nlog4j.appender.console=org.apache.log4j.ConsoleAppender\n"
            + "log4j.appender.console.layout=org.apache.log4j.PatternLayout\n"
            + "log4j.appender.console.layout.ConversionPattern=%d %p %c: %m%n\n");
        return Start(directory, "127.0.0.1:29866", Programs.Apache, "java", "org.apache.hadoop.hdfs.server.datanode.DataNode");
    }

    /// <summary>Waits for a daemon that cannot run, and gives its exit code.</summary>
    public int AwaitEnd()
    {
        Assert.True(_process.WaitForExit(ClusterPatience.Cluster), "it runs, and should not");
        return _process.ExitCode;
    }

    /// <summary>The end of what it wrote.</summary>
    public string Log() => string.Join('\n', File.ReadLines(_log).TakeLast(40));

    /// <summary>Asks until it is so, the limit is over, or the node has ended.</summary>
    public bool WaitUntil(Func<bool> condition)
    {
        var isSo = false;
        ClusterPatience.Until(() => (isSo = condition()) || _process.HasExited);
        return isSo;
    }

    /// <summary>A report of live DataNodes shows this one with its storage: from then on it is given blocks.</summary>
    public bool IsServing(string report)
    {
        var own = report.Split("\n\n").FirstOrDefault(s => s.Contains($"Name: {Address} ", StringComparison.Ordinal));
        return own is not null
            && own.Contains("Configured Capacity: ", StringComparison.Ordinal)
            && !own.Contains("Configured Capacity: 0 ", StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitPatiently();
        _process.Dispose();
    }

    private static string Configure(string directory, string nameNode, string ip, int port, params (string, string)[] more)
    {
        var conf = Path.Combine(directory, "conf");
        Directory.CreateDirectory(conf);
        SiteXml.Write(Path.Combine(conf, "core-site.xml"), ("fs.defaultFS", $"hdfs://{nameNode}"));
        SiteXml.Write(
            Path.Combine(conf, "hdfs-site.xml"),
            [
                ("dfs.datanode.data.dir", Path.Combine(directory, "data")),
                ("dfs.datanode.address", $"{ip}:{port}"),
                ("dfs.datanode.ipc.address", $"{ip}:{port + 1}"),
                ("dfs.datanode.http.address", $"{ip}:{port - 2}"),
                ("dfs.datanode.hostname", "foreign"),
                ("dfs.heartbeat.interval", "1"),
                .. more,
            ]);
        return conf;
    }

    // Its output goes into a file: a pipe that nobody reads would stop it when full.
    private static ForeignNode Start(string directory, string address, string program, params string[] arguments)
    {
        var log = Path.Combine(directory, "node.log");
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        foreach (var argument in (string[])["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1 </dev/null", "sh", log, program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["HADOOP_CONF_DIR"] = Path.Combine(directory, "conf");
        start.Environment.Remove("HADOOP_ROOT_LOGGER");
        return new ForeignNode(Process.Start(start)!, log, address);
    }
}
