using System.Net;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
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

    /// <summary>
    /// The address that every socket is bound to before it connects; null lets the system choose (hathi.client.bind.address).
    /// </summary>
    public IPAddress? BindAddress { get; init; }

    /// <summary>Replicas of a new file (dfs.replication, 3).</summary>
    public short Replication { get; init; } = (short)HdfsKeys.Replication.Default;

    /// <summary>Bytes a block of a new file (dfs.blocksize, 128 MiB).</summary>
    public long BlockSize { get; init; } = HdfsKeys.BlockSize.Default;

    /// <summary>Bytes that one checksum covers in new files (dfs.bytes-per-checksum, 512).</summary>
    public int BytesPerChecksum { get; init; } = HdfsKeys.BytesPerChecksum.Default;

    /// <summary>CRC32C, CRC32 or NULL: how new files are checked (dfs.checksum.type, CRC32C).</summary>
    public string ChecksumType { get; init; } = ClientKeys.ChecksumType.Default;

    /// <summary>Bits taken from the mode of new files and directories (fs.permissions.umask-mode, 022).</summary>
    public int Umask { get; init; } = FileModes.ParseUmask(ClientKeys.Umask.Default);

    /// <summary>Bytes of a packet of a write pipeline, header and checksums included (dfs.client-write-packet-size, 64 KiB).</summary>
    public int WritePacketSize { get; init; } = (int)HdfsKeys.WritePacketSize.Default;

    /// <summary>
    /// Bytes of a packet once a file gets much data without a flush: fewer packets cost every node of the pipeline less. Ours
    /// (hathi.client.write.bulk-packet-size, 1 MiB); a dfs.client-write-packet-size that differs from its default holds for all packets.
    /// </summary>
    public int BulkPacketSize { get; init; } = (int)ClientKeys.BulkPacketSize.Default;

    /// <summary>
    /// Bytes that are written and not yet acknowledged, less than a packet more (hathi.client.write.max-bytes-in-flight, 8 MiB).
    /// </summary>
    public long MaxBytesInFlight { get; init; } = ClientKeys.MaxBytesInFlight.Default;

    /// <summary>Packets that are written and not yet acknowledged (dfs.client.write.max-packets-in-flight, 80).</summary>
    public int MaxPacketsInFlight { get; init; } = ClientKeys.MaxPacketsInFlight.Default;

    /// <summary>
    /// A DataNode that is silent for so long has failed (dfs.client.socket-timeout, 60 s). A write pipeline has 5 s more a node.
    /// </summary>
    public TimeSpan SocketTimeout { get; init; } = HdfsKeys.SocketTimeout.Default;

    /// <summary>
    /// A DataNode that takes nothing for so long has failed (dfs.datanode.socket.write.timeout, 480 s). A pipeline has 5 s more a node.
    /// </summary>
    public TimeSpan WriteTimeout { get; init; } = HdfsKeys.SocketWriteTimeout.Default;

    /// <summary>Attempts to set up a pipeline for a new block, after the first (dfs.client.block.write.retries, 3).</summary>
    public int BlockWriteRetries { get; init; } = ClientKeys.BlockWriteRetries.Default;

    /// <summary>Attempts of addBlock and complete after the first (dfs.client.block.write.locateFollowingBlock.retries, 5).</summary>
    public int LocateFollowingBlockRetries { get; init; } = ClientKeys.LocateFollowingBlockRetries.Default;

    /// <summary>
    /// The pause before the first of them, doubled each time (dfs.client.block.write.locateFollowingBlock.initial.delay.ms, 400 ms).
    /// </summary>
    public TimeSpan LocateFollowingBlockDelay { get; init; } = ClientKeys.LocateFollowingBlockDelay.Default;

    /// <summary>Recoveries of a pipeline in a row without a packet acknowledged (dfs.client.pipeline.recovery.max-retries, 5).</summary>
    public int MaxPipelineRecoveries { get; init; } = ClientKeys.MaxPipelineRecoveries.Default;

    /// <summary>
    /// When a failed DataNode of a pipeline is replaced (dfs.client.block.write.replace-datanode-on-failure.policy, DEFAULT).
    /// </summary>
    public ReplaceNodePolicy ReplaceNode { get; init; } = PolicyOf(ClientKeys.ReplaceNodePolicy.Default);

    /// <summary>Go on with fewer nodes when none can be added (….best-effort, false).</summary>
    public bool ReplaceNodeBestEffort { get; init; }

    /// <summary>Go on with at least so many nodes when none can be added; 0 for never (….min-replication, 0).</summary>
    public int ReplaceNodeMinReplication { get; init; }

    /// <summary>How long a DataNode of a pipeline may take to restart (dfs.client.datanode-restart.timeout, 30 s).</summary>
    public TimeSpan DataNodeRestartTimeout { get; init; } = ClientKeys.DataNodeRestartTimeout.Default;

    /// <summary>
    /// How long a DataNode that failed is left out when blocks are allocated
    /// (dfs.client.write.exclude.nodes.cache.expiry.interval.millis, 10 min).
    /// </summary>
    public TimeSpan ExcludedNodeExpiry { get; init; } = ClientKeys.ExcludedNodeExpiry.Default;

    /// <summary>Rounds over all replicas of a block before a read fails (dfs.client.max.block.acquire.failures, 3).</summary>
    public int MaxBlockAcquireFailures { get; init; } = ClientKeys.MaxBlockAcquireFailures.Default;

    /// <summary>The pause between such rounds is up to this, growing (dfs.client.retry.window.base, 3 s).</summary>
    public TimeSpan RetryWindow { get; init; } = ClientKeys.RetryWindow.Default;

    /// <summary>Blocks whose locations are fetched at once (dfs.client.read.prefetch.blocks, 10).</summary>
    public int PrefetchBlocks { get; init; } = ClientKeys.PrefetchBlocks.Default;

    /// <summary>Idle connections to DataNodes that are kept (dfs.client.socketcache.capacity, 16).</summary>
    public int SocketCacheCapacity { get; init; } = ClientKeys.SocketCacheCapacity.Default;

    /// <summary>How long (dfs.client.socketcache.expiryMsec, 3 s).</summary>
    public TimeSpan SocketCacheExpiry { get; init; } = ClientKeys.SocketCacheExpiry.Default;

    /// <summary>Connect to DataNodes by host name instead of address (dfs.client.use.datanode.hostname, false).</summary>
    public bool UseDataNodeHostname { get; init; }

    /// <summary>Second reads that may run beside slow positional reads; 0 for none (dfs.client.hedged.read.threadpool.size, 0).</summary>
    public int HedgedReads { get; init; }

    /// <summary>How long a positional read may take before a second one starts (dfs.client.hedged.read.threshold.millis, 500 ms).</summary>
    public TimeSpan HedgedReadThreshold { get; init; } = ClientKeys.HedgedReadThreshold.Default;

    /// <summary>Attempts to reach a NameNode after the first (ipc.client.connect.max.retries, 10).</summary>
    public int ConnectRetries { get; init; } = ClientKeys.ConnectRetries.Default;

    /// <summary>The pause between them (ipc.client.connect.retry.interval, 1 s).</summary>
    public TimeSpan ConnectRetryInterval { get; init; } = ClientKeys.ConnectRetryInterval.Default;

    /// <summary>
    /// Attempts over several NameNodes, and of calls that the NameNode asks to repeat (dfs.client.failover.max.attempts, 15).
    /// </summary>
    public int FailoverAttempts { get; init; } = ClientKeys.FailoverAttempts.Default;

    /// <summary>The pause before the second of them, doubled each time (dfs.client.failover.sleep.base.millis, 500 ms).</summary>
    public TimeSpan FailoverDelay { get; init; } = ClientKeys.FailoverDelay.Default;

    /// <summary>The longest such pause (dfs.client.failover.sleep.max.millis, 15 s).</summary>
    public TimeSpan FailoverMaxDelay { get; init; } = ClientKeys.FailoverMaxDelay.Default;

    /// <summary>Repeat calls that safe mode refuses (dfs.client.retry.policy.enabled, false).</summary>
    public bool RetryInSafeMode { get; init; }

    /// <summary>One attempt of a call (ipc.client.rpc-timeout.ms, 120 s).</summary>
    public TimeSpan CallTimeout { get; init; } = ClientKeys.CallTimeout.Default;

    /// <summary>One attempt to connect to a NameNode (ipc.client.connect.timeout, 20 s).</summary>
    public TimeSpan ConnectTimeout { get; init; } = ClientKeys.ConnectTimeout.Default;

    /// <summary>How often leases are renewed: half of the soft limit (30 s).</summary>
    public TimeSpan LeaseRenewal { get; init; } = ClientKeys.LeaseRenewal.Default;

    /// <summary>How new files are checked.</summary>
    /// <exception cref="ConfigurationException">dfs.checksum.type names no checksum.</exception>
    internal ChunkChecksum Checksum => new(
        ChecksumType.ToUpperInvariant() switch
        {
            "CRC32C" => ChecksumKind.Crc32C,
            "CRC32" => ChecksumKind.Crc32,
            "NULL" => ChecksumKind.Null,
            _ => throw new ConfigurationException($"{ClientKeys.ChecksumType} = {ChecksumType}: CRC32C, CRC32 or NULL.", null),
        },
        BytesPerChecksum);

    /// <summary>Reads and validates.</summary>
    /// <exception cref="ConfigurationException">A value is not usable; the message names it.</exception>
    public static HdfsClientOptions From(Configuration c) => new()
    {
        BindAddress = Address(c, ClientKeys.BindAddress),
        Replication = (short)c.Get(HdfsKeys.Replication),
        BlockSize = c.Get(HdfsKeys.BlockSize),
        BytesPerChecksum = c.Get(HdfsKeys.BytesPerChecksum),
        ChecksumType = c.Get(ClientKeys.ChecksumType),
        Umask = FileModes.ParseUmask(c.Get(ClientKeys.Umask)),
        WritePacketSize = (int)c.Get(HdfsKeys.WritePacketSize),
        BulkPacketSize = (int)BulkSize(c),
        MaxBytesInFlight = c.Get(ClientKeys.MaxBytesInFlight),
        MaxPacketsInFlight = c.Get(ClientKeys.MaxPacketsInFlight),
        SocketTimeout = c.Get(HdfsKeys.SocketTimeout),
        WriteTimeout = c.Get(HdfsKeys.SocketWriteTimeout),
        BlockWriteRetries = c.Get(ClientKeys.BlockWriteRetries),
        LocateFollowingBlockRetries = c.Get(ClientKeys.LocateFollowingBlockRetries),
        LocateFollowingBlockDelay = c.Get(ClientKeys.LocateFollowingBlockDelay),
        MaxPipelineRecoveries = c.Get(ClientKeys.MaxPipelineRecoveries),
        ReplaceNode = c.Get(ClientKeys.ReplaceNode) ? PolicyOf(c.Get(ClientKeys.ReplaceNodePolicy)) : ReplaceNodePolicy.Never,
        ReplaceNodeBestEffort = c.Get(ClientKeys.ReplaceNodeBestEffort),
        ReplaceNodeMinReplication = c.Get(ClientKeys.ReplaceNodeMinReplication),
        DataNodeRestartTimeout = c.Get(ClientKeys.DataNodeRestartTimeout),
        ExcludedNodeExpiry = c.Get(ClientKeys.ExcludedNodeExpiry),
        MaxBlockAcquireFailures = c.Get(ClientKeys.MaxBlockAcquireFailures),
        RetryWindow = c.Get(ClientKeys.RetryWindow),
        PrefetchBlocks = c.Get(ClientKeys.PrefetchBlocks),
        SocketCacheCapacity = c.Get(ClientKeys.SocketCacheCapacity),
        SocketCacheExpiry = c.Get(ClientKeys.SocketCacheExpiry),
        UseDataNodeHostname = c.Get(ClientKeys.UseDataNodeHostname),
        HedgedReads = c.Get(ClientKeys.HedgedReads),
        HedgedReadThreshold = c.Get(ClientKeys.HedgedReadThreshold),
        ConnectRetries = c.Get(ClientKeys.ConnectRetries),
        ConnectRetryInterval = c.Get(ClientKeys.ConnectRetryInterval),
        FailoverAttempts = c.Get(ClientKeys.FailoverAttempts),
        FailoverDelay = c.Get(ClientKeys.FailoverDelay),
        FailoverMaxDelay = c.Get(ClientKeys.FailoverMaxDelay),
        RetryInSafeMode = c.Get(ClientKeys.RetryInSafeMode),
        CallTimeout = CallTime(c),
        ConnectTimeout = c.Get(ClientKeys.ConnectTimeout),
        LeaseRenewal = c.Get(ClientKeys.LeaseRenewal),
    };

    private static long BulkSize(Configuration c) =>
        c.Get(HdfsKeys.WritePacketSize) is var packet && packet == HdfsKeys.WritePacketSize.Default
            ? c.Get(ClientKeys.BulkPacketSize)
            : packet;

    // A negative number is no time-out here, as 0 is, and as in Apache's Client.getRpcTimeout.
    private static TimeSpan CallTime(Configuration c) =>
        c.Get(ClientKeys.CallTimeout) is { Ticks: > 0 } time && time < Configuration.NoTimeout ? time : Configuration.NoTimeout;

    private static IPAddress? Address(Configuration c, Setting<string> key) => c.Get(key) switch
    {
        "" => null,
        var text => IPAddress.TryParse(text, out var address)
            ? address
            : throw new ConfigurationException($"{key} = {text}: this is not an IP address of this machine.", null),
    };

    private static ReplaceNodePolicy PolicyOf(string word) => Enum.Parse<ReplaceNodePolicy>(word, ignoreCase: true);
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
