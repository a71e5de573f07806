namespace Hathi.Hadoop.Keys;

/// <summary>What NameNode, DataNodes and clients of HDFS have in common.</summary>
public static class HdfsKeys
{
    /// <summary>All of them.</summary>
    public static SettingTable Table { get; } = new(
        "HDFS",
        "What NameNode, DataNodes and clients have in common (core-site.xml, hdfs-site.xml).");

    /// <summary>The file system that paths without one are in.</summary>
    public static readonly Setting<string> DefaultFileSystem = Table.Text(
        "fs.defaultFS",
        "file:///",
        "The file system that paths without one are in: hdfs://host:port or file:///. Daemons take the NameNode's host and port from it.",
        "Commands and jobs work on the local disk, or look for a NameNode where none is.");

    /// <summary>Where a NameNode is called; null text: as <see cref="DefaultFileSystem"/> says.</summary>
    public static readonly Setting<string> NameNodeAddress = Table.Address(
        "dfs.namenode.rpc-address",
        "",
        "Where the NameNode is called by clients and DataNodes.",
        "DataNodes and clients do not find the NameNode, or it cannot listen.").OrElse("host and port of fs.defaultFS, port 8020");

    /// <summary>Its pages.</summary>
    public static readonly Setting<string> NameNodeHttpAddress = Table.Address(
        "dfs.namenode.http-address",
        "0.0.0.0:9870",
        "Where the NameNode's pages and fsck are served.",
        "fsck and browsers do not reach it; a taken port keeps the NameNode from starting.");

    /// <summary>Replicas of a new file.</summary>
    public static readonly Setting<int> Replication = Table.Whole(
        "dfs.replication",
        3,
        (1, short.MaxValue),
        "Replicas of a new file, and as many as let a leaving node go.",
        "With 1 the loss of a disk loses data; with more than there are DataNodes every file stays under-replicated.");

    /// <summary>Bytes of a block.</summary>
    public static readonly Setting<long> BlockSize = Table.Size(
        "dfs.blocksize",
        128L << 20,
        (1, long.MaxValue),
        "Bytes of a block of a new file, a multiple of dfs.bytes-per-checksum; a DataNode keeps room for as much unless it is told.",
        "Small blocks cost the NameNode memory and jobs many short maps; below dfs.namenode.fs-limits.min-block-size creates are refused.");

    /// <summary>Bytes of a chunk.</summary>
    public static readonly Setting<int> BytesPerChecksum = Table.Whole(
        "dfs.bytes-per-checksum",
        512,
        (1, 1 << 20),
        "Bytes of a new file that one checksum covers.",
        "Few bytes cost room for checksums; many make every small read fetch and check as much.");

    /// <summary>Bytes of a packet.</summary>
    public static readonly Setting<long> WritePacketSize = Table.Size(
        "dfs.client-write-packet-size",
        64 << 10,
        (1, 15 << 20),
        "Bytes of a packet of a write pipeline, header and checksums included; other than the default it holds for large files too.",
        "Small packets cost every node of a pipeline processor time.");

    /// <summary>Read time-out.</summary>
    public static readonly Setting<TimeSpan> SocketTimeout = Table.Milliseconds(
        "dfs.client.socket-timeout",
        60_000,
        TimeUse.Timeout,
        "A DataNode that is silent for so long has failed; a write pipeline has 5 s more a node.",
        "Short: busy nodes count as failed and pipelines are rebuilt. Long: a dead node holds up a read or write for so long.");

    /// <summary>Write time-out.</summary>
    public static readonly Setting<TimeSpan> SocketWriteTimeout = Table.Milliseconds(
        "dfs.datanode.socket.write.timeout",
        480_000,
        TimeUse.Timeout,
        "A peer that takes no data for so long has failed; a pipeline has 5 s more a node.",
        "Short: slow readers are cut off. Long: a peer that hangs keeps its connection.");

    /// <summary>Between heartbeats.</summary>
    public static readonly Setting<TimeSpan> HeartbeatInterval = Table.Seconds(
        "dfs.heartbeat.interval",
        3,
        TimeUse.Any,
        "Between two heartbeats of a DataNode; the NameNode must have the same.",
        "Where they differ, living DataNodes count as dead or dead ones as living for longer. It must be more than 0.");

    /// <summary>Whether permissions hold.</summary>
    public static readonly Setting<bool> Permissions = Table.Switch(
        "dfs.permissions.enabled",
        true,
        "Permissions of files hold, and only administrators may give a DataNode orders.",
        "false: everybody may read, write and delete everything.");

    /// <summary>The group of superusers.</summary>
    public static readonly Setting<string> SuperGroup = Table.Text(
        "dfs.permissions.superusergroup",
        "supergroup",
        "Its members are superusers.",
        "Everybody in this group may do everything; of a group that is not there nobody is.");

    /// <summary>Where homes are.</summary>
    public static readonly Setting<string> Homes = Table.PathOf(
        "dfs.user.home.dir.prefix",
        "/user",
        "Where the home directories of users are; their trash is in them.",
        "Relative paths lead elsewhere, and trash is neither found nor emptied.");

    /// <summary>Minutes that trash is kept.</summary>
    public static readonly Setting<long> TrashMinutes = Table.Long(
        "fs.trash.interval",
        0,
        (long.MinValue, long.MaxValue),
        "Minutes that deleted files stay in the trash; 0: there is none. The NameNode's value holds, if it has one.",
        "0: rm deletes at once. Long: what is deleted goes on taking room. A NameNode does not start with less than 0.");

    /// <summary>Between checkpoints of the trash.</summary>
    public static readonly Setting<double> TrashCheckpointMinutes = Table.Number(
        "fs.trash.checkpoint.interval",
        0,
        (double.MinValue, double.MaxValue),
        "Minutes between two checkpoints of the trash; 0, or more than fs.trash.interval: as that.",
        "Long: files stay in the trash for up to so much longer.");

    /// <summary>Whether strangers in a trash go too.</summary>
    public static readonly Setting<bool> TrashCleansStrangers = Table.Switch(
        "fs.trash.clean.trashroot.enable",
        false,
        "What lies in a trash and is no checkpoint is deleted as well.",
        "true: files that somebody put there by hand are lost.");

    /// <summary>Name services of clusters with several NameNodes.</summary>
    public static readonly Setting<IReadOnlyList<string>> NameServices = Table.List(
        "dfs.nameservices",
        [],
        "Name services that URIs may name in the place of a host: clients find their NameNodes by the two keys below.",
        "hdfs://service/ is looked up as a host name.");

    /// <summary>Those that this cluster's own are.</summary>
    public static readonly Setting<IReadOnlyList<string>> InternalNameServices = Table.List(
        "dfs.internal.nameservices",
        [],
        "Those of dfs.nameservices that getconf tells of; not set: all.",
        "getconf -namenodes tells of NameNodes of other clusters.");

    /// <summary>NameNodes of a name service.</summary>
    public static readonly Setting<IReadOnlyList<string>> NameNodesOf = Table.List(
        "dfs.ha.namenodes.<nameservice>",
        [],
        "The ids of a name service's NameNodes; clients try one after the other.",
        "Clients know one NameNode only, and do not go to the other when it fails.");

    /// <summary>The address of a name service with one NameNode.</summary>
    public static readonly Setting<string> AddressOfService = Table.Address(
        "dfs.namenode.rpc-address.<nameservice>",
        "",
        "Where the NameNode of a name service is called.",
        "The name service has no address, and every command on it fails.");

    /// <summary>The address of one of several.</summary>
    public static readonly Setting<string> AddressOfNameNode = Table.Address(
        "dfs.namenode.rpc-address.<nameservice>.<namenode>",
        "",
        "Where one of the NameNodes of a name service is called.",
        "The name service has no address, and every command on it fails.");

    /// <summary>Pages of one of several.</summary>
    public static readonly Setting<string> HttpAddressOfNameNode = Table.Address(
        "dfs.namenode.http-address.<nameservice>.<namenode>",
        "",
        "Where the pages of one of them are, for fsck.",
        "fsck does not find the NameNode.");

    /// <summary>For daemons, in Apache's clusters.</summary>
    public static readonly Setting<string> ServiceAddress = Table.Address(
        "dfs.namenode.servicerpc-address",
        "",
        "Where Apache's DataNodes call the NameNode, if not where clients do; getconf tells it.",
        "getconf names the wrong address.");

    /// <summary>The same of a name service's NameNodes.</summary>
    public static readonly Setting<string> ServiceAddressOf = Table.Address(
        "dfs.namenode.servicerpc-address.<nameservice>",
        "",
        "The same of the NameNodes of a name service, with .<namenode> behind it where there are several.",
        "getconf names the wrong address.");

    /// <summary>The secondary NameNode.</summary>
    public static readonly Setting<string> SecondaryAddress = Table.Address(
        "dfs.namenode.secondary.http-address",
        "0.0.0.0:9868",
        "Where Apache's secondary NameNode is; there is none here, getconf tells it.",
        "getconf -secondaryNameNodes names the wrong host.");

    /// <summary>The backup node.</summary>
    public static readonly Setting<string> BackupAddress = Table.Address(
        "dfs.namenode.backup.address",
        "0.0.0.0:50100",
        "Where Apache's backup node is; there is none here, getconf tells it.",
        "getconf -backupNodes names the wrong host.");

    /// <summary>A buffer.</summary>
    public static readonly Setting<int> FileBufferSize = Table.Whole(
        "io.file.buffer.size",
        4096,
        (SettingTable.Below, SettingTable.Any),
        "Bytes of a buffer that the NameNode tells clients; those here have their own.",
        "Apache's clients read and write in pieces of another size.");

    /// <summary>Where temporary files are.</summary>
    public static readonly Setting<string> TemporaryDirectory = Table.PathOf(
        "hadoop.tmp.dir",
        "/tmp/hadoop-${user.name}",
        "Below it lies what no other key gives a place: the state of ResourceManager and NodeManager, local files of jobs.",
        "On a disk that is emptied at a boot a node forgets its state.");
}
