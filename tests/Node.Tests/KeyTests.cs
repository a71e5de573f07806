using System.Globalization;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.DataNode.Transfer;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.ResourceManager;

namespace Hathi.Node.Tests;

/// <summary>What a node does with names that nobody knows, with values that are none, and where nothing is said.</summary>
public sealed class KeyTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("hathi-node-test-");
    private readonly RecordingLog _log = new();

    private IEnumerable<string> Lines => _log.Lines.Select(static l => $"{l.Level} {l.Text}");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void A_name_that_nobody_knows_is_told_once_with_the_nearest_one()
    {
        Write(
            "hdfs-site.xml",
            "dfs.replicaton=2 dfs.replication=2 dfs.namenode.acls.enabled=true dfs.block.size=1m my.own=1 fs.my.own=1 "
            + "dfs.ha.namenodes.far=a,b");
        Write("yarn-site.xml", "yarn.nodemanager.nothing.of.this.kind=1 hathi.node.nmae=a");
        ForeignKeys.Tell(Configuration.Load(_directory.FullName), _log);
        Assert.Equal(
            [
                "Warning hdfs-site.xml: dfs.replicaton is not known (did you mean dfs.replication?)",
                "Warning yarn-site.xml: hathi.node.nmae is not known (did you mean hathi.node.name?)",
                "Warning yarn-site.xml: yarn.nodemanager.nothing.of.this.kind is not known",
                "Debug dfs.namenode.acls.enabled is known, and nothing here reads it",
            ],
            Lines);
    }

    /// <summary>Names that Apache's documents or programs have and its default files have not.</summary>
    [Theory]
    [InlineData("yarn.nodemanager.linux-container-executor.group")]
    [InlineData("yarn.resource-types.memory-mb.increment-allocation")]
    [InlineData("yarn.scheduler.capacity.root.a.auto-create-child-queue.max-queues")]
    [InlineData("mapreduce.admin.user.env.PATH")]
    [InlineData("yarn.nodemanager.numa-awareness.0.memory")]
    [InlineData("dfs.secondary.namenode.keytab.file.ns1")]
    public void What_Apaches_programs_read_is_known(string name) => Assert.True(KnownKeys.IsKnown(name));

    /// <summary>Whoever is told a key that means something else sets it.</summary>
    [Fact]
    public void A_name_with_another_word_is_not_taken_for_one_that_is_known() =>
        Assert.Null(KnownKeys.Nearest("yarn.nodemanager.linux-container-executor.user"));

    [Fact]
    public void A_share_of_a_disk_is_taken_as_Apaches_file_of_defaults_has_it()
    {
        var conf = new Configuration();
        conf.Set(NodeManagerKeys.MaxDiskPercent.Name, "90.0");
        Assert.Equal(90, conf.Get(NodeManagerKeys.MaxDiskPercent));
    }

    [Fact]
    public void Whoever_has_queues_read_again_is_told_what_is_wrong_with_them()
    {
        Write("capacity-scheduler.xml", "yarn.scheduler.capacity.root.queues=a yarn.scheduler.capacity.root.a.capacity=100");
        var settings = ResourceManagerSettings.Read(new Configuration(), _directory.FullName, _log);
        Write("capacity-scheduler.xml", "yarn.scheduler.capacity.root.queues=a yarn.scheduler.capacity.root.a.capacity=many");
        Assert.Contains("many", Assert.Throws<RefreshException>(() => settings.ReadQueues()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_queues_are_looked_at_too()
    {
        Write("capacity-scheduler.xml", "yarn.scheduler.capacity.root.queues=a yarn.scheduler.capacity.root.a.capacity=100 "
            + "yarn.scheduler.capacity.root.a.stat=STOPPED");
        ResourceManagerSettings.Read(new Configuration(), _directory.FullName, _log);
        Assert.Equal(
            ["Warning capacity-scheduler.xml: yarn.scheduler.capacity.root.a.stat is not known (did you mean "
                + "yarn.scheduler.capacity.root.a.state?)"],
            Lines.Where(static l => l.StartsWith("Warning", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("dfs.ls.limit", "0", "a whole number of at least 1")]
    [InlineData("dfs.namenode.fs-limits.max-component-length", "65536", "a whole number from 0 to 65535")]
    [InlineData("dfs.namenode.fs-limits.min-block-size", "1x", "a size such as 134217728 or 128m of at least 16")]
    [InlineData("dfs.namenode.checkpoint.period", "soon", "a time such as 30s, 500ms, 2m, 1h, 1d")]
    [InlineData("dfs.namenode.safemode.threshold-pct", "99", "a number from 0 to 1.5")]
    public void A_value_that_is_none_is_refused_with_its_file_and_what_is_allowed(string name, string value, string allowed)
    {
        Write("hdfs-site.xml", $"{name}={value} dfs.namenode.name.dir=/a/name");
        var conf = Configuration.Load(_directory.FullName);
        conf.Set("fs.defaultFS", "hdfs://127.0.0.1:8020");
        var refused = Assert.Throws<ConfigurationException>(() => NameNodeSettings.Read(conf, _directory.FullName, _log)).Message;
        Assert.StartsWith(
            $"{name} = {value}: this is not {allowed}; correct it in {_directory.FullName}/hdfs-site.xml",
            refused,
            StringComparison.Ordinal);
    }

    /// <summary>A reader that takes one key for another, or converts it wrongly, gives something else.</summary>
    [Fact]
    public void Where_nothing_is_said_what_is_read_is_what_options_are_by_themselves()
    {
        var conf = new Configuration();
        conf.Set("fs.defaultFS", "hdfs://127.0.0.1:8020");
        conf.Set("dfs.namenode.name.dir", "/a/name");
        conf.Set("dfs.datanode.data.dir", "/a/data");
        var name = NameNodeSettings.Read(conf, _directory.FullName, _log);
        Assert.Equal(new NameNodeOptions { SuperUser = name.Core.SuperUser, HostName = name.Core.HostName }, name.Core);
        Assert.Equal(new BlockManagerOptions { Racks = name.Blocks.Racks, Lists = name.Blocks.Lists }, name.Blocks);
        Assert.Equal(new(), name.Trash);
        Assert.Equal(new TransferOptions(), DataNodeSettings.Read(conf, _log).Transfer);
        var manager = ResourceManagerSettings.Read(conf, _directory.FullName, _log).Core;
        Assert.Equal(new RmOptions { KeptOfEnded = manager.KeptOfEnded, Lists = manager.Lists, Queues = manager.Queues }, manager);
    }

    [Fact]
    public void Each_of_the_NameNode_s_numbers_is_read_from_its_own_key()
    {
        var conf = new Configuration();
        conf.Set("fs.defaultFS", "hdfs://127.0.0.1:8020");
        conf.Set("dfs.namenode.name.dir", "/a/name");
        string[] names =
        [
            "dfs.namenode.redundancy.interval.seconds", "dfs.namenode.replication.work.multiplier.per.iteration",
            "dfs.namenode.replication.max-streams",
            "dfs.namenode.replication.max-streams-hard-limit", "dfs.namenode.reconstruction.pending.timeout-sec",
            "dfs.block.invalidate.limit",
            "dfs.namenode.safemode.min.datanodes", "dfs.namenode.decommission.interval", "dfs.heartbeat.interval",
        ];
        for (var i = 0; i < names.Length; i++)
        {
            conf.Set(names[i], (i + 11).ToString(CultureInfo.InvariantCulture));
        }

        var blocks = NameNodeSettings.Read(conf, _directory.FullName, _log).Blocks;
        Assert.Equal(
            [11_000, 12, 13, 14, 15_000, 16, 17, 18_000, 19_000],
            [
                blocks.RedundancyInterval, blocks.WorkPerNode, blocks.MaxReplicationStreams, blocks.MaxReplicationStreamsHard,
                blocks.PendingTimeout,
                blocks.InvalidateLimit, blocks.SafeModeMinDataNodes, blocks.DecommissionInterval, blocks.HeartbeatInterval,
            ]);
    }

    // name=value with blanks between.
    private void Write(string file, string settings) => File.WriteAllText(
        Path.Combine(_directory.FullName, file),
        "<configuration>" + string.Concat(settings.Split(' ').Select(static s => s.Split('=', 2))
            .Select(static s => $"<property><name>{s[0]}</name><value>{s[1]}</value></property>")) + "</configuration>");
}
