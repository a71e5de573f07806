using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Options;

namespace Hathi.Node;

/// <summary>The DataNode's options from Hadoop's keys.</summary>
internal static class DataNodeSettings
{
    /// <summary>A century: no disk lasts as long, and it can be counted with.</summary>
    private const long LongestScanHours = 100 * 365 * 24;

    private const string BySpace = "org.apache.hadoop.hdfs.server.datanode.fsdataset.AvailableSpaceVolumeChoosingPolicy";

    /// <param name="conf">The node's configuration.</param>
    /// <param name="log">Is told of what is passed over.</param>
    /// <exception cref="ConfigurationException">A setting cannot be read.</exception>
    public static DataNodeOptions Read(Configuration conf, INodeLog log) => new()
    {
        Volumes = Volumes(conf),
        NameNode = NameNode(conf),
        TransferAddress = Endpoints.Read(conf, "dfs.datanode.address", "0.0.0.0:9866"),
        IpcAddress = Endpoints.Read(conf, "dfs.datanode.ipc.address", "0.0.0.0:9867"),
        HostName = conf.GetString("dfs.datanode.hostname", Environment.MachineName),
        User = Environment.UserName,
        HeartbeatInterval = conf.GetDuration("dfs.heartbeat.interval", TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1)),
        BlockReportInterval = conf.GetMilliseconds("dfs.blockreport.intervalMsec", TimeSpan.FromHours(6)),
        BlockReportSplitThreshold = conf.GetInt("dfs.blockreport.split.threshold", 1_000_000),
        FailedVolumesTolerated = conf.GetInt("dfs.datanode.failed.volumes.tolerated", -1),
        ReservedBytes = conf.GetSize("dfs.datanode.du.reserved", 0),
        VolumePolicy = conf.GetString("dfs.datanode.fsdataset.volume.choosing.policy", "") == BySpace ? VolumePolicy.AvailableSpace : VolumePolicy.RoundRobin,
        ScanBytesPerSecond = conf.GetSize("dfs.block.scanner.volume.bytes.per.second", 1 << 20),
        ScanPeriod = ScanPeriod(conf),
        StopWriterTimeout = conf.GetMilliseconds("dfs.datanode.xceiver.stop.timeout.millis", TimeSpan.FromSeconds(60)),
        PermissionsEnabled = conf.GetBool("dfs.permissions.enabled", true),
        SuperGroup = conf.GetString("dfs.permissions.superusergroup", "supergroup"),
        Groups = RpcSettings.Groups(conf, log),
        Transfer = Transfer(conf),
    };

    // As Apache's: 0 is the default, less than 0 is off (BlockScanner.getConfiguredScanPeriodMs).
    private static TimeSpan ScanPeriod(Configuration conf)
    {
        const long Default = 21 * 24;
        var hours = conf.GetLong("dfs.datanode.scan.period.hours", Default);
        return TimeSpan.FromHours(hours == 0 ? Default : Math.Clamp(hours, -1, LongestScanHours));
    }

    private static TransferOptions Transfer(Configuration conf) => new()
    {
        SocketTimeout = (int)conf.GetMilliseconds("dfs.client.socket-timeout", TimeSpan.FromSeconds(60)).TotalMilliseconds,
        SocketWriteTimeout = (int)conf.GetMilliseconds("dfs.datanode.socket.write.timeout", TimeSpan.FromMinutes(8)).TotalMilliseconds,
        KeepAlive = AtLeastZero(conf, "dfs.datanode.socket.reuse.keepalive", TimeSpan.FromSeconds(4)), // DataXceiver: not above zero is off
        MaxTransferThreads = conf.GetInt("dfs.datanode.max.transfer.threads", 4096),
        MaxConcurrentMoves = conf.GetInt("dfs.datanode.balance.max.concurrent.moves", 100),
        BalanceBandwidth = conf.GetSize("dfs.datanode.balance.bandwidthPerSec", 100L << 20),
        SlowWarning = AtLeastZero(conf, "dfs.datanode.slow.io.warning.threshold.ms", TimeSpan.FromMilliseconds(300)), // BlockReceiver: below zero everything is slow
        SyncOnClose = conf.GetBool("dfs.datanode.synconclose", false),
        EstimatedBlockSize = conf.GetSize("dfs.blocksize", 128 << 20),
    };

    private static int AtLeastZero(Configuration conf, string key, TimeSpan otherwise) => (int)Math.Max(0, conf.GetMilliseconds(key, otherwise).TotalMilliseconds);

    private static IReadOnlyList<VolumeLocation> Volumes(Configuration conf)
    {
        try
        {
            return VolumeLocation.Parse(conf.GetString("dfs.datanode.data.dir", ""));
        }
        catch (FormatException e)
        {
            throw new ConfigurationException(e.Message, e);
        }
    }

    private static System.Net.EndPoint NameNode(Configuration conf)
    {
        var uri = new Uri(conf.GetString("fs.defaultFS", "hdfs://127.0.0.1:8020"));
        var text = conf.GetString("dfs.namenode.rpc-address", $"{uri.Host}:{(uri.Port > 0 ? uri.Port : 8020)}");
        try
        {
            return RpcAddress.Parse(text);
        }
        catch (FormatException e)
        {
            throw new ConfigurationException($"dfs.namenode.rpc-address = {text}: {e.Message}", e);
        }
    }
}
