using System.Net;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.Client;

/// <summary>
/// How the HDFS client behaves, read once from a <see cref="Configuration"/>. The names in brackets are Apache's properties, with their
/// defaults, unless they start with hathi.
/// </summary>
public sealed record HdfsClientOptions
{
    /// <summary>Bytes of data a packet may have at most: what DataNodes take, less room for header and checksums.</summary>
    internal const int MaxPacketData = 15 << 20;

    /// <summary>The address that every socket is bound to before it connects; null lets the system choose (hathi.client.bind.address).</summary>
    public IPAddress? BindAddress { get; init; }

    /// <summary>Replicas of a new file (dfs.replication, 3).</summary>
    public short Replication { get; init; } = 3;

    /// <summary>Bytes a block of a new file (dfs.blocksize, 128 MiB).</summary>
    public long BlockSize { get; init; } = 128L << 20;

    /// <summary>Bytes that one checksum covers in new files (dfs.bytes-per-checksum, 512).</summary>
    public int BytesPerChecksum { get; init; } = 512;

    /// <summary>CRC32C, CRC32 or NULL: how new files are checked (dfs.checksum.type, CRC32C).</summary>
    public string ChecksumType { get; init; } = "CRC32C";

    /// <summary>Bits taken from the mode of new files and directories (fs.permissions.umask-mode, 022).</summary>
    public int Umask { get; init; } = 0b000_010_010;

    /// <summary>Bytes of a packet of a write pipeline, header and checksums included (dfs.client-write-packet-size, 64 KiB).</summary>
    public int WritePacketSize { get; init; } = 64 << 10;

    /// <summary>
    /// Bytes of a packet once a file gets much data without a flush: fewer packets cost every node of the pipeline less. Ours
    /// (hathi.client.write.bulk-packet-size, 1 MiB); a dfs.client-write-packet-size that differs from its default holds for all packets.
    /// </summary>
    public int BulkPacketSize { get; init; } = 1 << 20;

    /// <summary>Bytes that are written and not yet acknowledged, less than a packet more (hathi.client.write.max-bytes-in-flight, 8 MiB).</summary>
    public long MaxBytesInFlight { get; init; } = 8 << 20;

    /// <summary>Packets that are written and not yet acknowledged (dfs.client.write.max-packets-in-flight, 80).</summary>
    public int MaxPacketsInFlight { get; init; } = 80;

    /// <summary>A DataNode that is silent for so long has failed (dfs.client.socket-timeout, 60 s). A write pipeline has 5 s more a node.</summary>
    public TimeSpan SocketTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A DataNode that takes nothing for so long has failed (dfs.datanode.socket.write.timeout, 480 s). A pipeline has 5 s more a node.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(480);

    /// <summary>Attempts to set up a pipeline for a new block, after the first (dfs.client.block.write.retries, 3).</summary>
    public int BlockWriteRetries { get; init; } = 3;

    /// <summary>Attempts of addBlock and complete after the first (dfs.client.block.write.locateFollowingBlock.retries, 5).</summary>
    public int LocateFollowingBlockRetries { get; init; } = 5;

    /// <summary>The pause before the first of them, doubled each time (dfs.client.block.write.locateFollowingBlock.initial.delay.ms, 400 ms).</summary>
    public TimeSpan LocateFollowingBlockDelay { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>Recoveries of a pipeline in a row without a packet acknowledged (dfs.client.pipeline.recovery.max-retries, 5).</summary>
    public int MaxPipelineRecoveries { get; init; } = 5;

    /// <summary>When a failed DataNode of a pipeline is replaced (dfs.client.block.write.replace-datanode-on-failure.policy, DEFAULT).</summary>
    public ReplaceNodePolicy ReplaceNode { get; init; } = ReplaceNodePolicy.Default;

    /// <summary>Go on with fewer nodes when none can be added (….best-effort, false).</summary>
    public bool ReplaceNodeBestEffort { get; init; }

    /// <summary>Go on with at least so many nodes when none can be added; 0 for never (….min-replication, 0).</summary>
    public int ReplaceNodeMinReplication { get; init; }

    /// <summary>How long a DataNode of a pipeline may take to restart (dfs.client.datanode-restart.timeout, 30 s).</summary>
    public TimeSpan DataNodeRestartTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a DataNode that failed is left out when blocks are allocated (dfs.client.write.exclude.nodes.cache.expiry.interval.millis, 10 min).</summary>
    public TimeSpan ExcludedNodeExpiry { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Rounds over all replicas of a block before a read fails (dfs.client.max.block.acquire.failures, 3).</summary>
    public int MaxBlockAcquireFailures { get; init; } = 3;

    /// <summary>The pause between such rounds is up to this, growing (dfs.client.retry.window.base, 3 s).</summary>
    public TimeSpan RetryWindow { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Blocks whose locations are fetched at once (dfs.client.read.prefetch.blocks, 10).</summary>
    public int PrefetchBlocks { get; init; } = 10;

    /// <summary>Idle connections to DataNodes that are kept (dfs.client.socketcache.capacity, 16).</summary>
    public int SocketCacheCapacity { get; init; } = 16;

    /// <summary>How long (dfs.client.socketcache.expiryMsec, 3 s).</summary>
    public TimeSpan SocketCacheExpiry { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Connect to DataNodes by host name instead of address (dfs.client.use.datanode.hostname, false).</summary>
    public bool UseDataNodeHostname { get; init; }

    /// <summary>Second reads that may run beside slow positional reads; 0 for none (dfs.client.hedged.read.threadpool.size, 0).</summary>
    public int HedgedReads { get; init; }

    /// <summary>How long a positional read may take before a second one starts (dfs.client.hedged.read.threshold.millis, 500 ms).</summary>
    public TimeSpan HedgedReadThreshold { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Attempts to reach a NameNode after the first (ipc.client.connect.max.retries, 10).</summary>
    public int ConnectRetries { get; init; } = 10;

    /// <summary>The pause between them (ipc.client.connect.retry.interval, 1 s).</summary>
    public TimeSpan ConnectRetryInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Attempts over several NameNodes, and of calls that the NameNode asks to repeat (dfs.client.failover.max.attempts, 15).</summary>
    public int FailoverAttempts { get; init; } = 15;

    /// <summary>The pause before the second of them, doubled each time (dfs.client.failover.sleep.base.millis, 500 ms).</summary>
    public TimeSpan FailoverDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest such pause (dfs.client.failover.sleep.max.millis, 15 s).</summary>
    public TimeSpan FailoverMaxDelay { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Repeat calls that safe mode refuses (dfs.client.retry.policy.enabled, false).</summary>
    public bool RetryInSafeMode { get; init; }

    /// <summary>One attempt of a call (ipc.client.rpc-timeout.ms, 120 s).</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>One attempt to connect to a NameNode (ipc.client.connect.timeout, 20 s).</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often leases are renewed: half of the soft limit (30 s).</summary>
    public TimeSpan LeaseRenewal { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How new files are checked.</summary>
    /// <exception cref="ConfigurationException">dfs.checksum.type names no checksum.</exception>
    internal ChunkChecksum Checksum => new(
        ChecksumType.ToUpperInvariant() switch
        {
            "CRC32C" => ChecksumKind.Crc32C,
            "CRC32" => ChecksumKind.Crc32,
            "NULL" => ChecksumKind.Null,
            _ => throw new ConfigurationException($"dfs.checksum.type = {ChecksumType}: CRC32C, CRC32 or NULL.", null),
        },
        BytesPerChecksum);

    /// <summary>Reads and validates.</summary>
    /// <exception cref="ConfigurationException">A value is not usable; the message names it.</exception>
    public static HdfsClientOptions From(Configuration c)
    {
        var d = new HdfsClientOptions();
        const string Replace = "dfs.client.block.write.replace-datanode-on-failure.";
        return new HdfsClientOptions
        {
            BindAddress = Address(c, "hathi.client.bind.address"),
            Replication = (short)Whole(c, "dfs.replication", d.Replication, 1, short.MaxValue),
            BlockSize = InRange("dfs.blocksize", c.GetSize("dfs.blocksize", d.BlockSize), 1, long.MaxValue),
            BytesPerChecksum = Whole(c, "dfs.bytes-per-checksum", d.BytesPerChecksum, 1, 1 << 20),
            ChecksumType = c.GetString("dfs.checksum.type", d.ChecksumType),
            Umask = FileModes.ParseUmask(c.GetString("fs.permissions.umask-mode", "022")),
            WritePacketSize = (int)InRange("dfs.client-write-packet-size", c.GetSize("dfs.client-write-packet-size", d.WritePacketSize), 1, MaxPacketData),
            BulkPacketSize = (int)InRange("hathi.client.write.bulk-packet-size", BulkSize(c, d), 1, MaxPacketData),
            MaxBytesInFlight = InRange("hathi.client.write.max-bytes-in-flight", c.GetSize("hathi.client.write.max-bytes-in-flight", d.MaxBytesInFlight), 1, int.MaxValue),
            MaxPacketsInFlight = Whole(c, "dfs.client.write.max-packets-in-flight", d.MaxPacketsInFlight, 1, 100_000),
            SocketTimeout = c.GetTimeout("dfs.client.socket-timeout", d.SocketTimeout),
            WriteTimeout = c.GetTimeout("dfs.datanode.socket.write.timeout", d.WriteTimeout),
            BlockWriteRetries = Whole(c, "dfs.client.block.write.retries", d.BlockWriteRetries, 0, 1000),
            LocateFollowingBlockRetries = Whole(c, "dfs.client.block.write.locateFollowingBlock.retries", d.LocateFollowingBlockRetries, 0, 1000),
            LocateFollowingBlockDelay = c.GetPause("dfs.client.block.write.locateFollowingBlock.initial.delay.ms", d.LocateFollowingBlockDelay),
            MaxPipelineRecoveries = Whole(c, "dfs.client.pipeline.recovery.max-retries", d.MaxPipelineRecoveries, 0, 1000),
            ReplaceNode = c.GetBool(Replace + "enable", true) ? Policy(c.GetString(Replace + "policy", "DEFAULT")) : ReplaceNodePolicy.Never,
            ReplaceNodeBestEffort = c.GetBool(Replace + "best-effort", false),
            ReplaceNodeMinReplication = c.GetInt(Replace + "min-replication", 0),
            DataNodeRestartTimeout = Restart(c, d),
            ExcludedNodeExpiry = c.GetPause("dfs.client.write.exclude.nodes.cache.expiry.interval.millis", d.ExcludedNodeExpiry),
            MaxBlockAcquireFailures = Whole(c, "dfs.client.max.block.acquire.failures", d.MaxBlockAcquireFailures, 0, 1000),
            RetryWindow = c.GetPause("dfs.client.retry.window.base", d.RetryWindow),
            PrefetchBlocks = Whole(c, "dfs.client.read.prefetch.blocks", d.PrefetchBlocks, 1, 10_000),
            SocketCacheCapacity = Whole(c, "dfs.client.socketcache.capacity", d.SocketCacheCapacity, 0, 10_000),
            SocketCacheExpiry = c.GetPause("dfs.client.socketcache.expiryMsec", d.SocketCacheExpiry),
            UseDataNodeHostname = c.GetBool("dfs.client.use.datanode.hostname", false),
            HedgedReads = Whole(c, "dfs.client.hedged.read.threadpool.size", 0, 0, 10_000),
            HedgedReadThreshold = c.GetPause("dfs.client.hedged.read.threshold.millis", d.HedgedReadThreshold),
            ConnectRetries = Whole(c, "ipc.client.connect.max.retries", d.ConnectRetries, 0, 100_000),
            ConnectRetryInterval = c.GetPause("ipc.client.connect.retry.interval", d.ConnectRetryInterval),
            FailoverAttempts = Whole(c, "dfs.client.failover.max.attempts", d.FailoverAttempts, 0, 100_000),
            FailoverDelay = c.GetPause("dfs.client.failover.sleep.base.millis", d.FailoverDelay),
            FailoverMaxDelay = c.GetPause("dfs.client.failover.sleep.max.millis", d.FailoverMaxDelay),
            RetryInSafeMode = c.GetBool("dfs.client.retry.policy.enabled", false),
            CallTimeout = CallTime(c, d),
            ConnectTimeout = c.GetTimeout("ipc.client.connect.timeout", d.ConnectTimeout),
            LeaseRenewal = c.GetPause("hathi.client.lease.renewal", d.LeaseRenewal),
        };
    }

    private static long BulkSize(Configuration c, HdfsClientOptions d)
    {
        var packet = c.GetSize("dfs.client-write-packet-size", d.WritePacketSize);
        return packet == d.WritePacketSize ? c.GetSize("hathi.client.write.bulk-packet-size", d.BulkPacketSize) : packet;
    }

    // A negative number is no time-out here, as in Apache's Client.getRpcTimeout.
    private static TimeSpan CallTime(Configuration c, HdfsClientOptions d)
    {
        const string Key = "ipc.client.rpc-timeout.ms";
        return c.GetMilliseconds(Key, d.CallTimeout) < TimeSpan.Zero ? Configuration.NoTimeout : c.GetTimeout(Key, d.CallTimeout);
    }

    private static TimeSpan Restart(Configuration c, HdfsClientOptions d)
    {
        const string Key = "dfs.client.datanode-restart.timeout";
        var time = c.GetDuration(Key, d.DataNodeRestartTimeout, TimeSpan.FromSeconds(1));
        return TimeSpan.FromMilliseconds(Math.Min(InRange(Key, (long)time.TotalMilliseconds, 0, long.MaxValue), Configuration.NoTimeout.TotalMilliseconds));
    }

    private static IPAddress? Address(Configuration c, string name) => c.GetString(name, "") switch
    {
        "" => null,
        var text => IPAddress.TryParse(text, out var address) ? address : throw new ConfigurationException($"{name} = {text}: this is not an IP address of this machine.", null),
    };

    private static ReplaceNodePolicy Policy(string text) => Enum.TryParse<ReplaceNodePolicy>(text, ignoreCase: true, out var policy)
        ? policy
        : throw new ConfigurationException($"dfs.client.block.write.replace-datanode-on-failure.policy = {text}: NEVER, DEFAULT or ALWAYS.", null);

    private static int Whole(Configuration c, string name, int otherwise, int least, int most) =>
        (int)InRange(name, c.GetLong(name, otherwise), least, most);

    private static long InRange(string name, long value, long least, long most) => value >= least && value <= most
        ? value
        : throw new ConfigurationException($"{name} = {value}: at least {least} and at most {most}.", null);
}

/// <summary>When a failed DataNode of a write pipeline is replaced by another.</summary>
public enum ReplaceNodePolicy
{
    /// <summary>Never: go on with the rest.</summary>
    Never,

    /// <summary>For files with at least 3 replicas, when half or fewer nodes are left, or data was flushed or appended.</summary>
    Default,

    /// <summary>Always.</summary>
    Always,
}
