using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Options;
using Microsoft.Extensions.Logging;

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
    public static DataNodeOptions Read(Configuration conf, ILogger log) => new()
    {
        Volumes = Volumes(conf),
        NameNode = NameNode(conf),
        TransferAddress = Endpoints.Read(conf, DataNodeKeys.TransferAddress),
        IpcAddress = Endpoints.Read(conf, DataNodeKeys.IpcAddress),
        HostName = conf.Get(DataNodeKeys.HostName, Environment.MachineName),
        User = Environment.UserName,
        HeartbeatInterval = conf.Get(HdfsKeys.HeartbeatInterval),
        BlockReportInterval = conf.Get(DataNodeKeys.BlockReportInterval),
        BlockReportSplitThreshold = conf.Get(DataNodeKeys.BlockReportSplitThreshold),
        FailedVolumesTolerated = conf.Get(DataNodeKeys.FailedVolumesTolerated),
        ReservedBytes = conf.Get(DataNodeKeys.ReservedBytes),
        VolumePolicy = conf.Get(DataNodeKeys.VolumePolicy) == BySpace ? VolumePolicy.AvailableSpace : VolumePolicy.RoundRobin,
        ScanBytesPerSecond = conf.Get(DataNodeKeys.ScanBytesPerSecond),
        ScanPeriod = ScanPeriod(conf),
        StopWriterTimeout = conf.Get(DataNodeKeys.StopWriterTimeout),
        PermissionsEnabled = conf.Get(HdfsKeys.Permissions),
        SuperGroup = conf.Get(HdfsKeys.SuperGroup),
        Groups = RpcSettings.Groups(conf, log),
        Transfer = Transfer(conf),
    };

    // As Apache's: 0 is the default, less than 0 is off (BlockScanner.getConfiguredScanPeriodMs).
    private static TimeSpan ScanPeriod(Configuration conf)
    {
        var hours = conf.Get(DataNodeKeys.ScanHours);
        return TimeSpan.FromHours(hours == 0 ? DataNodeKeys.ScanHours.Default : Math.Clamp(hours, -1, LongestScanHours));
    }

    private static TransferOptions Transfer(Configuration conf) => new()
    {
        SocketTimeout = Timeout(conf, HdfsKeys.SocketTimeout),
        SocketWriteTimeout = Timeout(conf, HdfsKeys.SocketWriteTimeout),
        KeepAlive = AtLeastZero(conf, DataNodeKeys.KeepAlive), // DataXceiver: not above zero is off
        MaxTransferThreads = conf.Get(DataNodeKeys.MaxTransferThreads),
        MaxConcurrentMoves = conf.Get(DataNodeKeys.MaxConcurrentMoves),
        BalanceBandwidth = conf.Get(DataNodeKeys.BalanceBandwidth),
        SlowWarning = AtLeastZero(conf, DataNodeKeys.SlowWarning), // BlockReceiver: below zero everything is slow
        SyncOnClose = conf.Get(DataNodeKeys.SyncOnClose),
        EstimatedBlockSize = conf.Get(HdfsKeys.BlockSize),
    };

    // Without an end is 0 there.
    private static int Timeout(Configuration conf, Setting<TimeSpan> key) =>
        conf.Get(key) is var time && time < Configuration.NoTimeout ? (int)time.TotalMilliseconds : 0;

    private static int AtLeastZero(Configuration conf, Setting<TimeSpan> key) => (int)Math.Max(0, conf.Get(key).TotalMilliseconds);

    private static IReadOnlyList<VolumeLocation> Volumes(Configuration conf)
    {
        try
        {
            return VolumeLocation.Parse(conf.Get(DataNodeKeys.Volumes));
        }
        catch (FormatException e)
        {
            throw new ConfigurationException(e.Message, e);
        }
    }

    private static System.Net.EndPoint NameNode(Configuration conf)
    {
        var uri = new Uri(conf.Get(HdfsKeys.DefaultFileSystem));
        var text = conf.Get(HdfsKeys.NameNodeAddress, $"{uri.Host}:{(uri.Port > 0 ? uri.Port : 8020)}");
        try
        {
            return RpcAddress.Parse(text);
        }
        catch (FormatException e)
        {
            throw new ConfigurationException($"{HdfsKeys.NameNodeAddress} = {text}: {e.Message}", e);
        }
    }
}
