using Hathi.Base;
using Hathi.Hadoop.Keys;
using Hathi.Hdfs.Core.Memory;

namespace Hathi.Hdfs.Core.Options;

/// <summary>What can be set about the name space. Defaults are Apache's (hdfs-default.xml) unless said otherwise.</summary>
public sealed record NameNodeOptions
{
    /// <summary>The user that the NameNode runs as: superuser, owner of /.</summary>
    public required string SuperUser { get; init; }

    /// <summary>Named in safe mode's message, as Apache does.</summary>
    public string HostName { get; init; } = "localhost";

    /// <summary>When the name space was made, milliseconds since 1970: the times of what /.reserved lists.</summary>
    public long FormattedAt { get; init; }

    /// <summary>dfs.permissions.superusergroup</summary>
    public string SuperGroup { get; init; } = HdfsKeys.SuperGroup.Default;

    /// <summary>dfs.permissions.enabled</summary>
    public bool PermissionsEnabled { get; init; } = HdfsKeys.Permissions.Default;

    /// <summary>dfs.namenode.fs-limits.max-component-length, UTF-8 bytes; 0: no limit but 65,535.</summary>
    public int MaxComponentLength { get; init; } = NameNodeKeys.MaxComponentLength.Default;

    /// <summary>dfs.namenode.fs-limits.max-directory-items</summary>
    public int MaxDirectoryItems { get; init; } = NameNodeKeys.MaxDirectoryItems.Default;

    /// <summary>dfs.namenode.fs-limits.min-block-size, bytes; at least 16.</summary>
    public long MinBlockSize { get; init; } = NameNodeKeys.MinBlockSize.Default;

    /// <summary>dfs.namenode.fs-limits.max-blocks-per-file</summary>
    public int MaxBlocksPerFile { get; init; } = NameNodeKeys.MaxBlocksPerFile.Default;

    /// <summary>dfs.namenode.replication.min</summary>
    public int MinReplication { get; init; } = NameNodeKeys.MinReplication.Default;

    /// <summary>dfs.replication.max</summary>
    public int MaxReplication { get; init; } = NameNodeKeys.MaxReplication.Default;

    /// <summary>dfs.replication</summary>
    public short DefaultReplication { get; init; } = (short)HdfsKeys.Replication.Default;

    /// <summary>dfs.blocksize, bytes.</summary>
    public long DefaultBlockSize { get; init; } = HdfsKeys.BlockSize.Default;

    /// <summary>dfs.bytes-per-checksum, bytes.</summary>
    public int BytesPerChecksum { get; init; } = HdfsKeys.BytesPerChecksum.Default;

    /// <summary>dfs.client-write-packet-size, bytes.</summary>
    public int WritePacketSize { get; init; } = (int)HdfsKeys.WritePacketSize.Default;

    /// <summary>io.file.buffer.size, bytes.</summary>
    public int FileBufferSize { get; init; } = HdfsKeys.FileBufferSize.Default;

    /// <summary>fs.trash.interval, minutes; 0: clients keep no trash.</summary>
    public long TrashIntervalMinutes { get; init; } = HdfsKeys.TrashMinutes.Default;

    /// <summary>dfs.namenode.accesstime.precision, milliseconds; 0: access times are not kept.</summary>
    public long AccessTimePrecision { get; init; } = NameNodeKeys.AccessTimePrecision.Default;

    /// <summary>dfs.ls.limit: entries a page of a listing.</summary>
    public int ListingLimit { get; init; } = NameNodeKeys.ListingLimit.Default;

    /// <summary>Milliseconds after which another client may take over a lease (HdfsConstants.LEASE_SOFTLIMIT_PERIOD).</summary>
    public long LeaseSoftLimit { get; init; } = 60_000;

    /// <summary>Milliseconds after which the NameNode takes back a lease (dfs.namenode.lease-hard-limit-sec).</summary>
    public long LeaseHardLimit { get; init; } = 1000 * NameNodeKeys.LeaseHardLimitSeconds.Default;

    /// <summary>Milliseconds after which the recovery of a last block is begun again (BlockManager: 30 heartbeats of 3 s).</summary>
    public long BlockRecoveryTimeout { get; init; } = 90_000;

    /// <summary>dfs.namenode.retrycache.expirytime.millis</summary>
    public long RetryCacheExpiry { get; init; } = 600_000;

    /// <summary>Answers kept at most; the oldest goes first. Apache takes 0.03 % of its heap, which is this for 2 GiB.</summary>
    public int RetryCacheEntries { get; init; } = 65_536;

    /// <summary>Inodes, blocks and replicas of what was deleted that are freed in the step of a call, so that a step stays short.</summary>
    public int PurgePerCall { get; init; } = 100;

    /// <summary>
    /// The same in a piece of background work. 5,000 took up to 26 ms where nothing was in the processor's cache; a
    /// step must stay below 20.
    /// </summary>
    public int PurgePerPiece { get; init; } = 2_000;

    /// <summary>
    /// Inodes that one piece of a walk looks at (Apache: dfs.content-summary.limit, 5,000). Most are in a line of the cache that
    /// the walk touches anyway.
    /// </summary>
    public int InodesPerPiece { get; init; } = 20_000;

    /// <summary>Blocks and replicas that one piece of a call tells of, and lines that it writes. A few microseconds each.</summary>
    public int BlocksPerPiece { get; init; } = 2_000;

    /// <summary>
    /// Milliseconds between two steps beyond which the process was stopped, and time did not count for leases and heartbeats. The
    /// shell ticks every second.
    /// </summary>
    public long LongestGap { get; init; } = RunningClock.DefaultLongestGap;

    /// <summary>Says what is out of range.</summary>
    /// <exception cref="ArgumentException">With the name of the setting and its limits.</exception>
    public void Validate()
    {
        Check(SuperUser.Length > 0, nameof(SuperUser), "must be a user's name");
        Check(MaxComponentLength is >= 0 and <= ushort.MaxValue, nameof(MaxComponentLength), "is 0 … 65,535 bytes");
        Check(MaxDirectoryItems is >= 1 and <= TreeLimits.MaxChildren, nameof(MaxDirectoryItems), $"is 1 … {TreeLimits.MaxChildren}");
        Check(MinBlockSize >= 16, nameof(MinBlockSize), "is at least 16 bytes");
        Check(MaxBlocksPerFile is >= 1 and <= TreeLimits.MaxBlocks, nameof(MaxBlocksPerFile), $"is 1 … {TreeLimits.MaxBlocks}");
        Check(MinReplication >= 1 && MinReplication <= MaxReplication, nameof(MinReplication), "is at least 1 and at most the maximum");
        Check(MaxReplication <= short.MaxValue, nameof(MaxReplication), "is at most 32,767");
        Check(ListingLimit >= 1, nameof(ListingLimit), "is at least 1");
        Check(
            LeaseSoftLimit >= 1 && LeaseHardLimit >= LeaseSoftLimit,
            nameof(LeaseHardLimit),
            "is at least the soft limit, which is at least 1 ms");
        Check(RetryCacheEntries >= 1, nameof(RetryCacheEntries), "is at least 1");
        Check(PurgePerCall >= 1 && PurgePerPiece >= 1, nameof(PurgePerPiece), "is at least 1, as PurgePerCall is");
        Check(InodesPerPiece >= 1 && BlocksPerPiece >= 1, nameof(InodesPerPiece), "is at least 1, as BlocksPerPiece is");
        Check(LongestGap >= 1, nameof(LongestGap), "is at least 1 ms");
    }

    private static void Check(bool good, string setting, string range)
    {
        if (!good)
        {
            throw new ArgumentException($"NameNode setting {setting} {range}.");
        }
    }
}
