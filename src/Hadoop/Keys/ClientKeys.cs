namespace Hathi.Hadoop.Keys;

/// <summary>What clients of HDFS read, and daemons and jobs as clients of it.</summary>
public static class ClientKeys
{
    /// <summary>All of them.</summary>
    public static SettingTable Table { get; } = new(
        "Clients of HDFS",
        "Read by commands and programs, and by daemons and jobs where they are clients (core-site.xml, hdfs-site.xml).");

    /// <summary>Own address.</summary>
    public static readonly Setting<string> BindAddress = Table.Text(
        "hathi.client.bind.address",
        "",
        "The address of this machine that every socket is bound to before it connects.",
        "One that the machine does not have: nothing can be reached.").OrElse("the system chooses");

    /// <summary>How chunks are checked.</summary>
    public static readonly Setting<string> ChecksumType = Table.Choice(
        "dfs.checksum.type",
        "CRC32C",
        ["CRC32C", "CRC32", "NULL"],
        "How new files are checked.",
        "NULL: rotten data is read as good.");

    /// <summary>What -checksum tells.</summary>
    public static readonly Setting<string> ChecksumCombineMode = Table.Text(
        "dfs.checksum.combine.mode",
        "MD5MD5CRC",
        "What the checksum of a file is: MD5MD5CRC, or COMPOSITE_CRC, which does not depend on its blocks.",
        "Checksums of the same content in blocks of another size differ.");

    /// <summary>Bits taken from modes.</summary>
    public static readonly Setting<string> Umask = Table.Text(
        "fs.permissions.umask-mode",
        "022",
        "Bits taken from the mode of new files and directories: octal as 022, or symbolic as u=rwx,g=rx,o=rx.",
        "000: everybody may write to everything new. 077: jobs of others cannot read it.");

    /// <summary>Bytes of a large packet.</summary>
    public static readonly Setting<long> BulkPacketSize = Table.Size(
        "hathi.client.write.bulk-packet-size",
        1 << 20,
        (1, 15 << 20),
        "Bytes of a packet once a file gets much data without a flush; dfs.client-write-packet-size, if it is set, holds for all.",
        "Small: every node of a pipeline spends more processor time.");

    /// <summary>Bytes not acknowledged.</summary>
    public static readonly Setting<long> MaxBytesInFlight = Table.Size(
        "hathi.client.write.max-bytes-in-flight",
        8 << 20,
        (1, int.MaxValue),
        "Bytes that a writer has sent and that are not acknowledged, less than a packet more.",
        "Small: writes over long ways are slow. Large: every open file takes so much memory.");

    /// <summary>Packets not acknowledged.</summary>
    public static readonly Setting<int> MaxPacketsInFlight = Table.Whole(
        "dfs.client.write.max-packets-in-flight",
        80,
        (1, 100_000),
        "Packets that a writer has sent and that are not acknowledged.",
        "Small: writes over long ways are slow.");

    /// <summary>Attempts to set up a pipeline.</summary>
    public static readonly Setting<int> BlockWriteRetries = Table.Whole(
        "dfs.client.block.write.retries",
        3,
        (0, 1000),
        "Attempts to set up a pipeline for a new block, after the first.",
        "0: one node that is down fails a write.");

    /// <summary>Attempts of addBlock and complete.</summary>
    public static readonly Setting<int> LocateFollowingBlockRetries = Table.Whole(
        "dfs.client.block.write.locateFollowingBlock.retries",
        5,
        (0, 1000),
        "Attempts to get another block and to close a file, after the first, while its last blocks are not reported.",
        "Small: closing fails when DataNodes are busy.");

    /// <summary>The pause before them.</summary>
    public static readonly Setting<TimeSpan> LocateFollowingBlockDelay = Table.Milliseconds(
        "dfs.client.block.write.locateFollowingBlock.initial.delay.ms",
        400,
        TimeUse.Pause,
        "The pause before the first of them, doubled each time.",
        "Long: closing files takes longer than it must. 0: the attempts are over at once.");

    /// <summary>Recoveries in a row.</summary>
    public static readonly Setting<int> MaxPipelineRecoveries = Table.Whole(
        "dfs.client.pipeline.recovery.max-retries",
        5,
        (0, 1000),
        "Recoveries of a pipeline in a row without a packet acknowledged.",
        "0: one failed node fails a write.");

    /// <summary>Whether failed nodes are replaced.</summary>
    public static readonly Setting<bool> ReplaceNode = Table.Switch(
        "dfs.client.block.write.replace-datanode-on-failure.enable",
        true,
        "A failed DataNode of a pipeline is replaced, as the policy says.",
        "false: what is written after a failure has fewer replicas until the block is closed.");

    /// <summary>When they are.</summary>
    public static readonly Setting<string> ReplaceNodePolicy = Table.Choice(
        "dfs.client.block.write.replace-datanode-on-failure.policy",
        "DEFAULT",
        ["NEVER", "DEFAULT", "ALWAYS"],
        "When: DEFAULT is for files of 3 replicas and more when half or fewer are left, or data was flushed or appended.",
        "ALWAYS: in a cluster of few nodes writes fail when one is down.");

    /// <summary>Go on without.</summary>
    public static readonly Setting<bool> ReplaceNodeBestEffort = Table.Switch(
        "dfs.client.block.write.replace-datanode-on-failure.best-effort",
        false,
        "A write goes on with fewer nodes when none can be added.",
        "true: the last node may fail with the only copy of what was written.");

    /// <summary>With so many at least.</summary>
    public static readonly Setting<int> ReplaceNodeMinReplication = Table.Whole(
        "dfs.client.block.write.replace-datanode-on-failure.min-replication",
        0,
        (SettingTable.Below, SettingTable.Any),
        "A write goes on with at least so many nodes when none can be added; 0: never.",
        "1: the last node may fail with the only copy of what was written.");

    /// <summary>Restarts of DataNodes.</summary>
    public static readonly Setting<TimeSpan> DataNodeRestartTimeout = Table.Seconds(
        "dfs.client.datanode-restart.timeout",
        30,
        TimeUse.Pause,
        "How long a DataNode of a pipeline that said that it restarts may take.",
        "Short: it is replaced. Long: the write waits.");

    /// <summary>Failed nodes left out.</summary>
    public static readonly Setting<TimeSpan> ExcludedNodeExpiry = Table.Milliseconds(
        "dfs.client.write.exclude.nodes.cache.expiry.interval.millis",
        600_000,
        TimeUse.Pause,
        "How long a DataNode that failed is left out when blocks of the same file are allocated.",
        "Short: every block tries the dead node again.");

    /// <summary>Rounds of a read.</summary>
    public static readonly Setting<int> MaxBlockAcquireFailures = Table.Whole(
        "dfs.client.max.block.acquire.failures",
        3,
        (0, 1000),
        "Rounds over all replicas of a block before a read fails.",
        "0: one failure on every replica fails a read that would come through a moment later.");

    /// <summary>Between rounds.</summary>
    public static readonly Setting<TimeSpan> RetryWindow = Table.Milliseconds(
        "dfs.client.retry.window.base",
        3000,
        TimeUse.Pause,
        "The pause between such rounds is up to this, growing.",
        "Short: DataNodes that restart have no time to come back.");

    /// <summary>Blocks located at once.</summary>
    public static readonly Setting<int> PrefetchBlocks = Table.Whole(
        "dfs.client.read.prefetch.blocks",
        10,
        (1, 10_000),
        "Blocks whose locations are fetched at once. Ours: Apache has bytes, dfs.client.read.prefetch.size.",
        "Small: reading a long file calls the NameNode often.");

    /// <summary>Idle connections.</summary>
    public static readonly Setting<int> SocketCacheCapacity = Table.Whole(
        "dfs.client.socketcache.capacity",
        16,
        (0, 10_000),
        "Idle connections to DataNodes that are kept.",
        "0: each read opens a connection.");

    /// <summary>How long.</summary>
    public static readonly Setting<TimeSpan> SocketCacheExpiry = Table.Milliseconds(
        "dfs.client.socketcache.expiryMsec",
        3000,
        TimeUse.Pause,
        "How long they are kept; shorter than dfs.datanode.socket.reuse.keepalive of the DataNodes.",
        "Longer than the DataNodes keep them: reads begin on closed connections.");

    /// <summary>Connect by name.</summary>
    public static readonly Setting<bool> UseDataNodeHostname = Table.Switch(
        "dfs.client.use.datanode.hostname",
        false,
        "DataNodes are connected to by their names instead of their addresses.",
        "Where their addresses are not reached from here, false fails every read and write; true does where their names do not resolve.");

    /// <summary>Second reads.</summary>
    public static readonly Setting<int> HedgedReads = Table.Whole(
        "dfs.client.hedged.read.threadpool.size",
        0,
        (0, 10_000),
        "Second reads that may run beside slow positional reads; 0: none.",
        "Large: slow nodes double the load.");

    /// <summary>After so long.</summary>
    public static readonly Setting<TimeSpan> HedgedReadThreshold = Table.Milliseconds(
        "dfs.client.hedged.read.threshold.millis",
        500,
        TimeUse.Pause,
        "How long a positional read may take before a second one starts.",
        "Short: every read is made twice.");

    /// <summary>Attempts over NameNodes.</summary>
    public static readonly Setting<int> FailoverAttempts = Table.Whole(
        "dfs.client.failover.max.attempts",
        15,
        (0, 100_000),
        "Attempts over several NameNodes, and of calls that the NameNode asks to repeat.",
        "Small: commands fail while NameNodes change roles.");

    /// <summary>The first pause.</summary>
    public static readonly Setting<TimeSpan> FailoverDelay = Table.Milliseconds(
        "dfs.client.failover.sleep.base.millis",
        500,
        TimeUse.Pause,
        "The pause before the second of them, doubled each time.",
        "0: the attempts are over before a NameNode is back.");

    /// <summary>The longest.</summary>
    public static readonly Setting<TimeSpan> FailoverMaxDelay = Table.Milliseconds(
        "dfs.client.failover.sleep.max.millis",
        15_000,
        TimeUse.Pause,
        "The longest such pause.",
        "Long: a NameNode that is back is found late.");

    /// <summary>Repeat what safe mode refuses.</summary>
    public static readonly Setting<bool> RetryInSafeMode = Table.Switch(
        "dfs.client.retry.policy.enabled",
        false,
        "Calls that safe mode refuses are repeated, and commands wait for a NameNode that is not there.",
        "true: commands hang where they would say at once what is wrong.");

    /// <summary>Renewal of leases.</summary>
    public static readonly Setting<TimeSpan> LeaseRenewal = Table.Milliseconds(
        "hathi.client.lease.renewal",
        30_000,
        TimeUse.Pause,
        "How often leases of open files are renewed: half of the time after which another writer may take a file.",
        "Long: another writer may take an open file. Short: calls for nothing.");

    /// <summary>Blocks of local files.</summary>
    public static readonly Setting<long> LocalBlockSize = Table.Size(
        "fs.local.block.size",
        32L << 20,
        (long.MinValue, long.MaxValue),
        "Bytes by which local files are cut into splits.",
        "Small: local jobs run many short maps.");

    /// <summary>fsck connects.</summary>
    public static readonly Setting<TimeSpan> FsckConnectTimeout = Table.Milliseconds(
        "dfs.client.fsck.connect.timeout",
        60_000,
        TimeUse.Timeout,
        "How long fsck waits for the NameNode's page to take its connection.",
        "Long: fsck hangs when the NameNode is away.");

    /// <summary>fsck reads.</summary>
    public static readonly Setting<TimeSpan> FsckReadTimeout = Table.Milliseconds(
        "dfs.client.fsck.read.timeout",
        60_000,
        TimeUse.Timeout,
        "How long fsck waits for the next line.",
        "Short: fsck of a large name space ends half-way.");

    /// <summary>rm -safely asks.</summary>
    public static readonly Setting<long> SafeDeleteLimit = Table.Long(
        "hadoop.shell.safely.delete.limit.num.files",
        100,
        (long.MinValue, long.MaxValue),
        "rm -safely asks before it deletes a directory with more files.",
        "Large: it asks too late.");

    /// <summary>One attempt to connect.</summary>
    public static readonly Setting<TimeSpan> ConnectTimeout = Table.Milliseconds(
        "ipc.client.connect.timeout",
        20_000,
        TimeUse.Timeout,
        "How long one attempt to connect to a NameNode may take.",
        "Short: busy servers are not reached. Long: one that is away holds up every call.");

    /// <summary>Attempts.</summary>
    public static readonly Setting<int> ConnectRetries = Table.Whole(
        "ipc.client.connect.max.retries",
        10,
        (0, 100_000),
        "Attempts to reach a NameNode after the first; commands make none unless dfs.client.retry.policy.enabled is set.",
        "Large: programs hang while the NameNode is away.");

    /// <summary>Between them.</summary>
    public static readonly Setting<TimeSpan> ConnectRetryInterval = Table.Milliseconds(
        "ipc.client.connect.retry.interval",
        1000,
        TimeUse.Pause,
        "The pause between them.",
        "0: they are over at once.");

    /// <summary>One attempt of a call.</summary>
    public static readonly Setting<TimeSpan> CallTimeout = Table.Milliseconds(
        "ipc.client.rpc-timeout.ms",
        120_000,
        TimeUse.Any,
        "How long one attempt of a call may take; 0 and less: without an end.",
        "Short: calls that take long are made again and again. Without an end: a NameNode that hangs holds up its clients.");
}
