namespace Hathi.Hadoop.Keys;

/// <summary>The NameNode's settings: name space, checkpoints, which DataNodes may join.</summary>
public static class NameNodeKeys
{
    /// <summary>All of them.</summary>
    public static SettingTable Table { get; } = new("NameNode", "Read by the NameNode at its start (hdfs-site.xml).");

    /// <summary>Where the name space is kept.</summary>
    public static readonly Setting<IReadOnlyList<string>> NameDirectory = Table.Directories(
        "dfs.namenode.name.dir",
        "Where the name space is kept: one directory, which must be set.",
        "The NameNode does not start. On a disk that is lost the name space is lost.").WhereApacheHas("file://${hadoop.tmp.dir}/dfs/name");

    /// <summary>Edits, if elsewhere.</summary>
    public static readonly Setting<IReadOnlyList<string>> EditsDirectory = Table.Directories(
        "dfs.namenode.edits.dir",
        "Where Apache's NameNode writes its edits; here they are with the checkpoints.",
        "A NameNode does not start when it is another directory than dfs.namenode.name.dir.").OrElse("dfs.namenode.name.dir");

    /// <summary>Edits that must be written.</summary>
    public static readonly Setting<IReadOnlyList<string>> RequiredEditsDirectory = Table.Directories(
        "dfs.namenode.edits.dir.required",
        "Which directories of edits Apache's NameNode does not do without; here there is one.",
        "A NameNode does not start when it is another directory than dfs.namenode.name.dir.");

    /// <summary>Edits of several NameNodes.</summary>
    public static readonly Setting<IReadOnlyList<string>> SharedEditsDirectory = Table.Directories(
        "dfs.namenode.shared.edits.dir",
        "Where NameNodes of Apache share their edits; getconf tells the journal nodes of it, a NameNode here has none.",
        "A NameNode does not start when it is another directory than dfs.namenode.name.dir.");

    /// <summary>Checkpoints kept.</summary>
    public static readonly Setting<int> CheckpointsRetained = Table.Whole(
        "dfs.namenode.num.checkpoints.retained",
        2,
        (SettingTable.Below, SettingTable.Any),
        "Checkpoints that are kept: always 2.",
        "Another number is passed over with a warning.");

    /// <summary>Edits between checkpoints.</summary>
    public static readonly Setting<long> CheckpointEdits = Table.Long(
        "dfs.namenode.checkpoint.txns",
        1_000_000,
        (long.MinValue, long.MaxValue),
        "Edits after which a checkpoint is written while the NameNode serves.",
        "Many: a start replays as many. Few: the disk is busy with checkpoints.");

    /// <summary>Time between checkpoints.</summary>
    public static readonly Setting<TimeSpan> CheckpointPeriod = Table.Seconds(
        "dfs.namenode.checkpoint.period",
        3600,
        TimeUse.Any,
        "After which a checkpoint of fewer edits is written too.",
        "Long: a start replays more. Short: the disk is busy with checkpoints.");

    /// <summary>How often that is looked at.</summary>
    public static readonly Setting<TimeSpan> CheckpointCheck = Table.Seconds(
        "dfs.namenode.checkpoint.check.period",
        60,
        TimeUse.Any,
        "How often it is looked whether it is time for a checkpoint.",
        "Long: checkpoints come so much later.");

    /// <summary>Longest name.</summary>
    public static readonly Setting<int> MaxComponentLength = Table.Whole(
        "dfs.namenode.fs-limits.max-component-length",
        255,
        (0, ushort.MaxValue),
        "Bytes of UTF-8 that the name of a file or directory may have; 0: 65,535.",
        "Small: files with longer names cannot be made.");

    /// <summary>Entries of a directory.</summary>
    public static readonly Setting<int> MaxDirectoryItems = Table.Whole(
        "dfs.namenode.fs-limits.max-directory-items",
        1024 * 1024,
        (1, SettingTable.Any),
        "Files and directories that one directory may hold.",
        "Small: creates in full directories are refused. Large: listings are long.");

    /// <summary>Least block.</summary>
    public static readonly Setting<long> MinBlockSize = Table.Size(
        "dfs.namenode.fs-limits.min-block-size",
        1 << 20,
        (16, long.MaxValue),
        "Bytes that a block must at least have.",
        "Large: files with smaller blocks cannot be made. Small: a client can fill the NameNode's memory with tiny blocks.");

    /// <summary>Blocks of a file.</summary>
    public static readonly Setting<int> MaxBlocksPerFile = Table.Whole(
        "dfs.namenode.fs-limits.max-blocks-per-file",
        10_000,
        (1, SettingTable.Any),
        "Blocks that one file may have.",
        "Small: long files cannot be written to their end.");

    /// <summary>Least replicas.</summary>
    public static readonly Setting<int> MinReplication = Table.Whole(
        "dfs.namenode.replication.min",
        1,
        (1, short.MaxValue),
        "Live replicas without which a block is not complete; a file may not ask for fewer.",
        "More than there are DataNodes: no file can be closed, and safe mode does not end.");

    /// <summary>Most replicas.</summary>
    public static readonly Setting<int> MaxReplication = Table.Whole(
        "dfs.replication.max",
        512,
        (1, short.MaxValue),
        "Replicas that a file may ask for.",
        "Small: creates that ask for more are refused.");

    /// <summary>Access times.</summary>
    public static readonly Setting<long> AccessTimePrecision = Table.Long(
        "dfs.namenode.accesstime.precision",
        3_600_000,
        (long.MinValue, long.MaxValue),
        "Milliseconds to which access times of files are kept; 0: they are not.",
        "Small: every read writes an edit.");

    /// <summary>A page of a listing.</summary>
    public static readonly Setting<int> ListingLimit = Table.Whole(
        "dfs.ls.limit",
        1000,
        (1, SettingTable.Any),
        "Entries that one call of a listing gives.",
        "Small: long listings take many calls. Large: one call holds up others.");

    /// <summary>Lease taken back.</summary>
    public static readonly Setting<long> LeaseHardLimitSeconds = Table.Long(
        "dfs.namenode.lease-hard-limit-sec",
        1200,
        (60, long.MaxValue / 1000),
        "Seconds after which the NameNode closes the files of a writer that is not heard.",
        "Long: files of dead writers stay open. Short: a writer that was stopped loses its file.");

    /// <summary>Between looks at dead nodes.</summary>
    public static readonly Setting<TimeSpan> RecheckInterval = Table.Milliseconds(
        "dfs.namenode.heartbeat.recheck-interval",
        300_000,
        TimeUse.Any,
        "A DataNode is dead after twice this and ten heartbeats; more than 0.",
        "Short: a node that restarts is copied away. Long: lost replicas are made again so much later.");

    /// <summary>Stale.</summary>
    public static readonly Setting<TimeSpan> StaleAfter = Table.Milliseconds(
        "dfs.namenode.stale.datanode.interval",
        30_000,
        TimeUse.Any,
        "A DataNode that was silent for so long is read from and written to last; more than 0.",
        "Shorter than a few heartbeats every node is stale at times.");

    /// <summary>Load counts.</summary>
    public static readonly Setting<bool> ConsiderLoad = Table.Switch(
        "dfs.namenode.redundancy.considerLoad",
        true,
        "Busy DataNodes get no new blocks while others will do.",
        "false: a slow node gets as much as the others, and holds up writes.");

    /// <summary>Between rounds of copies.</summary>
    public static readonly Setting<TimeSpan> RedundancyInterval = Table.Seconds(
        "dfs.namenode.redundancy.interval.seconds",
        3,
        TimeUse.Any,
        "Between two rounds of giving out copies; more than 0.",
        "Long: lost replicas are made again slowly.");

    /// <summary>Copies a round.</summary>
    public static readonly Setting<int> WorkPerNode = Table.Whole(
        "dfs.namenode.replication.work.multiplier.per.iteration",
        2,
        (1, SettingTable.Any),
        "Copies given out a round for each live DataNode.",
        "Many: copying slows down readers and writers. Few: lost replicas are made again slowly.");

    /// <summary>Copies at a time.</summary>
    public static readonly Setting<int> MaxReplicationStreams = Table.Whole(
        "dfs.namenode.replication.max-streams",
        2,
        (1, SettingTable.Any),
        "Copies that one DataNode sends at a time.",
        "Many: copying takes its network from readers.");

    /// <summary>Of urgent ones.</summary>
    public static readonly Setting<int> MaxReplicationStreamsHard = Table.Whole(
        "dfs.namenode.replication.max-streams-hard-limit",
        4,
        (1, SettingTable.Any),
        "The same with those of blocks that have one replica left, and of nodes that are to leave.",
        "Few: blocks stay in danger for longer.");

    /// <summary>A copy nobody reported.</summary>
    public static readonly Setting<TimeSpan> PendingTimeout = Table.Seconds(
        "dfs.namenode.reconstruction.pending.timeout-sec",
        300,
        TimeUse.Any,
        "After which a copy that nobody reported is planned again; more than 0.",
        "Short: copies are made twice. Long: a copy that failed is tried again so much later.");

    /// <summary>Deletions a heartbeat.</summary>
    public static readonly Setting<int> InvalidateLimit = Table.Whole(
        "dfs.block.invalidate.limit",
        1000,
        (1, SettingTable.Any),
        "Deletions told a DataNode with one heartbeat.",
        "Few: room of deleted files becomes free slowly.");

    /// <summary>Share of blocks.</summary>
    public static readonly Setting<double> SafeModeThreshold = Table.Number(
        "dfs.namenode.safemode.threshold-pct",
        0.999,
        (0, 1.5),
        "Share of the blocks, from 0 to 1, that must be there before safe mode ends; above 1 it never ends by itself.",
        "Low: changes are taken while many files cannot be read. High: one lost block keeps the name space read-only.");

    /// <summary>Live nodes.</summary>
    public static readonly Setting<int> SafeModeMinDataNodes = Table.Whole(
        "dfs.namenode.safemode.min.datanodes",
        0,
        (SettingTable.Below, SettingTable.Any),
        "DataNodes that must be there before safe mode ends.",
        "More than there are: safe mode does not end.");

    /// <summary>From the threshold to the end.</summary>
    public static readonly Setting<TimeSpan> SafeModeExtension = Table.Milliseconds(
        "dfs.namenode.safemode.extension",
        30_000,
        TimeUse.Any,
        "From the threshold to the end of safe mode: how long the other DataNodes have.",
        "Short: blocks of nodes that come late are copied. Long: changes wait for so long.");

    /// <summary>Ends at once when all are there.</summary>
    public static readonly Setting<bool> SafeModeLeavesWhenComplete = Table.Switch(
        "hathi.namenode.safemode.leave-when-complete",
        false,
        "The extension ends at once when every block has been reported.",
        "false: a small cluster waits at each start for nothing.");

    /// <summary>Leaving nodes.</summary>
    public static readonly Setting<TimeSpan> DecommissionInterval = Table.Seconds(
        "dfs.namenode.decommission.interval",
        30,
        TimeUse.Any,
        "Between two looks at DataNodes that are to leave; more than 0.",
        "Long: they are let go so much later.");

    /// <summary>Who may join.</summary>
    public static readonly Setting<string> Include = Table.PathOf(
        "dfs.hosts",
        "",
        "A file with the DataNodes that may join; none: all may.",
        "DataNodes that it does not name are sent away; one that is not there is told in the log, and all may join.");

    /// <summary>Who is to leave.</summary>
    public static readonly Setting<string> Exclude = Table.PathOf(
        "dfs.hosts.exclude",
        "",
        "A file with the DataNodes that are to leave, read again by refreshNodes.",
        "Their replicas are copied to others, and they get no new ones.");

    /// <summary>How such files are read.</summary>
    public static readonly Setting<string> HostsProvider = Table.Class(
        "dfs.namenode.hosts.provider.classname",
        "org.apache.hadoop.hdfs.server.blockmanagement.HostFileManager",
        "How those files are written; here there is the one.",
        "Any other keeps the NameNode from starting.");
}
