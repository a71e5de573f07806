using System.Net;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Web.Pages;

namespace Hathi.Yarn.NodeManager.Options;

/// <summary>How a NodeManager runs. Names in brackets are Hadoop's keys, whose defaults these are unless said otherwise.</summary>
public sealed record NodeManagerOptions
{
    /// <summary>The ResourceManager's address for nodes (yarn.resourcemanager.resource-tracker.address, port 8031).</summary>
    public required EndPoint ResourceTracker { get; init; }

    /// <summary>Where containers are started (yarn.nodemanager.address, port 8041); port 0 takes a free one.</summary>
    public required IPEndPoint Address { get; init; }

    /// <summary>Where the REST pages are served (yarn.nodemanager.webapp.address, port 8042); port 0 takes a free one.</summary>
    public required IPEndPoint WebAddress { get; init; }

    /// <summary>The node's own name (yarn.nodemanager.hostname); with the port it is the node's id.</summary>
    public required string HostName { get; init; }

    /// <summary>The user that the ResourceManager is called as.</summary>
    public required string User { get; init; }

    /// <summary>
    /// The address that outgoing sockets are bound to; null: that of <see cref="Address"/>, or, when that is any, the system's choice.
    /// </summary>
    public IPAddress? LocalAddress { get; init; }

    /// <summary>Where resources and working directories are (yarn.nodemanager.local-dirs); at least one.</summary>
    public required IReadOnlyList<string> LocalDirectories { get; init; }

    /// <summary>Where containers write logs (yarn.nodemanager.log-dirs); at least one.</summary>
    public required IReadOnlyList<string> LogDirectories { get; init; }

    /// <summary>Where the node remembers its containers over a restart (yarn.nodemanager.recovery.dir).</summary>
    public required string StateDirectory { get; init; }

    /// <summary>
    /// The node is started again soon after it was stopped: containers live on over a stop in good order as they do over a kill. Without it
    /// such a stop ends them and takes leave of the ResourceManager (yarn.nodemanager.recovery.supervised, false).
    /// </summary>
    public bool Supervised { get; init; } = NodeManagerKeys.Supervised.Default;

    /// <summary>For file systems: localisation and log aggregation.</summary>
    public required Configuration Configuration { get; init; }

    /// <summary>MiB that containers may have together (yarn.nodemanager.resource.memory-mb).</summary>
    public long MemoryMb { get; init; } = 8192;

    /// <summary>Virtual cores that containers may have together (yarn.nodemanager.resource.cpu-vcores).</summary>
    public int VirtualCores { get; init; } = 8;

    /// <summary>The configuration that <c>/conf</c> shows.</summary>
    public Func<IReadOnlyList<ConfProperty>> RunningConfiguration { get; init; } = static () => [];

    /// <summary>The services of the node (yarn.nodemanager.aux-services).</summary>
    public IReadOnlyList<IAuxiliaryService> AuxiliaryServices { get; init; } = [];

    /// <summary>Between SIGTERM and SIGKILL (yarn.nodemanager.sleep-delay-before-sigkill.ms).</summary>
    public TimeSpan DelayBeforeKill { get; init; } = NodeManagerKeys.DelayBeforeKill.Default;

    /// <summary>Variables that containers get from this process unless they set them (yarn.nodemanager.env-whitelist).</summary>
    public IReadOnlyList<string> EnvironmentWhitelist { get; init; } = NodeManagerKeys.EnvironmentWhitelist.Default;

    /// <summary>Variables that every container gets, beside its own of that name (yarn.nodemanager.admin-env).</summary>
    public IReadOnlyDictionary<string, string> AdminEnvironment { get; init; } = new Dictionary<string, string>
    {
        ["MALLOC_ARENA_MAX"] = "$MALLOC_ARENA_MAX",
    };

    /// <summary>Set as HATHI_HOME for containers: where this program is; null: not set.</summary>
    public string? HathiHome { get; init; }

    /// <summary>Set as HOME for containers (yarn.nodemanager.user-home-dir).</summary>
    public string UserHome { get; init; } = NodeManagerKeys.UserHome.Default;

    /// <summary>
    /// How often memory and processors of containers are looked at (yarn.nodemanager.container-monitor.interval-ms, there 3 s; ours 1 s).
    /// </summary>
    public TimeSpan MonitorInterval { get; init; } = NodeManagerKeys.MonitorInterval.Default;

    /// <summary>Whether a container over its memory is ended (yarn.nodemanager.pmem-check-enabled).</summary>
    public bool CheckMemory { get; init; } = NodeManagerKeys.CheckMemory.Default;

    /// <summary>
    /// A control group (version 2) below which each container gets one of its own, such as /sys/fs/cgroup/hadoop-yarn
    /// (yarn.nodemanager.linux-container-executor.cgroups.mount-path and .hierarchy); null, the default: none. Where the machine does
    /// not let us, none either.
    /// </summary>
    public string? ControlGroup { get; init; }

    /// <summary>
    /// Bytes of resources that nobody uses and that are kept all the same (yarn.nodemanager.localizer.cache.target-size-mb, 10 GiB).
    /// </summary>
    public long CacheBytes { get; init; } = NodeManagerKeys.CacheMegabytes.Default << 20;

    /// <summary>
    /// Resources fetched at once (yarn.nodemanager.localizer.fetch.thread-count, there 4 for public ones; ours 8 for all). One user
    /// has half of them at most.
    /// </summary>
    public int MaxFetches { get; init; } = NodeManagerKeys.MaxFetches.Default;

    /// <summary>
    /// A fetch of which nothing comes for so long is given up (hathi.nodemanager.localizer.fetch.stall-ms; Apache's has no limit). The
    /// default is what a container that was granted waits for its start (yarn.resourcemanager.rm.container-allocation.expiry-interval-ms),
    /// and longer than a NameNode takes to start.
    /// </summary>
    public TimeSpan FetchStallLimit { get; init; } = NodeManagerKeys.FetchStallLimit.Default;

    /// <summary>
    /// The end of a standard error that goes into a failed container's diagnostics, bytes (yarn.nodemanager.container.stderr.tail.bytes).
    /// </summary>
    public int ErrorTailBytes { get; init; } = NodeManagerKeys.ErrorTailBytes.Default;

    /// <summary>How long directories of ended applications stay (yarn.nodemanager.delete.debug-delay-sec, 0).</summary>
    public TimeSpan DeleteDelay { get; init; } = TimeSpan.FromSeconds(NodeManagerKeys.DeleteDelaySeconds.Default);

    /// <summary>Log aggregation; null: logs stay on the node (yarn.log-aggregation-enable).</summary>
    public LogAggregationOptions? LogAggregation { get; init; }

    /// <summary>
    /// How long logs stay on the node when they are not aggregated, or could not be (yarn.nodemanager.log.retain-seconds, 3 h).
    /// </summary>
    public TimeSpan LogRetention { get; init; } = TimeSpan.FromSeconds(NodeManagerKeys.LogRetentionSeconds.Default);

    /// <summary>Disk checks.</summary>
    public DiskHealthOptions Disks { get; init; } = new();

    /// <summary>Scripts that look at the node (yarn.nodemanager.health-checker.scripts).</summary>
    public IReadOnlyList<HealthScriptOptions> HealthScripts { get; init; } = [];

    /// <summary>Calls of one ResourceManager that does not answer end after this time and are made again.</summary>
    public TimeSpan ResourceManagerTimeout { get; init; } = TimeSpan.FromSeconds(20);

    internal IPAddress? OutgoingAddress => LocalAddress
        ?? (Address.Address.Equals(IPAddress.Any) || Address.Address.Equals(IPAddress.IPv6Any) ? null : Address.Address);

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(LocalDirectories.Count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(LogDirectories.Count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MemoryMb, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(VirtualCores, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxFetches, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(FetchStallLimit, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(ErrorTailBytes);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(MonitorInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(DelayBeforeKill, TimeSpan.Zero);
    }
}

/// <summary>Where logs of ended applications go.</summary>
public sealed record LogAggregationOptions
{
    /// <summary>The root in the file system (yarn.nodemanager.remote-app-log-dir).</summary>
    public string RemoteRoot { get; init; } = YarnKeys.RemoteLogDirectory.Default;

    /// <summary>The directory below a user's (yarn.nodemanager.remote-app-log-dir-suffix, logs).</summary>
    public string Suffix { get; init; } = YarnKeys.RemoteLogSuffix.Default;

    /// <summary>Compressed with gzip, or not at all (yarn.nodemanager.log-aggregation.compression-type: none or gz).</summary>
    public bool Compress { get; init; }
}

/// <summary>When a disk counts as unusable.</summary>
public sealed record DiskHealthOptions
{
    /// <summary>
    /// Percent in use from which a disk takes no more (yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage).
    /// </summary>
    public float MaxUtilizationPercent { get; init; } = (float)NodeManagerKeys.MaxDiskPercent.Default;

    /// <summary>MiB that must be free (yarn.nodemanager.disk-health-checker.min-free-space-per-disk-mb).</summary>
    public long MinFreeMb { get; init; } = NodeManagerKeys.MinFreeMegabytes.Default;

    /// <summary>
    /// The part of the directories that must be good for the node to be healthy (yarn.nodemanager.disk-health-checker.min-healthy-disks).
    /// </summary>
    public float MinHealthyFraction { get; init; } = 0.25f;

    /// <summary>Between checks (yarn.nodemanager.disk-health-checker.interval-ms).</summary>
    public TimeSpan Interval { get; init; } = NodeManagerKeys.DiskInterval.Default;
}

/// <summary>A script that looks at the node's health.</summary>
public sealed record HealthScriptOptions
{
    /// <summary>The program (yarn.nodemanager.health-checker.NAME.path).</summary>
    public required string Path { get; init; }

    /// <summary>Its arguments (….opts, with commas between).</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Between runs (….interval-ms, 10 min).</summary>
    public TimeSpan Interval { get; init; } = NodeManagerKeys.HealthInterval.Default;

    /// <summary>After which it counts as hanging (….timeout-ms, 20 min).</summary>
    public TimeSpan Timeout { get; init; } = NodeManagerKeys.HealthTimeout.Default;
}
