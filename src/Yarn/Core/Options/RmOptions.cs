using Hathi.Base;
using Hathi.Hadoop.Keys;
using Hathi.Yarn.Core.Model;

namespace Hathi.Yarn.Core.Options;

/// <summary>What can be set. Defaults are Apache's (yarn-default.xml) unless said otherwise; times are milliseconds.</summary>
public sealed record RmOptions
{
    /// <summary>yarn.scheduler.minimum-allocation-mb and -vcores: asks are rounded up to multiples of its memory.</summary>
    public Resource MinimumAllocation { get; init; } =
        new(ResourceManagerKeys.MinimumMemory.Default, ResourceManagerKeys.MinimumCores.Default);

    /// <summary>yarn.scheduler.maximum-allocation-mb and -vcores.</summary>
    public Resource MaximumAllocation { get; init; } =
        new(ResourceManagerKeys.MaximumMemory.Default, ResourceManagerKeys.MaximumCores.Default);

    /// <summary>
    /// yarn.scheduler.capacity.resource-calculator is DominantResourceCalculator: virtual cores decide too. Apache's default: memory alone.
    /// </summary>
    public bool CpuDecides { get; init; }

    /// <summary>yarn.resourcemanager.am.max-attempts</summary>
    public int MaxAttempts { get; init; } = ResourceManagerKeys.MaxAttempts.Default;

    /// <summary>yarn.am.liveness-monitor.expiry-interval-ms</summary>
    public long MasterExpiry { get; init; } = (long)ResourceManagerKeys.MasterExpiry.Default.TotalMilliseconds;

    /// <summary>yarn.nm.liveness-monitor.expiry-interval-ms</summary>
    public long NodeExpiry { get; init; } = (long)ResourceManagerKeys.NodeExpiry.Default.TotalMilliseconds;

    /// <summary>
    /// yarn.resourcemanager.rm.container-allocation.expiry-interval-ms: a container that its master never starts is taken back.
    /// </summary>
    public long AllocationExpiry { get; init; } = (long)ResourceManagerKeys.AllocationExpiry.Default.TotalMilliseconds;

    /// <summary>
    /// Milliseconds between two steps beyond which the process was stopped, and time did not count for nodes, masters and allocations. The
    /// shell ticks every second. Ours.
    /// </summary>
    public long LongestGap { get; init; } = RunningClock.DefaultLongestGap;

    /// <summary>yarn.resourcemanager.nodemanagers.heartbeat-interval-ms</summary>
    public long HeartbeatInterval { get; init; } = (long)ResourceManagerKeys.HeartbeatInterval.Default.TotalMilliseconds;

    /// <summary>
    /// yarn.scheduler.skip.node.multiplier: a node that has been silent for so many heartbeats is granted nothing until it is heard.
    /// </summary>
    public int SkipNodeMultiplier { get; init; } = ResourceManagerKeys.SkipNodeMultiplier.Default;

    /// <summary>yarn.resourcemanager.max-completed-applications</summary>
    public int MaxCompletedApplications { get; init; } = ResourceManagerKeys.MaxCompletedApplications.Default;

    /// <summary>
    /// hathi.resourcemanager.completed.max-bytes: bytes that are kept of the submissions of applications that have ended (Apache has no
    /// such limit): a thousand of 32 KB, or who submits and kills large ones would leave gigabytes behind. The oldest of the user whose
    /// take the most are forgotten.
    /// </summary>
    public long MaxCompletedBytes { get; init; } = ResourceManagerKeys.MaxCompletedBytes.Default;

    /// <summary>
    /// What stays of <see cref="Submission.Payload"/> when its application has ended: it depends on those bytes alone, for a replay must
    /// come to the same. The default: all.
    /// </summary>
    public Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> KeptOfEnded { get; init; } = static payload => payload;

    /// <summary>
    /// hathi.resourcemanager.user.max-submitted-bytes: bytes that the submissions of one user's applications may take that run or wait
    /// (Apache has no such limit): ten thousand, which a queue takes at most, of 25 KB.
    /// </summary>
    public long MaxBytesOfUser { get; init; } = ResourceManagerKeys.MaxBytesOfUser.Default;

    /// <summary>
    /// yarn.resourcemanager.work-preserving-recovery.scheduling-wait-ms: after a restart no container is granted so long, or
    /// until all nodes are back.
    /// </summary>
    public long RecoveryWait { get; init; } = (long)ResourceManagerKeys.RecoveryWait.Default.TotalMilliseconds;

    /// <summary>yarn.cluster.max-application-priority</summary>
    public int MaxPriority { get; init; } = ResourceManagerKeys.MaxPriority.Default;

    /// <summary>
    /// yarn.scheduler.capacity.node-locality-delay: opportunities missed before a container on the rack will do; -1: no delay.
    /// </summary>
    public int NodeLocalityDelay { get; init; } = QueueKeys.NodeLocalityDelay.Default;

    /// <summary>
    /// yarn.scheduler.capacity.rack-locality-additional-delay: opportunities more before any will do; -1: as many as containers are waited
    /// for, scaled by the places asked for.
    /// </summary>
    public int RackLocalityAdditionalDelay { get; init; } = QueueKeys.RackLocalityAdditionalDelay.Default;

    /// <summary>A node with room counts as one opportunity so often (in Apache: each heartbeat of a node).</summary>
    public long OpportunityInterval { get; init; } = 200;

    /// <summary>However few opportunities there were: after so long the next wider place will do. Ours.</summary>
    public long MaxLocalityWait { get; init; } = 2_000;

    /// <summary>yarn.resourcemanager.scheduler.monitor.enable</summary>
    public bool PreemptionEnabled { get; init; } = ResourceManagerKeys.Preemption.Default;

    /// <summary>yarn.resourcemanager.monitor.capacity.preemption.monitoring_interval</summary>
    public long PreemptionInterval { get; init; } = (long)ResourceManagerKeys.PreemptionInterval.Default.TotalMilliseconds;

    /// <summary>yarn.resourcemanager.monitor.capacity.preemption.max_wait_before_kill</summary>
    public long PreemptionWait { get; init; } = (long)ResourceManagerKeys.PreemptionWait.Default.TotalMilliseconds;

    /// <summary>yarn.resourcemanager.monitor.capacity.preemption.total_preemption_per_round, of the cluster.</summary>
    public double PreemptionPerRound { get; init; } = 0.1;

    /// <summary>yarn.resourcemanager.monitor.capacity.preemption.max_ignored_over_capacity, of a queue's capacity.</summary>
    public double PreemptionDeadZone { get; init; } = 0.1;

    /// <summary>The queues.</summary>
    public QueueSettings Queues { get; init; } = QueueSettings.Default;

    /// <summary>Which hosts may join.</summary>
    public NodeLists Lists { get; init; } = NodeLists.Everyone;

    /// <summary>Says what is out of range.</summary>
    /// <exception cref="ArgumentException">With the name of the setting and its limits.</exception>
    public void Validate()
    {
        Check(
            MinimumAllocation is { MemoryMiB: >= 1, VirtualCores: >= 0 },
            nameof(MinimumAllocation),
            "is at least 1 MiB and 0 virtual cores");
        Check(MinimumAllocation.FitsIn(MaximumAllocation), nameof(MaximumAllocation), "is at least the minimum allocation");
        Check(MaxAttempts >= 1, nameof(MaxAttempts), "is at least 1");
        Check(
            MasterExpiry >= 1 && NodeExpiry >= 1 && AllocationExpiry >= 1,
            nameof(MasterExpiry),
            "is at least 1 ms, as NodeExpiry and AllocationExpiry are");
        Check(LongestGap >= 1, nameof(LongestGap), "is at least 1 ms");
        Check(HeartbeatInterval >= 1, nameof(HeartbeatInterval), "is at least 1 ms");
        Check(HeartbeatInterval < NodeExpiry, nameof(NodeExpiry), "is longer than the heartbeat interval");
        Check(SkipNodeMultiplier >= 1, nameof(SkipNodeMultiplier), "is at least 1");
        Check(MaxCompletedApplications >= 0, nameof(MaxCompletedApplications), "is at least 0");
        Check(MaxCompletedBytes >= 0 && MaxBytesOfUser >= 0, nameof(MaxCompletedBytes), "is at least 0 bytes, as MaxBytesOfUser is");
        Check(OpportunityInterval >= 1, nameof(OpportunityInterval), "is at least 1 ms");
        Check(PreemptionPerRound is > 0 and <= 1, nameof(PreemptionPerRound), "is above 0 and at most 1");
        Queues.Validate();
    }

    private static void Check(bool good, string setting, string range)
    {
        if (!good)
        {
            throw new ArgumentException($"ResourceManager setting {setting} {range}.");
        }
    }
}
