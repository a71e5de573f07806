namespace Hathi.Hadoop.Keys;

/// <summary>A NodeManager's settings, and those of its shuffle service.</summary>
public static class NodeManagerKeys
{
    /// <summary>All of them.</summary>
    public static SettingTable Table { get; } = new("NodeManager", "Read by a NodeManager at its start (yarn-site.xml).");

    /// <summary>Its own name.</summary>
    public static readonly Setting<string> HostName = Table.Text(
        "yarn.nodemanager.hostname",
        "0.0.0.0",
        "The node's own name; with the port of yarn.nodemanager.address it is the node's id.",
        "Two nodes of one name push each other out.");

    /// <summary>Where containers are started.</summary>
    public static readonly Setting<string> Address = Table.Address(
        "yarn.nodemanager.address",
        "",
        "Where masters start containers; the shuffle listens on the same address.",
        "Masters do not reach it, and containers end unstarted.").OrElse("yarn.nodemanager.hostname, port 8041")
        .WhereApacheHas("${yarn.nodemanager.hostname}:0");

    /// <summary>Pages.</summary>
    public static readonly Setting<string> WebAddress = Table.Address(
        "yarn.nodemanager.webapp.address",
        "",
        "Where its pages and logs are.",
        "Logs of running containers are not reached.").OrElse("the address of yarn.nodemanager.address, port 8042");

    /// <summary>Working directories.</summary>
    public static readonly Setting<IReadOnlyList<string>> LocalDirectories = Table.Directories(
        "yarn.nodemanager.local-dirs",
        "Where containers work and keep intermediate data: one a disk is best.",
        "Not set: the NodeManager does not start. Small disks: tasks fail for lack of room.")
        .WhereApacheHas("${hadoop.tmp.dir}/nm-local-dir");

    /// <summary>Logs of containers.</summary>
    public static readonly Setting<IReadOnlyList<string>> LogDirectories = Table.Directories(
        "yarn.nodemanager.log-dirs",
        "Where containers write their logs.",
        "Not set: the NodeManager does not start.").WhereApacheHas("${yarn.log.dir}/userlogs");

    /// <summary>Its memory over a restart.</summary>
    public static readonly Setting<string> RecoveryDirectory = Table.PathOf(
        "yarn.nodemanager.recovery.dir",
        "",
        "Where the node remembers its containers over a restart.",
        "On a disk that is emptied containers are forgotten and run on unseen.").OrElse("${hadoop.tmp.dir}/yarn-nm-recovery");

    /// <summary>Started again soon.</summary>
    public static readonly Setting<bool> Supervised = Table.Switch(
        "yarn.nodemanager.recovery.supervised",
        false,
        "The node is started again soon after a stop: its containers live on.",
        "false: a stop in good order ends them. true: after one that is for good they run on.");

    /// <summary>Memory.</summary>
    public static readonly Setting<long> Memory = Table.Long(
        "yarn.nodemanager.resource.memory-mb",
        -1,
        (long.MinValue, long.MaxValue),
        "MiB that containers may have together; 0 and less: 8192.",
        "More than the machine has: it swaps, and the system ends processes. Less: it stands idle.");

    /// <summary>Cores.</summary>
    public static readonly Setting<int> Cores = Table.Whole(
        "yarn.nodemanager.resource.cpu-vcores",
        -1,
        (SettingTable.Below, SettingTable.Any),
        "Virtual cores that containers may have together; 0 and less: 8.",
        "More than the machine has: tasks slow each other down.");

    /// <summary>Services.</summary>
    public static readonly Setting<IReadOnlyList<string>> Services = Table.List(
        "yarn.nodemanager.aux-services",
        [],
        "Services for containers: mapreduce_shuffle, which reduces fetch from, is the one that there is.",
        "Without it jobs with reduces fail.");

    /// <summary>The shuffle's port.</summary>
    public static readonly Setting<int> ShufflePort = Table.Whole(
        "mapreduce.shuffle.port",
        13562,
        (0, ushort.MaxValue),
        "The port of the shuffle; 0: a free one.",
        "A taken port keeps the NodeManager from starting.");

    /// <summary>Between SIGTERM and SIGKILL.</summary>
    public static readonly Setting<TimeSpan> DelayBeforeKill = Table.Milliseconds(
        "yarn.nodemanager.sleep-delay-before-sigkill.ms",
        250,
        TimeUse.Any,
        "Between SIGTERM and SIGKILL of a container that ends; 0 and less: at once.",
        "Short: containers have no time to clear up. Long: those that hang keep their memory.");

    /// <summary>Variables that pass.</summary>
    public static readonly Setting<IReadOnlyList<string>> EnvironmentWhitelist = Table.List(
        "yarn.nodemanager.env-whitelist",
        [
            "JAVA_HOME", "HADOOP_COMMON_HOME", "HADOOP_HDFS_HOME", "HADOOP_CONF_DIR", "CLASSPATH_PREPEND_DISTCACHE",
            "HADOOP_YARN_HOME", "HADOOP_HOME", "PATH", "LANG", "TZ",
        ],
        "Variables that containers get from the NodeManager unless they set them.",
        "Without JAVA_HOME Java jobs do not start; secrets of the node's that it names are known to every job.");

    /// <summary>Variables of all containers.</summary>
    public static readonly Setting<IReadOnlyList<string>> AdminEnvironment = Table.List(
        "yarn.nodemanager.admin-env",
        ["MALLOC_ARENA_MAX=$MALLOC_ARENA_MAX"],
        "NAME=VALUE that every container gets.",
        "What is no NAME=VALUE is passed over.");

    /// <summary>One, whose value may hold commas.</summary>
    public static readonly Setting<string> AdminVariable = Table.Text(
        "yarn.nodemanager.admin-env.<variable>",
        "",
        "The value of one such variable; it may hold commas.",
        "Every container gets the wrong value.");

    /// <summary>HOME.</summary>
    public static readonly Setting<string> UserHome = Table.PathOf(
        "yarn.nodemanager.user-home-dir",
        "/home/",
        "HOME of containers.",
        "Programs that write there fail.");

    /// <summary>How often containers are looked at.</summary>
    public static readonly Setting<TimeSpan> MonitorInterval = Table.Milliseconds(
        "yarn.nodemanager.container-monitor.interval-ms",
        1000,
        TimeUse.Pause,
        "How often memory and processors of containers are looked at; more than 0.",
        "Long: a container that grows fast takes the memory of others.").WhereApacheHas("3000");

    /// <summary>Whether memory counts.</summary>
    public static readonly Setting<bool> CheckMemory = Table.Switch(
        "yarn.nodemanager.pmem-check-enabled",
        true,
        "A container over its memory is ended.",
        "false: one container can take the memory of the node.");

    /// <summary>Files kept.</summary>
    public static readonly Setting<long> CacheMegabytes = Table.Long(
        "yarn.nodemanager.localizer.cache.target-size-mb",
        10_240,
        (long.MinValue, long.MaxValue),
        "MiB of fetched files that nobody uses and that are kept all the same.",
        "Small: every job fetches again. Large: the disks fill.");

    /// <summary>Files fetched at once.</summary>
    public static readonly Setting<int> MaxFetches = Table.Whole(
        "yarn.nodemanager.localizer.fetch.thread-count",
        8,
        (SettingTable.Below, SettingTable.Any),
        "Files fetched at once, at least 1; one user has half of them at most.",
        "Small: containers wait for their files. Large: fetching slows down everything else.").WhereApacheHas("4");

    /// <summary>A fetch that stalls.</summary>
    public static readonly Setting<TimeSpan> FetchStallLimit = Table.Milliseconds(
        "hathi.nodemanager.localizer.fetch.stall-ms",
        600_000,
        TimeUse.Pause,
        "A fetch of which nothing comes for so long is given up; more than 0.",
        "Short: containers fail while the NameNode restarts. Long: they wait for a file system that is gone.");

    /// <summary>The end of a standard error.</summary>
    public static readonly Setting<int> ErrorTailBytes = Table.Whole(
        "yarn.nodemanager.container.stderr.tail.bytes",
        4096,
        (0, SettingTable.Any),
        "Bytes of the end of a failed container's standard error that go into its diagnostics.",
        "0: why it failed is seen in its logs only.");

    /// <summary>Directories stay.</summary>
    public static readonly Setting<int> DeleteDelaySeconds = Table.Whole(
        "yarn.nodemanager.delete.debug-delay-sec",
        0,
        (SettingTable.Below, SettingTable.Any),
        "Seconds for which directories of ended applications stay, for who hunts a bug; less than 0 counts as 0.",
        "Long: the disks fill.");

    /// <summary>Logs are gathered.</summary>
    public static readonly Setting<bool> LogAggregation = Table.Switch(
        "yarn.log-aggregation-enable",
        false,
        "Logs of ended applications are gathered in the file system.",
        "false: yarn logs finds none, and they are gone with the node.");

    /// <summary>Logs stay on the node.</summary>
    public static readonly Setting<long> LogRetentionSeconds = Table.Long(
        "yarn.nodemanager.log.retain-seconds",
        10_800,
        (long.MinValue, long.MaxValue),
        "Seconds for which logs stay on the node when they are not gathered, or could not be.",
        "Long: the disks fill. Short: they are gone before anybody looks.");

    /// <summary>Logs are packed.</summary>
    public static readonly Setting<string> LogCompression = Table.Text(
        "yarn.nodemanager.log-aggregation.compression-type",
        "none",
        "How gathered logs are packed: none, or gz.",
        "Anything else is none.");

    /// <summary>Full disks.</summary>
    public static readonly Setting<double> MaxDiskPercent = Table.Number(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage",
        90,
        (double.MinValue, double.MaxValue),
        "Percent in use from which a disk takes no more.",
        "Small: nodes with good disks are unhealthy. Large: tasks fail for lack of room.");

    /// <summary>Room on disks.</summary>
    public static readonly Setting<long> MinFreeMegabytes = Table.Long(
        "yarn.nodemanager.disk-health-checker.min-free-space-per-disk-mb",
        0,
        (long.MinValue, long.MaxValue),
        "MiB that must be free on a disk.",
        "Large: nodes with good disks are unhealthy.");

    /// <summary>How often disks are looked at.</summary>
    public static readonly Setting<TimeSpan> DiskInterval = Table.Milliseconds(
        "yarn.nodemanager.disk-health-checker.interval-ms",
        120_000,
        TimeUse.Pause,
        "Between two looks at the disks.",
        "Long: tasks fail on a bad disk for so long.");

    /// <summary>Scripts.</summary>
    public static readonly Setting<IReadOnlyList<string>> HealthScripts = Table.List(
        "yarn.nodemanager.health-checker.scripts",
        ["script"],
        "Names of scripts that look at the machine; one of which a line begins with ERROR makes the node unhealthy.",
        "Scripts that are not named do not run.");

    /// <summary>A script's program.</summary>
    public static readonly Setting<string> HealthScriptPath = Table.PathOf(
        "yarn.nodemanager.health-checker.<script>.path",
        "",
        "The program of one of them; none: it does not run.",
        "A file that is not there keeps the NodeManager from starting.");

    /// <summary>Its arguments.</summary>
    public static readonly Setting<IReadOnlyList<string>> HealthScriptArguments = Table.List(
        "yarn.nodemanager.health-checker.<script>.opts",
        [],
        "Its arguments.",
        "The script looks at something else.");

    /// <summary>Between its runs.</summary>
    public static readonly Setting<TimeSpan> HealthScriptInterval = Table.Milliseconds(
        "yarn.nodemanager.health-checker.<script>.interval-ms",
        0,
        TimeUse.Any,
        "Between two runs of it; 0: as of all.",
        "Long: a sick node goes on getting tasks. Less than 0 keeps the NodeManager from starting.");

    /// <summary>How long it may take.</summary>
    public static readonly Setting<TimeSpan> HealthScriptTimeout = Table.Milliseconds(
        "yarn.nodemanager.health-checker.<script>.timeout-ms",
        0,
        TimeUse.Any,
        "After which it counts as hanging; 0: as of all.",
        "Short: a slow script makes the node unhealthy.");

    /// <summary>Between runs of all.</summary>
    public static readonly Setting<TimeSpan> HealthInterval = Table.Milliseconds(
        "yarn.nodemanager.health-checker.interval-ms",
        600_000,
        TimeUse.Any,
        "Between two runs of a script that has no time of its own; more than 0.",
        "Long: a sick node goes on getting tasks.");

    /// <summary>How long all may take.</summary>
    public static readonly Setting<TimeSpan> HealthTimeout = Table.Milliseconds(
        "yarn.nodemanager.health-checker.timeout-ms",
        1_200_000,
        TimeUse.Any,
        "After which a script that has no time of its own counts as hanging; more than 0.",
        "Short: a slow script makes the node unhealthy.");
}
