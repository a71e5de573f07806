using System.Net;
using System.Net.Sockets;
using Hathi.Hadoop.Conf;
using Hathi.Platform;
using Microsoft.Extensions.Logging;

namespace Hathi.Node.Tests;

/// <summary>What of Hadoop's keys becomes of a node, and what of them counts when it is asked for again.</summary>
public sealed class SettingsTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("hathi-node-test-");
    private readonly NodeLog _log = NodeLog.ToStandardError(LogLevel.Error, SystemClock.Instance);

    [Theory]
    [InlineData("-1", 0, false)]
    [InlineData("0", 504, true)]
    [InlineData("24", 24, true)]
    [InlineData("9223372036854775807", 876_000, true)]
    public void The_scanner_s_period_is_read_as_Apache_reads_it(string value, int hours, bool scans)
    {
        var conf = new Configuration();
        conf.Set("fs.defaultFS", "hdfs://127.0.0.1:8020");
        conf.Set("dfs.datanode.data.dir", "/unused");
        conf.Set("dfs.datanode.scan.period.hours", value);
        var options = DataNodeSettings.Read(conf, _log);
        Assert.Equal(scans, options.Scans);
        Assert.True(!scans || options.ScanPeriod == TimeSpan.FromHours(hours));
    }

    [Theory]
    [InlineData("dfs.namenode.name.dir", "/a/name,file:///b/name", "names 2 directories (/a/name, /b/name)")]
    [InlineData("dfs.namenode.edits.dir", "/b/edits", "keeps edits and checkpoints together")]
    [InlineData("dfs.namenode.edits.dir", "/a/name,/b/edits", "keeps edits and checkpoints together")]
    [InlineData("dfs.namenode.shared.edits.dir", "qjournal://a:8485;b:8485/c", "writes its edits to dfs.namenode.name.dir only")]
    [InlineData("dfs.namenode.edits.dir.required", "/b/edits", "writes its edits to dfs.namenode.name.dir only")]
    [InlineData("dfs.namenode.name.dir", "file://a/name", "file://a/name is no directory of this machine")]
    [InlineData("fs.trash.interval", "-1", "Cannot start trash emptier with negative interval")]
    public void Copies_of_the_name_space_that_nobody_would_keep_are_refused(string key, string value, string why)
    {
        var conf = NameNodeConfiguration();
        conf.Set(key, value);
        Assert.Contains(
            why,
            Assert.Throws<ConfigurationException>(() => NameNodeSettings.Read(conf, _directory.FullName, _log)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/a/name", "")]
    [InlineData("/a/name,file:///a/name", "file:///a/name")]
    [InlineData("/a/name/", "")]
    [InlineData("/a/name", "/a/name/")]
    [InlineData("file:///a/name/,/a/./name", "file:/a//name")]
    public void One_directory_may_be_named_as_often_as_one_likes(string names, string edits)
    {
        var conf = NameNodeConfiguration();
        conf.Set("dfs.namenode.name.dir", names);
        conf.Set("dfs.namenode.edits.dir", edits);
        var options = NameNodeSettings.Read(conf, _directory.FullName, _log);
        Assert.Equal(("/a/name", "/a"), (options.NameDirectory, options.LogDirectory));
    }

    [Theory]
    [InlineData("0.5", 0.5)]
    [InlineData(" 15 ", 15)]
    [InlineData("1e1", 10)]
    [InlineData("2.5f", 2.5)]
    [InlineData("", 0)]
    public void Minutes_between_checkpoints_of_the_trash_may_have_a_fraction(string value, double minutes)
    {
        var conf = NameNodeConfiguration();
        conf.Set("fs.trash.checkpoint.interval", value);
        conf.Set("dfs.namenode.safemode.threshold-pct", value.Length == 0 ? value : "1.0f");
        var options = NameNodeSettings.Read(conf, _directory.FullName, _log);
        Assert.Equal((minutes, value.Length == 0 ? 0.999f : 1f), (options.Trash.CheckpointMinutes, options.Blocks.SafeModeThreshold));
    }

    [Theory]
    [InlineData("fs.trash.checkpoint.interval")]
    [InlineData("dfs.namenode.safemode.threshold-pct")]
    public void A_number_that_is_none_is_told_with_its_name(string key)
    {
        var conf = NameNodeConfiguration();
        conf.Set(key, "half");
        Assert.Contains(
            $"{key} = half: this is not a number",
            Assert.Throws<ConfigurationException>(() => NameNodeSettings.Read(conf, _directory.FullName, _log)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void When_checkpoints_are_written_is_read()
    {
        var conf = NameNodeConfiguration();
        var options = NameNodeSettings.Read(conf, _directory.FullName, _log);
        Assert.Equal(
            (1_000_000, TimeSpan.FromHours(1), TimeSpan.FromMinutes(1)),
            (options.CheckpointEdits, options.CheckpointPeriod, options.CheckpointCheck));
        conf.Set("dfs.namenode.checkpoint.period", "600");
        conf.Set("dfs.namenode.checkpoint.txns", "5000");
        conf.Set("dfs.namenode.checkpoint.check.period", "5");
        options = NameNodeSettings.Read(conf, _directory.FullName, _log);
        Assert.Equal(
            (5000, TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(5)),
            (options.CheckpointEdits, options.CheckpointPeriod, options.CheckpointCheck));
    }

    /// <summary>As Apache's: less than zero switches the one off and has the other warn of everything.</summary>
    [Theory]
    [InlineData("-1", 0, 0)]
    [InlineData("0", 0, 0)]
    [InlineData("7", 7, 7)]
    public void Times_that_Apache_takes_below_zero_are_taken(string value, int keepAlive, int slow)
    {
        var conf = new Configuration();
        conf.Set("fs.defaultFS", "hdfs://127.0.0.1:8020");
        conf.Set("dfs.datanode.data.dir", "/unused");
        conf.Set("dfs.datanode.socket.reuse.keepalive", value);
        conf.Set("dfs.datanode.slow.io.warning.threshold.ms", value);
        var options = DataNodeSettings.Read(conf, _log);
        Assert.Equal((keepAlive, slow), (options.Transfer.KeepAlive, options.Transfer.SlowWarning));
    }

    [Fact]
    public void Lists_of_DataNodes_are_of_the_configuration_as_it_is_when_they_are_asked_for()
    {
        Write("hdfs-site.xml", []);
        var options = NameNodeSettings.Read(Configuration.Load(_directory.FullName), _directory.FullName, _log);
        Assert.Empty(options.ReadNodeLists().Lists.Exclude);

        var exclude = File("exclude", "127.77.0.9 localhost:9866 # a comment 127.77.0.8\n#127.77.0.7\n");
        Write("hdfs-site.xml", [("dfs.hosts.exclude", exclude)]);
        Assert.Equal(["127.77.0.9", "localhost:9866", "127.0.0.1:9866"], options.ReadNodeLists().Lists.Exclude);
        Assert.Empty(options.ReadNodeLists().Lists.Include);

        Write("hdfs-site.xml", [("dfs.hosts", exclude), ("dfs.hosts.exclude", Path.Combine(_directory.FullName, "none"))]);
        var refused = Assert.Throws<RefreshException>(() => options.ReadNodeLists()).Message;
        Assert.Contains("dfs.hosts.exclude", refused, StringComparison.Ordinal);

        Write(
            "hdfs-site.xml",
            [("dfs.namenode.hosts.provider.classname", "org.apache.hadoop.hdfs.server.blockmanagement.CombinedHostFileManager")]);
        refused = Assert.Throws<RefreshException>(() => options.ReadNodeLists()).Message;
        Assert.Contains("CombinedHostFileManager", refused, StringComparison.Ordinal);
        Assert.Throws<ConfigurationException>(
            () => NameNodeSettings.Read(Configuration.Load(_directory.FullName), _directory.FullName, _log));
    }

    [Theory]
    [InlineData("dfs.hosts", "no.such.host.invalid")]
    [InlineData("dfs.hosts", "127.77.0.6#1")]
    [InlineData("dfs.hosts.exclude", "127.77.0.5:x")]
    public void New_lists_of_DataNodes_with_a_host_that_does_not_resolve_are_refused(string setting, string unknown)
    {
        Write("hdfs-site.xml", []);
        var options = NameNodeSettings.Read(Configuration.Load(_directory.FullName), _directory.FullName, _log);
        var hosts = File("hosts", $"127.77.0.9 {unknown} 127.77.0.8");
        Write("hdfs-site.xml", [(setting, hosts)]);
        var refused = Assert.Throws<RefreshException>(() => options.ReadNodeLists()).Message;
        Assert.Contains($"{unknown} of {hosts} ({setting})", refused, StringComparison.Ordinal);

        // It keeps no NameNode from starting.
        var lists = NameNodeSettings.Read(Configuration.Load(_directory.FullName), _directory.FullName, _log).Blocks.Lists;
        Assert.Equal(
            setting == "dfs.hosts" ? ["127.77.0.9", "127.77.0.8"] : ["127.77.0.9", unknown, "127.77.0.8"],
            setting == "dfs.hosts" ? lists.Include : lists.Exclude);
        Assert.Equal(setting == "dfs.hosts", lists.IncludeIsIncomplete);
    }

    /// <summary>
    /// Its machine is gone, and its name too: it keeps nobody from being taken out of service, and counts should it come back.
    /// </summary>
    [Fact]
    public void A_host_to_leave_that_does_not_resolve_counts_by_its_name()
    {
        Write("hdfs-site.xml", []);
        var options = NameNodeSettings.Read(Configuration.Load(_directory.FullName), _directory.FullName, _log);
        Write("hdfs-site.xml", [("dfs.hosts.exclude", File("exclude", "127.77.0.9 no.such.host.invalid:9866 gone.invalid"))]);
        Assert.Equal(["127.77.0.9", "no.such.host.invalid:9866", "gone.invalid"], options.ReadNodeLists().Lists.Exclude);
        Assert.Equal(
            ["127.77.0.9", "no.such.host.invalid:9866", "gone.invalid"],
            NameNodeSettings.Read(Configuration.Load(_directory.FullName), _directory.FullName, _log).Blocks.Lists.Exclude);
    }

    [Fact]
    public void A_list_of_which_nothing_resolves_at_a_start_lets_nobody_in()
    {
        var none = Path.Combine(_directory.FullName, "none");
        Write("hdfs-site.xml", [("dfs.hosts", File("hosts", "no.such.host.invalid")), ("dfs.hosts.exclude", none)]);
        var lists = NameNodeSettings.Read(Configuration.Load(_directory.FullName), _directory.FullName, _log).Blocks.Lists;
        Assert.Empty(lists.Include);
        Assert.True(lists.IncludeIsIncomplete);

        Write(
            "hdfs-site.xml",
            [("dfs.hosts", File("hosts", "# nobody in particular")), ("dfs.hosts.exclude", File("exclude", "127.77.0.9"))]);
        lists = NameNodeSettings.Read(Configuration.Load(_directory.FullName), _directory.FullName, _log).Blocks.Lists;
        Assert.Equal((0, false), (lists.Include.Count, lists.IncludeIsIncomplete));
        Assert.Equal(["127.77.0.9"], lists.Exclude);
    }

    [Fact]
    public void Lists_of_NodeManagers_are_of_the_configuration_as_it_is_when_they_are_asked_for()
    {
        Write("yarn-site.xml", []);
        var options = ResourceManagerSettings.Read(Configuration.Load(_directory.FullName), _directory.FullName, _log);
        Assert.Empty(options.ReadNodeLists().Lists.Exclude);
        Write("yarn-site.xml", [("yarn.resourcemanager.nodes.exclude-path", File("exclude", "one.invalid localhost # three"))]);
        Assert.Equal(["localhost", "one.invalid"], options.ReadNodeLists().Lists.Exclude.Order(StringComparer.Ordinal));
        Assert.Equal(["127.0.0.1"], options.ReadNodeLists().Lists.ExcludedAddresses);
        Assert.Equal((1, false), (options.ReadNodeLists().Lists.Unresolved, options.ReadNodeLists().Lists.IncludeIsIncomplete));
    }

    [Fact]
    public void Hosts_of_NodeManagers_keep_the_addresses_that_were_found()
    {
        var known = new Dictionary<string, string> { ["one"] = "10.0.0.1" };
        var addresses = new HostAddresses(name => known.TryGetValue(name, out var address)
            ? [IPAddress.Parse(address)]
            : throw new SocketException((int)SocketError.HostNotFound));
        var conf = new Configuration();
        conf.Set("yarn.resourcemanager.nodes.include-path", File("include", "one two"));
        Assert.Equal(["10.0.0.1", "one", "two"], NodeManagerHosts.Read(conf, addresses).Known.Include.Order(StringComparer.Ordinal));
        known.Clear();
        var hosts = NodeManagerHosts.Read(conf, addresses);
        Assert.Equal(["10.0.0.1", "one", "two"], hosts.Known.Include.Order(StringComparer.Ordinal));
        Assert.Equal((1, true), (hosts.Known.Unresolved, hosts.Known.IncludeIsIncomplete));
        known["two"] = "10.0.0.2";
        Assert.Equal(["10.0.0.1", "10.0.0.2", "one", "two"], hosts.LookUp().Include.Order(StringComparer.Ordinal));
        Assert.Equal((0, false), (hosts.Known.Unresolved, hosts.Known.IncludeIsIncomplete));
    }

    public void Dispose()
    {
        _log.Dispose();
        _directory.Delete(recursive: true);
    }

    private static Configuration NameNodeConfiguration()
    {
        var conf = new Configuration();
        conf.Set("fs.defaultFS", "hdfs://127.0.0.1:8020");
        conf.Set("dfs.namenode.name.dir", "/a/name");
        return conf;
    }

    private string File(string name, string text)
    {
        var path = Path.Combine(_directory.FullName, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    private void Write(string file, (string Key, string Value)[] settings) => File(
        file,
        $"<configuration><property><name>dfs.namenode.name.dir</name><value>{_directory.FullName}/name</value></property>"
        + "<property><name>fs.defaultFS</name><value>hdfs://127.0.0.1:8020</value></property>"
        + string.Concat(settings.Select(static s => $"<property><name>{s.Key}</name><value>{s.Value}</value></property>"))
        + "</configuration>");
}
