namespace Hathi.Hadoop.Keys;

/// <summary>A DataNode's settings.</summary>
public static class DataNodeKeys
{
    /// <summary>All of them.</summary>
    public static SettingTable Table { get; } = new("DataNode", "Read by a DataNode at its start (hdfs-site.xml).");

    /// <summary>Where replicas are.</summary>
    public static readonly Setting<string> Volumes = Table.PathOf(
        "dfs.datanode.data.dir",
        "",
        "Where replicas are kept: absolute paths or file: URIs with commas; before each its kind may stand, [DISK], [SSD], [ARCHIVE] …",
        "Not set or a relative path: the DataNode does not start. Two on one disk count its room twice.")
        .WhereApacheHas("file://${hadoop.tmp.dir}/dfs/data");

    /// <summary>DataTransferProtocol.</summary>
    public static readonly Setting<string> TransferAddress = Table.Address(
        "dfs.datanode.address",
        "0.0.0.0:9866",
        "Where blocks are read and written.",
        "A taken port keeps the DataNode from starting; an address that clients do not reach fails their reads and writes.");

    /// <summary>Calls.</summary>
    public static readonly Setting<string> IpcAddress = Table.Address(
        "dfs.datanode.ipc.address",
        "0.0.0.0:9867",
        "Where the DataNode is called.",
        "A taken port keeps the DataNode from starting; recovery of blocks fails where others do not reach it.");

    /// <summary>Its own name.</summary>
    public static readonly Setting<string> HostName = Table.Text(
        "dfs.datanode.hostname",
        "",
        "The DataNode's own name, for clients that connect by name.",
        "Clients with dfs.client.use.datanode.hostname do not find it.").OrElse("the machine's name");

    /// <summary>Between full reports.</summary>
    public static readonly Setting<TimeSpan> BlockReportInterval = Table.Milliseconds(
        "dfs.blockreport.intervalMsec",
        6 * 3600 * 1000,
        TimeUse.Any,
        "Between two reports of all replicas; more than 0.",
        "Short: reports of large nodes load the NameNode. Long: what went wrong between two is mended late.");

    /// <summary>Large reports.</summary>
    public static readonly Setting<int> BlockReportSplitThreshold = Table.Whole(
        "dfs.blockreport.split.threshold",
        1_000_000,
        (SettingTable.Below, SettingTable.Any),
        "A DataNode with more replicas reports each volume in a call of its own.",
        "Large: a report may be larger than ipc.maximum.data.length, and is refused.");

    /// <summary>Failed volumes.</summary>
    public static readonly Setting<int> FailedVolumesTolerated = Table.Whole(
        "dfs.datanode.failed.volumes.tolerated",
        -1,
        (-1, SettingTable.Any),
        "Volumes that may fail before the DataNode gives up; -1: as many as leave one.",
        "0: one bad disk takes the whole node away. As many as there are volumes: the DataNode does not start.").WhereApacheHas("0");

    /// <summary>Room left to others.</summary>
    public static readonly Setting<long> ReservedBytes = Table.Size(
        "dfs.datanode.du.reserved",
        0,
        (long.MinValue, long.MaxValue),
        "Bytes of each volume that are left to others.",
        "Small: the disk fills up, and whatever else writes to it fails. Large: the node takes no blocks.");

    /// <summary>Choice of volumes.</summary>
    public static readonly Setting<string> VolumePolicy = Table.Class(
        "dfs.datanode.fsdataset.volume.choosing.policy",
        "",
        "How the volume of a new replica is chosen: in turns, or (…AvailableSpaceVolumeChoosingPolicy) the one with more room.",
        "In turns: a small disk is full long before the others.").OrElse("in turns");

    /// <summary>Scanner's speed.</summary>
    public static readonly Setting<long> ScanBytesPerSecond = Table.Size(
        "dfs.block.scanner.volume.bytes.per.second",
        1 << 20,
        (long.MinValue, long.MaxValue),
        "Bytes a second that the check of replicas in the background reads of each volume; 0: no check.",
        "0: rotten replicas are found only when they are read. Large: it slows down readers.");

    /// <summary>Scanner's period.</summary>
    public static readonly Setting<long> ScanHours = Table.Long(
        "dfs.datanode.scan.period.hours",
        21 * 24,
        (long.MinValue, long.MaxValue),
        "Hours in which every replica is checked once; 0 is the default, less than 0 no check.",
        "Long: rotten replicas are found late, perhaps after the last good one is lost.");

    /// <summary>Writers' end.</summary>
    public static readonly Setting<TimeSpan> StopWriterTimeout = Table.Milliseconds(
        "dfs.datanode.xceiver.stop.timeout.millis",
        60_000,
        TimeUse.Any,
        "How long the recovery of a block waits for its writer to end.",
        "Short: recoveries fail and are begun again. Long: a writer that hangs holds them up.");

    /// <summary>Idle connections.</summary>
    public static readonly Setting<TimeSpan> KeepAlive = Table.Milliseconds(
        "dfs.datanode.socket.reuse.keepalive",
        4000,
        TimeUse.Any,
        "How long a connection may stay open between two operations; 0 and less: not at all.",
        "0: each read opens a connection. Long: idle connections pile up.");

    /// <summary>Operations at a time.</summary>
    public static readonly Setting<int> MaxTransferThreads = Table.Whole(
        "dfs.datanode.max.transfer.threads",
        4096,
        (1, SettingTable.Any),
        "Reads and writes at a time.",
        "Small: clients of a busy node are refused. Large: a storm of them takes its memory.");

    /// <summary>Moves at a time.</summary>
    public static readonly Setting<int> MaxConcurrentMoves = Table.Whole(
        "dfs.datanode.balance.max.concurrent.moves",
        100,
        (SettingTable.Below, SettingTable.Any),
        "Moves of a balancer at a time.",
        "0: a balancer is always refused.");

    /// <summary>Moves' speed.</summary>
    public static readonly Setting<long> BalanceBandwidth = Table.Size(
        "dfs.datanode.balance.bandwidthPerSec",
        100L << 20,
        (long.MinValue, long.MaxValue),
        "Bytes a second of all moves of a balancer; dfsadmin -setBalancerBandwidth changes it.",
        "Large: balancing takes the network from readers. Small: it takes days.");

    /// <summary>Slow disks and peers.</summary>
    public static readonly Setting<TimeSpan> SlowWarning = Table.Milliseconds(
        "dfs.datanode.slow.io.warning.threshold.ms",
        300,
        TimeUse.Any,
        "A disk or peer that takes longer is mentioned in the log; less than 0: all are.",
        "Short: the log fills. Long: a disk that dies slowly is not noticed.");

    /// <summary>Sync at a block's end.</summary>
    public static readonly Setting<bool> SyncOnClose = Table.Switch(
        "dfs.datanode.synconclose",
        false,
        "A block is brought onto the medium before its last packet is acknowledged.",
        "false: a power cut may take the last seconds of closed files. true: closing waits for the disk.");
}
