using System.Net;
using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.NameNode.Options;

namespace Hathi.Node;

/// <summary>The NameNode's options from Hadoop's keys.</summary>
internal static class NameNodeSettings
{
    /// <param name="conf">The node's configuration.</param>
    /// <param name="confDirectory">Where it lies: parts of it can be read again.</param>
    /// <param name="log">Is told of what is passed over.</param>
    /// <exception cref="ConfigurationException">A setting makes no sense, or asks for what this NameNode does not do.</exception>
    public static NameNodeServerOptions Read(Configuration conf, string confDirectory, INodeLog log)
    {
        var nameDirectory = NameDirectorySetting.Read(conf, log);
        var groups = RpcSettings.Groups(conf, log);
        var (rpc, refresh) = RpcSettings.WithRefresh(RpcSettings.Read(conf, groups), confDirectory, groups);
        var addresses = new HostAddresses(Dns.GetHostAddresses);
        var hosts = DataNodeLists.AtStart(conf, addresses, log);
        return new NameNodeServerOptions
        {
            NameDirectory = nameDirectory,
            RpcAddress = Endpoints.Read(conf, "dfs.namenode.rpc-address", Authority(conf)),
            RunningConfiguration = () => RunningConfiguration.Of(conf),
            HttpAddress = Endpoints.Read(conf, "dfs.namenode.http-address", "0.0.0.0:9870"),
            LogDirectory = Path.GetDirectoryName(nameDirectory)!,
            ReadNodeLists = () => RpcSettings.Again(confDirectory, now => Read(DataNodeLists.Read(now, addresses, log))),
            Core = NameSpace(conf),
            LookUpHosts = hosts.LookUp,
            Blocks = Blocks(conf) with { Lists = hosts.Known },
            Groups = groups,
            RefreshImpersonation = refresh,
            Trash = new TrashOptions
            {
                CheckpointMinutes = conf.GetFloat("fs.trash.checkpoint.interval", 0),
                Homes = conf.GetString("dfs.user.home.dir.prefix", "/user"),
                DeletesStrangers = conf.GetBool("fs.trash.clean.trashroot.enable", false),
            },
            Rpc = rpc,
            Tick = TimeSpan.FromMilliseconds(Math.Clamp(Milliseconds(conf, "dfs.heartbeat.interval", 3000) / 2, 100, 1000)),
            CheckpointEdits = conf.GetLong("dfs.namenode.checkpoint.txns", 1_000_000),
            CheckpointPeriod = conf.GetDuration("dfs.namenode.checkpoint.period", TimeSpan.FromHours(1), TimeSpan.FromSeconds(1)),
            CheckpointCheck = conf.GetDuration("dfs.namenode.checkpoint.check.period", TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(1)),
        };
    }

    private static ReadHosts<NodeLists> Read(HostNames hosts) => new(hosts.Known, hosts.LookUp);

    private static string Authority(Configuration conf)
    {
        var uri = new Uri(conf.GetString("fs.defaultFS", "hdfs://0.0.0.0:8020"));
        return $"{uri.Host}:{(uri.Port > 0 ? uri.Port : 8020)}";
    }

    private static NameNodeOptions NameSpace(Configuration conf) => new()
    {
        SuperUser = Environment.UserName,
        HostName = new Uri(conf.GetString("fs.defaultFS", "hdfs://0.0.0.0:8020")).Host,
        SuperGroup = conf.GetString("dfs.permissions.superusergroup", "supergroup"),
        PermissionsEnabled = conf.GetBool("dfs.permissions.enabled", true),
        MaxComponentLength = conf.GetInt("dfs.namenode.fs-limits.max-component-length", 255),
        MaxDirectoryItems = conf.GetInt("dfs.namenode.fs-limits.max-directory-items", 1024 * 1024),
        MinBlockSize = conf.GetSize("dfs.namenode.fs-limits.min-block-size", 1 << 20),
        MaxBlocksPerFile = conf.GetInt("dfs.namenode.fs-limits.max-blocks-per-file", 10_000),
        MinReplication = conf.GetInt("dfs.namenode.replication.min", 1),
        MaxReplication = conf.GetInt("dfs.replication.max", 512),
        DefaultReplication = (short)conf.GetInt("dfs.replication", 3),
        DefaultBlockSize = conf.GetSize("dfs.blocksize", 128 << 20),
        BytesPerChecksum = conf.GetInt("dfs.bytes-per-checksum", 512),
        WritePacketSize = conf.GetInt("dfs.client-write-packet-size", 65_536),
        FileBufferSize = conf.GetInt("io.file.buffer.size", 4096),
        TrashIntervalMinutes = TrashInterval(conf),
        AccessTimePrecision = conf.GetLong("dfs.namenode.accesstime.precision", 3_600_000),
        ListingLimit = conf.GetInt("dfs.ls.limit", 1000),
        LeaseHardLimit = conf.GetLong("dfs.namenode.lease-hard-limit-sec", 1200) * 1000,
        BlockRecoveryTimeout = 30 * Milliseconds(conf, "dfs.heartbeat.interval", 3000),
    };

    private static long TrashInterval(Configuration conf) => conf.GetLong("fs.trash.interval", 0) is >= 0 and var minutes
        ? minutes
        : throw new ConfigurationException("Cannot start trash emptier with negative interval. Set fs.trash.interval to a positive value.", null);

    private static BlockManagerOptions Blocks(Configuration conf) => new()
    {
        MinReplication = conf.GetInt("dfs.namenode.replication.min", 1),
        DefaultReplication = conf.GetInt("dfs.replication", 3),
        HeartbeatInterval = Milliseconds(conf, "dfs.heartbeat.interval", 3000),
        RecheckInterval = (long)conf.GetMilliseconds("dfs.namenode.heartbeat.recheck-interval", TimeSpan.FromMinutes(5)).TotalMilliseconds,
        StaleAfter = (long)conf.GetMilliseconds("dfs.namenode.stale.datanode.interval", TimeSpan.FromSeconds(30)).TotalMilliseconds,
        ConsiderLoad = conf.GetBool("dfs.namenode.redundancy.considerLoad", true),
        RedundancyInterval = Milliseconds(conf, "dfs.namenode.redundancy.interval.seconds", 3000),
        WorkPerNode = conf.GetInt("dfs.namenode.replication.work.multiplier.per.iteration", 2),
        MaxReplicationStreams = conf.GetInt("dfs.namenode.replication.max-streams", 2),
        MaxReplicationStreamsHard = conf.GetInt("dfs.namenode.replication.max-streams-hard-limit", 4),
        PendingTimeout = Milliseconds(conf, "dfs.namenode.reconstruction.pending.timeout-sec", 300_000),
        InvalidateLimit = conf.GetInt("dfs.block.invalidate.limit", 1000),
        SafeModeThreshold = (float)conf.GetFloat("dfs.namenode.safemode.threshold-pct", 0.999),
        SafeModeMinDataNodes = conf.GetInt("dfs.namenode.safemode.min.datanodes", 0),
        SafeModeExtension = (long)conf.GetMilliseconds("dfs.namenode.safemode.extension", TimeSpan.FromSeconds(30)).TotalMilliseconds,
        SafeModeLeavesWhenComplete = conf.GetBool("hathi.namenode.safemode.leave-when-complete", false),
        DecommissionInterval = Milliseconds(conf, "dfs.namenode.decommission.interval", 30_000),
        Racks = RackTable.Read(conf.GetString("net.topology.table.file.name", "")),
    };

    // Apache's keys of this kind count seconds when they carry no unit.
    private static long Milliseconds(Configuration conf, string key, long otherwise) =>
        (long)conf.GetDuration(key, TimeSpan.FromMilliseconds(otherwise), TimeSpan.FromSeconds(1)).TotalMilliseconds;
}
