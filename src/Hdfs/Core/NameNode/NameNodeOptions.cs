namespace Hathi.Hdfs.Core.NameNode;

/// <summary>What can be set about the name space. Defaults are Apache's (hdfs-default.xml) unless said otherwise.</summary>
public sealed record NameNodeOptions
{
    /// <summary>The user that the NameNode runs as: superuser, owner of /.</summary>
    public required string SuperUser { get; init; }

    /// <summary>dfs.permissions.superusergroup</summary>
    public string SuperGroup { get; init; } = "supergroup";

    /// <summary>dfs.permissions.enabled</summary>
    public bool PermissionsEnabled { get; init; } = true;

    /// <summary>dfs.namenode.fs-limits.max-component-length, UTF-8 bytes; 0: no limit but 65,535.</summary>
    public int MaxComponentLength { get; init; } = 255;

    /// <summary>dfs.namenode.fs-limits.max-directory-items</summary>
    public int MaxDirectoryItems { get; init; } = 1024 * 1024;

    /// <summary>dfs.namenode.fs-limits.min-block-size, bytes; at least 16.</summary>
    public long MinBlockSize { get; init; } = 1024 * 1024;

    /// <summary>dfs.namenode.fs-limits.max-blocks-per-file</summary>
    public int MaxBlocksPerFile { get; init; } = 10_000;

    /// <summary>dfs.namenode.replication.min</summary>
    public int MinReplication { get; init; } = 1;

    /// <summary>dfs.replication.max</summary>
    public int MaxReplication { get; init; } = 512;

    /// <summary>dfs.replication</summary>
    public short DefaultReplication { get; init; } = 3;

    /// <summary>dfs.blocksize, bytes.</summary>
    public long DefaultBlockSize { get; init; } = 128L * 1024 * 1024;

    /// <summary>dfs.bytes-per-checksum, bytes.</summary>
    public int BytesPerChecksum { get; init; } = 512;

    /// <summary>dfs.client-write-packet-size, bytes.</summary>
    public int WritePacketSize { get; init; } = 65_536;

    /// <summary>io.file.buffer.size, bytes.</summary>
    public int FileBufferSize { get; init; } = 4096;

    /// <summary>fs.trash.interval, minutes; 0: clients keep no trash.</summary>
    public long TrashIntervalMinutes { get; init; }

    /// <summary>dfs.namenode.accesstime.precision, milliseconds; 0: access times are not kept.</summary>
    public long AccessTimePrecision { get; init; } = 3_600_000;

    /// <summary>dfs.ls.limit: entries a page of a listing.</summary>
    public int ListingLimit { get; init; } = 1000;

    /// <summary>Milliseconds after which another client may take over a lease (HdfsConstants.LEASE_SOFTLIMIT_PERIOD).</summary>
    public long LeaseSoftLimit { get; init; } = 60_000;

    /// <summary>Milliseconds after which the NameNode takes back a lease (dfs.namenode.lease-hard-limit-sec).</summary>
    public long LeaseHardLimit { get; init; } = 20 * 60_000;

    /// <summary>dfs.namenode.retrycache.expirytime.millis</summary>
    public long RetryCacheExpiry { get; init; } = 600_000;

    /// <summary>Answers kept at most; the oldest goes first. Apache takes 0.03 % of its heap, which is this for 2 GiB.</summary>
    public int RetryCacheEntries { get; init; } = 65_536;

    /// <summary>Files whose blocks are removed in one step after the deletion of a tree, so that a step stays short.</summary>
    public int PurgeBatch { get; init; } = 1000;
}
