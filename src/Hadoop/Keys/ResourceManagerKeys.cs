namespace Hathi.Hadoop.Keys;

/// <summary>The ResourceManager's settings; those of queues are in <see cref="QueueKeys"/>.</summary>
public static class ResourceManagerKeys
{
    /// <summary>All of them.</summary>
    public static SettingTable Table { get; } = new("ResourceManager", "Read by the ResourceManager at its start (yarn-site.xml).");

    /// <summary>Where its state is.</summary>
    public static readonly Setting<string> StateDirectory = Table.PathOf(
        "hathi.resourcemanager.state.dir",
        "",
        "Where its state is kept: applications outlive a restart by it.",
        "On a disk that is emptied at a boot running applications are lost.").OrElse("${hadoop.tmp.dir}/resourcemanager");

    /// <summary>Access lists.</summary>
    public static readonly Setting<bool> AccessLists = Table.Switch(
        "yarn.acl.enable",
        false,
        "Access lists of queues and applications hold.",
        "false: everybody may see and end the applications of others.");

    /// <summary>Administrators.</summary>
    public static readonly Setting<string> Administrators = Table.AccessList(
        "yarn.admin.acl",
        "*",
        "Who may administrate; read again by yarn rmadmin -refreshAdminAcls.",
        "*: everybody may stop queues and send nodes away.");

    /// <summary>Masters launched at once.</summary>
    public static readonly Setting<int> MaxLaunches = Table.Whole(
        "yarn.resourcemanager.amlauncher.thread-count",
        50,
        (SettingTable.Below, SettingTable.Any),
        "Masters launched at once.",
        "Small: nodes that hang keep other applications from starting.");

    /// <summary>Least memory.</summary>
    public static readonly Setting<long> MinimumMemory = Table.Long(
        "yarn.scheduler.minimum-allocation-mb",
        1024,
        (1, long.MaxValue),
        "MiB of the smallest container; asks are rounded up to multiples of it.",
        "Large: memory is wasted. Small: a node runs more containers than its processors can work for.");

    /// <summary>Least cores.</summary>
    public static readonly Setting<int> MinimumCores = Table.Whole(
        "yarn.scheduler.minimum-allocation-vcores",
        1,
        (0, SettingTable.Any),
        "Virtual cores of the smallest container.",
        "More than the largest: the ResourceManager does not start.");

    /// <summary>Most memory.</summary>
    public static readonly Setting<long> MaximumMemory = Table.Long(
        "yarn.scheduler.maximum-allocation-mb",
        8192,
        (1, long.MaxValue),
        "MiB of the largest container.",
        "Small: jobs that ask for more are refused. More than any node has: such asks wait for ever.");

    /// <summary>Most cores.</summary>
    public static readonly Setting<int> MaximumCores = Table.Whole(
        "yarn.scheduler.maximum-allocation-vcores",
        4,
        (0, SettingTable.Any),
        "Virtual cores of the largest container.",
        "Small: jobs that ask for more are refused.");

    /// <summary>Masters of an application.</summary>
    public static readonly Setting<int> MaxAttempts = Table.Whole(
        "yarn.resourcemanager.am.max-attempts",
        2,
        (1, SettingTable.Any),
        "Masters that an application may have, one after the other; an application may ask for fewer.",
        "1: an application is lost with the node of its master.");

    /// <summary>A silent master.</summary>
    public static readonly Setting<TimeSpan> MasterExpiry = Table.Milliseconds(
        "yarn.am.liveness-monitor.expiry-interval-ms",
        600_000,
        TimeUse.Any,
        "A master that is silent for so long has failed; at least 1 ms.",
        "Short: masters that are busy are ended. Long: an application whose master hangs waits for so long.").WhereApacheHas("900000");

    /// <summary>A silent node.</summary>
    public static readonly Setting<TimeSpan> NodeExpiry = Table.Milliseconds(
        "yarn.nm.liveness-monitor.expiry-interval-ms",
        600_000,
        TimeUse.Any,
        "A NodeManager that is silent for so long is lost, with its containers; longer than its heartbeats.",
        "Short: a node that restarts loses its containers. Long: tasks on a dead node begin again so much later.");

    /// <summary>A container that is not started.</summary>
    public static readonly Setting<TimeSpan> AllocationExpiry = Table.Milliseconds(
        "yarn.resourcemanager.rm.container-allocation.expiry-interval-ms",
        600_000,
        TimeUse.Any,
        "A container that its master does not start for so long is taken back; at least 1 ms.",
        "Short: containers whose files take long to be fetched are lost.");

    /// <summary>Heartbeats of nodes.</summary>
    public static readonly Setting<TimeSpan> HeartbeatInterval = Table.Milliseconds(
        "yarn.resourcemanager.nodemanagers.heartbeat-interval-ms",
        1000,
        TimeUse.Any,
        "Between two heartbeats of a NodeManager; at least 1 ms. What happens on a node is told at once all the same.",
        "Short: many nodes load the ResourceManager. Long: resources of nodes are known late.");

    /// <summary>Silent for so many.</summary>
    public static readonly Setting<int> SkipNodeMultiplier = Table.Whole(
        "yarn.scheduler.skip.node.multiplier",
        2,
        (1, SettingTable.Any),
        "A node that was silent for so many heartbeats is granted nothing until it is heard.",
        "Large: containers are granted on nodes that are dead.");

    /// <summary>Ended applications.</summary>
    public static readonly Setting<int> MaxCompletedApplications = Table.Whole(
        "yarn.resourcemanager.max-completed-applications",
        1000,
        (0, SettingTable.Any),
        "Ended applications that are remembered.",
        "Small: clients that ask late are told that there is no such application. Large: they take memory.");

    /// <summary>Their bytes.</summary>
    public static readonly Setting<long> MaxCompletedBytes = Table.Size(
        "hathi.resourcemanager.completed.max-bytes",
        32L << 20,
        (0, long.MaxValue),
        "Bytes of the submissions of ended applications that are kept; the oldest of the user with the most are forgotten first.",
        "Large: who submits and ends large applications fills the memory. Small: ended applications are forgotten at once.");

    /// <summary>Of a user.</summary>
    public static readonly Setting<long> MaxBytesOfUser = Table.Size(
        "hathi.resourcemanager.user.max-submitted-bytes",
        256L << 20,
        (0, long.MaxValue),
        "Bytes that the submissions of one user's applications that run or wait may take.",
        "Large: one user can fill the memory. Small: submissions are refused.");

    /// <summary>After a restart.</summary>
    public static readonly Setting<TimeSpan> RecoveryWait = Table.Milliseconds(
        "yarn.resourcemanager.work-preserving-recovery.scheduling-wait-ms",
        10_000,
        TimeUse.Any,
        "After a restart no container is granted for so long, or until all nodes are back.",
        "Short: queues get more than their share while nodes come back. Long: every application waits.");

    /// <summary>Priorities.</summary>
    public static readonly Setting<int> MaxPriority = Table.Whole(
        "yarn.cluster.max-application-priority",
        0,
        (SettingTable.Below, SettingTable.Any),
        "The highest priority an application can have.",
        "0: priorities have no effect.");

    /// <summary>Preemption.</summary>
    public static readonly Setting<bool> Preemption = Table.Switch(
        "yarn.resourcemanager.scheduler.monitor.enable",
        false,
        "Containers are taken back for queues that have less than their share.",
        "false: a queue waits until others end theirs. true: work is lost.");

    /// <summary>How often.</summary>
    public static readonly Setting<TimeSpan> PreemptionInterval = Table.Milliseconds(
        "yarn.resourcemanager.monitor.capacity.preemption.monitoring_interval",
        3000,
        TimeUse.Any,
        "How often it is looked which containers to take back.",
        "Long: queues wait longer for their share.");

    /// <summary>Between asking and killing.</summary>
    public static readonly Setting<TimeSpan> PreemptionWait = Table.Milliseconds(
        "yarn.resourcemanager.monitor.capacity.preemption.max_wait_before_kill",
        15_000,
        TimeUse.Any,
        "How long a master has to give a container back before it is ended.",
        "Short: work is lost that could have been kept.");

    /// <summary>Who may join.</summary>
    public static readonly Setting<string> Include = Table.PathOf(
        "yarn.resourcemanager.nodes.include-path",
        "",
        "A file with the hosts whose NodeManagers may join; none: all may.",
        "Nodes that it does not name are sent away.");

    /// <summary>Who is to leave.</summary>
    public static readonly Setting<string> Exclude = Table.PathOf(
        "yarn.resourcemanager.nodes.exclude-path",
        "",
        "A file with the hosts whose NodeManagers are to leave, read again by yarn rmadmin -refreshNodes.",
        "Their containers end.");
}
