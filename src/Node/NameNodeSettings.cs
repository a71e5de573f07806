using System.Net;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.NameNode.Options;
using Microsoft.Extensions.Logging;

namespace Hathi.Node;

/// <summary>The NameNode's options from Hadoop's keys.</summary>
internal static class NameNodeSettings
{
    /// <param name="conf">The node's configuration.</param>
    /// <param name="confDirectory">Where it lies: parts of it can be read again.</param>
    /// <param name="log">Is told of what is passed over.</param>
    /// <exception cref="ConfigurationException">A setting makes no sense, or asks for what this NameNode does not do.</exception>
    public static NameNodeServerOptions Read(Configuration conf, string confDirectory, ILogger log)
    {
        var nameDirectory = NameDirectorySetting.Read(conf, log);
        var groups = RpcSettings.Groups(conf, log);
        var (rpc, refresh) = RpcSettings.WithRefresh(RpcSettings.Read(conf, groups), confDirectory, groups);
        var addresses = new HostAddresses(Dns.GetHostAddresses);
        var hosts = DataNodeLists.AtStart(conf, addresses, log);
        return new NameNodeServerOptions
        {
            NameDirectory = nameDirectory,
            RpcAddress = Endpoints.Read(conf, HdfsKeys.NameNodeAddress, Authority(conf)),
            RunningConfiguration = () => RunningConfiguration.Of(conf),
            HttpAddress = Endpoints.Read(conf, HdfsKeys.NameNodeHttpAddress),
            LogDirectory = Path.GetDirectoryName(nameDirectory)!,
            ReadNodeLists = () => RpcSettings.Again(confDirectory, now => Read(DataNodeLists.Read(now, addresses, log))),
            Core = NameSpace(conf),
            LookUpHosts = hosts.LookUp,
            Blocks = Blocks(conf) with { Lists = hosts.Known },
            Groups = groups,
            RefreshImpersonation = refresh,
            Trash = new TrashOptions
            {
                CheckpointMinutes = conf.Get(HdfsKeys.TrashCheckpointMinutes),
                Homes = conf.Get(HdfsKeys.Homes),
                DeletesStrangers = conf.Get(HdfsKeys.TrashCleansStrangers),
            },
            Rpc = rpc,
            Tick = TimeSpan.FromMilliseconds(Math.Clamp(Milliseconds(conf, HdfsKeys.HeartbeatInterval) / 2, 100, 1000)),
            CheckpointEdits = conf.Get(NameNodeKeys.CheckpointEdits),
            CheckpointPeriod = conf.Get(NameNodeKeys.CheckpointPeriod),
            CheckpointCheck = conf.Get(NameNodeKeys.CheckpointCheck),
        };
    }

    private static ReadHosts<NodeLists> Read(HostNames hosts) => new(hosts.Known, hosts.LookUp);

    private static string Authority(Configuration conf)
    {
        var uri = new Uri(conf.Get(HdfsKeys.DefaultFileSystem));
        return $"{uri.Host}:{(uri.Port > 0 ? uri.Port : 8020)}";
    }

    private static NameNodeOptions NameSpace(Configuration conf) => new()
    {
        SuperUser = Environment.UserName,
        HostName = new Uri(conf.Get(HdfsKeys.DefaultFileSystem)).Host,
        SuperGroup = conf.Get(HdfsKeys.SuperGroup),
        PermissionsEnabled = conf.Get(HdfsKeys.Permissions),
        MaxComponentLength = conf.Get(NameNodeKeys.MaxComponentLength),
        MaxDirectoryItems = conf.Get(NameNodeKeys.MaxDirectoryItems),
        MinBlockSize = conf.Get(NameNodeKeys.MinBlockSize),
        MaxBlocksPerFile = conf.Get(NameNodeKeys.MaxBlocksPerFile),
        MinReplication = conf.Get(NameNodeKeys.MinReplication),
        MaxReplication = conf.Get(NameNodeKeys.MaxReplication),
        DefaultReplication = (short)conf.Get(HdfsKeys.Replication),
        DefaultBlockSize = conf.Get(HdfsKeys.BlockSize),
        BytesPerChecksum = conf.Get(HdfsKeys.BytesPerChecksum),
        WritePacketSize = (int)conf.Get(HdfsKeys.WritePacketSize),
        FileBufferSize = conf.Get(HdfsKeys.FileBufferSize),
        TrashIntervalMinutes = TrashInterval(conf),
        AccessTimePrecision = conf.Get(NameNodeKeys.AccessTimePrecision),
        ListingLimit = conf.Get(NameNodeKeys.ListingLimit),
        LeaseHardLimit = conf.Get(NameNodeKeys.LeaseHardLimitSeconds) * 1000,
        BlockRecoveryTimeout = 30 * Milliseconds(conf, HdfsKeys.HeartbeatInterval),
    };

    private static long TrashInterval(Configuration conf) => conf.Get(HdfsKeys.TrashMinutes) is >= 0 and var minutes
        ? minutes
        : throw new ConfigurationException(
            "Cannot start trash emptier with negative interval. Set fs.trash.interval to a positive value.", null);

    private static BlockManagerOptions Blocks(Configuration conf) => new()
    {
        MinReplication = conf.Get(NameNodeKeys.MinReplication),
        DefaultReplication = conf.Get(HdfsKeys.Replication),
        HeartbeatInterval = Milliseconds(conf, HdfsKeys.HeartbeatInterval),
        RecheckInterval = Milliseconds(conf, NameNodeKeys.RecheckInterval),
        StaleAfter = Milliseconds(conf, NameNodeKeys.StaleAfter),
        ConsiderLoad = conf.Get(NameNodeKeys.ConsiderLoad),
        RedundancyInterval = Milliseconds(conf, NameNodeKeys.RedundancyInterval),
        WorkPerNode = conf.Get(NameNodeKeys.WorkPerNode),
        MaxReplicationStreams = conf.Get(NameNodeKeys.MaxReplicationStreams),
        MaxReplicationStreamsHard = conf.Get(NameNodeKeys.MaxReplicationStreamsHard),
        PendingTimeout = Milliseconds(conf, NameNodeKeys.PendingTimeout),
        InvalidateLimit = conf.Get(NameNodeKeys.InvalidateLimit),
        SafeModeThreshold = (float)conf.Get(NameNodeKeys.SafeModeThreshold),
        SafeModeMinDataNodes = conf.Get(NameNodeKeys.SafeModeMinDataNodes),
        SafeModeExtension = Milliseconds(conf, NameNodeKeys.SafeModeExtension),
        SafeModeLeavesWhenComplete = conf.Get(NameNodeKeys.SafeModeLeavesWhenComplete),
        DecommissionInterval = Milliseconds(conf, NameNodeKeys.DecommissionInterval),
        Racks = RackTable.Read(conf.Get(RpcKeys.RackTable)),
    };

    private static long Milliseconds(Configuration conf, Setting<TimeSpan> key) => (long)conf.Get(key).TotalMilliseconds;
}
