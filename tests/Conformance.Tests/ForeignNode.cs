using System.Diagnostics;
using System.Net;

namespace Hathi.Conformance.Tests;

/// <summary>A DataNode of ours outside any lab, pointed at a NameNode by Hadoop's own configuration files.</summary>
public sealed class ForeignNode : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly string _log;

    private ForeignNode(Process process, string log)
    {
        _process = process;
        _log = log;
    }

    public static ForeignNode Start(string directory, string address, string nameNode)
    {
        var conf = Path.Combine(directory, "conf");
        Directory.CreateDirectory(conf);
        File.WriteAllText(Path.Combine(conf, "core-site.xml"), Site(("fs.defaultFS", nameNode)));
        File.WriteAllText(Path.Combine(conf, "hdfs-site.xml"), Site(
            ("hathi.node.name", "foreign"),
            ("hathi.node.address", address),
            ("hathi.node.roles", "datanode"),
            ("dfs.datanode.data.dir", Path.Combine(directory, "data")),
            ("dfs.datanode.address", $"{address}:9866"),
            ("dfs.datanode.ipc.address", $"{address}:9867"),
            ("dfs.datanode.http.address", $"{address}:9864"),
            ("dfs.datanode.hostname", "foreign")));
        var log = Path.Combine(directory, "node.log");
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec \"$0\" node-process \"$1\" >\"$2\" 2>&1");
        start.ArgumentList.Add(Programs.Hathi);
        start.ArgumentList.Add(conf);
        start.ArgumentList.Add(log);
        return new ForeignNode(Process.Start(start)!, log);
    }

    public string Log() => File.ReadAllText(_log);

    /// <summary>Asks until it is so or the limit is over; each question is a process of its own, which takes its time.</summary>
    public bool WaitUntil(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Limit && !_process.HasExited)
        {
            if (condition())
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static string Site(params (string Name, string Value)[] properties) =>
        "<configuration>" + string.Concat(properties.Select(p => $"<property><name>{p.Name}</name><value>{WebUtility.HtmlEncode(p.Value)}</value></property>")) + "</configuration>\n";
}
