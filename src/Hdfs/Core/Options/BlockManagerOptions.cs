using Hathi.Hadoop.Keys;

namespace Hathi.Hdfs.Core.Options;

/// <summary>
/// Settings of the block half of a NameNode. Times in milliseconds; each default is Apache Hadoop 3.5's for the key named with it,
/// unless said otherwise.
/// </summary>
public sealed record BlockManagerOptions
{
    /// <summary>Live replicas without which a block is not complete (dfs.namenode.replication.min).</summary>
    public int MinReplication { get; init; } = NameNodeKeys.MinReplication.Default;

    /// <summary>Live replicas that let a decommissioning node go even when more are wanted (dfs.replication).</summary>
    public int DefaultReplication { get; init; } = HdfsKeys.Replication.Default;

    /// <summary>Between two heartbeats of a node (dfs.heartbeat.interval, 3 s).</summary>
    public long HeartbeatInterval { get; init; } = (long)HdfsKeys.HeartbeatInterval.Default.TotalMilliseconds;

    /// <summary>
    /// Half of the time that a silent node is waited for beside ten heartbeats (dfs.namenode.heartbeat.recheck-interval, 5 min).
    /// </summary>
    public long RecheckInterval { get; init; } = (long)NameNodeKeys.RecheckInterval.Default.TotalMilliseconds;

    /// <summary>Silence after which a node is dead: 10 min 30 s by default, as in Apache.</summary>
    public long DeadAfter => (2 * RecheckInterval) + (10 * HeartbeatInterval);

    /// <summary>Silence after which a node is used last (dfs.namenode.stale.datanode.interval).</summary>
    public long StaleAfter { get; init; } = (long)NameNodeKeys.StaleAfter.Default.TotalMilliseconds;

    /// <summary>Place no new blocks on stale nodes while others will do (dfs.namenode.avoid.write.stale.datanode; Apache: off).</summary>
    public bool AvoidStaleForWrite { get; init; } = true;

    /// <summary>Share of stale nodes above which they are used all the same (dfs.namenode.write.stale.datanode.ratio).</summary>
    public double StaleWriteRatio { get; init; } = 0.5;

    /// <summary>Pass over busy nodes (dfs.namenode.redundancy.considerLoad).</summary>
    public bool ConsiderLoad { get; init; } = NameNodeKeys.ConsiderLoad.Default;

    /// <summary>Busy: more than this many times the average connections (dfs.namenode.redundancy.considerLoad.factor).</summary>
    public double LoadFactor { get; init; } = 2.0;

    /// <summary>Connections up to which a node is never busy: small averages say nothing. Ours; Apache has none.</summary>
    public int BusyFloor { get; init; } = 8;

    /// <summary>Between two rounds of giving out copies (dfs.namenode.redundancy.interval.seconds, 3 s).</summary>
    public long RedundancyInterval { get; init; } = (long)NameNodeKeys.RedundancyInterval.Default.TotalMilliseconds;

    /// <summary>Copies given out a round for each live node (dfs.namenode.replication.work.multiplier.per.iteration).</summary>
    public int WorkPerNode { get; init; } = NameNodeKeys.WorkPerNode.Default;

    /// <summary>Copies that a node sends at a time (dfs.namenode.replication.max-streams).</summary>
    public int MaxReplicationStreams { get; init; } = NameNodeKeys.MaxReplicationStreams.Default;

    /// <summary>
    /// The same for blocks with one replica left and for decommissioning nodes (dfs.namenode.replication.max-streams-hard-limit).
    /// </summary>
    public int MaxReplicationStreamsHard { get; init; } = NameNodeKeys.MaxReplicationStreamsHard.Default;

    /// <summary>
    /// After which a copy that nobody reported is planned again (dfs.namenode.reconstruction.pending.timeout-sec, 5 min).
    /// </summary>
    public long PendingTimeout { get; init; } = (long)NameNodeKeys.PendingTimeout.Default.TotalMilliseconds;

    /// <summary>Deletions told with one heartbeat (dfs.block.invalidate.limit).</summary>
    public int InvalidateLimit { get; init; } = NameNodeKeys.InvalidateLimit.Default;

    /// <summary>Share of the blocks that must be there before start-up safe mode ends (dfs.namenode.safemode.threshold-pct).</summary>
    public float SafeModeThreshold { get; init; } = (float)NameNodeKeys.SafeModeThreshold.Default;

    /// <summary>Live nodes that must be there too (dfs.namenode.safemode.min.datanodes).</summary>
    public int SafeModeMinDataNodes { get; init; } = NameNodeKeys.SafeModeMinDataNodes.Default;

    /// <summary>From the threshold to the end of safe mode (dfs.namenode.safemode.extension, 30 s).</summary>
    public long SafeModeExtension { get; init; } = (long)NameNodeKeys.SafeModeExtension.Default.TotalMilliseconds;

    /// <summary>
    /// The extension ends at once when every block has been reported (hathi.namenode.safemode.leave-when-complete). Apache's
    /// always lasts its time.
    /// </summary>
    public bool SafeModeLeavesWhenComplete { get; init; } = NameNodeKeys.SafeModeLeavesWhenComplete.Default;

    /// <summary>
    /// Blocks whose surplus could not be judged yet and that are looked at again a tick (dfs.namenode.blocks.per.postponedblocks.rescan).
    /// </summary>
    public int PostponedPerTick { get; init; } = 10_000;

    /// <summary>
    /// Blocks, or what costs as much, that a piece of background work looks at. 5,000 took up to 22 ms with 10,000 nodes; a
    /// step must stay below 20.
    /// </summary>
    public int BlocksPerPiece { get; init; } = 2_500;

    /// <summary>Between two looks at decommissioning nodes (dfs.namenode.decommission.interval, 30 s).</summary>
    public long DecommissionInterval { get; init; } = (long)NameNodeKeys.DecommissionInterval.Default.TotalMilliseconds;

    /// <summary>Blocks looked at each time (dfs.namenode.decommission.blocks.per.interval).</summary>
    public int DecommissionBlocksPerInterval { get; init; } = 500_000;

    /// <summary>Full block reports under way at a time (dfs.namenode.max.full.block.report.leases).</summary>
    public int MaxReportLeases { get; init; } = 6;

    /// <summary>After which an unused leave to report is given to another node (dfs.namenode.full.block.report.lease.length.ms).</summary>
    public long ReportLeaseLength { get; init; } = 300_000;

    /// <summary>Oldest DataNode that may register (dfs.namenode.min.supported.datanode.version).</summary>
    public string MinDataNodeVersion { get; init; } = "3.0.0";

    /// <summary>Own version; a DataNode of another one must have the same creation time.</summary>
    public string SoftwareVersion { get; init; } = "3.5.0";

    /// <summary>Host name or address → rack (net.topology.table.file.name); what is not in it is on /default-rack.</summary>
    public IReadOnlyDictionary<string, string> Racks { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Who may be a DataNode, at start.</summary>
    public NodeLists Lists { get; init; } = NodeLists.Everyone;

    /// <exception cref="ArgumentException">A value is out of its range; the message names the setting.</exception>
    public void Validate()
    {
        Positive(MinReplication, NameNodeKeys.MinReplication.Name);
        Positive(DefaultReplication, HdfsKeys.Replication.Name);
        Positive(HeartbeatInterval, HdfsKeys.HeartbeatInterval.Name);
        Positive(RecheckInterval, NameNodeKeys.RecheckInterval.Name);
        Positive(StaleAfter, NameNodeKeys.StaleAfter.Name);
        Positive(RedundancyInterval, NameNodeKeys.RedundancyInterval.Name);
        Positive(WorkPerNode, NameNodeKeys.WorkPerNode.Name);
        Positive(MaxReplicationStreams, NameNodeKeys.MaxReplicationStreams.Name);
        Positive(MaxReplicationStreamsHard, NameNodeKeys.MaxReplicationStreamsHard.Name);
        Positive(PendingTimeout, NameNodeKeys.PendingTimeout.Name);
        Positive(InvalidateLimit, NameNodeKeys.InvalidateLimit.Name);
        Positive(PostponedPerTick, nameof(PostponedPerTick));
        Positive(BlocksPerPiece, nameof(BlocksPerPiece));
        Positive(DecommissionInterval, NameNodeKeys.DecommissionInterval.Name);
        Positive(DecommissionBlocksPerInterval, nameof(DecommissionBlocksPerInterval));
        Positive(MaxReportLeases, nameof(MaxReportLeases));
        if (SafeModeThreshold is < 0 or > 1.5f)
        {
            throw new ArgumentException(
                $"{NameNodeKeys.SafeModeThreshold} is {SafeModeThreshold}; it is a share from 0 to 1, above 1 safe mode never ends "
                + "by itself.");
        }
    }

    private static void Positive(long value, string setting)
    {
        if (value <= 0)
        {
            throw new ArgumentException($"{setting} is {value}; it must be at least 1.");
        }
    }
}
