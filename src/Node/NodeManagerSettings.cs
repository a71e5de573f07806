using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc;
using Hathi.MapReduce.Shuffle.Serve;
using Hathi.Yarn.NodeManager.Options;

namespace Hathi.Node;

/// <summary>The NodeManager's options, and those of its shuffle service, from Hadoop's keys.</summary>
internal static class NodeManagerSettings
{
    /// <summary>The one auxiliary service that there is.</summary>
    public const string Shuffle = "mapreduce_shuffle";

    /// <param name="conf">The node's configuration.</param>
    /// <param name="services">Those that were started.</param>
    /// <exception cref="ConfigurationException">A setting cannot be read.</exception>
    public static NodeManagerOptions Read(Configuration conf, IReadOnlyList<IAuxiliaryService> services)
    {
        var defaults = new DiskHealthOptions();
        var address = Endpoints.Read(conf, "yarn.nodemanager.address", $"{conf.GetString("yarn.nodemanager.hostname", "0.0.0.0")}:8041");
        return new NodeManagerOptions
        {
            ResourceTracker = RpcAddress.Parse(conf.GetString("yarn.resourcemanager.resource-tracker.address", $"{conf.GetString("yarn.resourcemanager.hostname", "0.0.0.0")}:8031")),
            Address = address,
            RunningConfiguration = () => RunningConfiguration.Of(conf),
            WebAddress = Endpoints.Read(conf, "yarn.nodemanager.webapp.address", $"{address.Address}:8042"),
            HostName = conf.GetString("yarn.nodemanager.hostname", address.Address.ToString()),
            User = Environment.UserName,
            LocalAddress = YarnEndpoints.Local(conf),
            LocalDirectories = LocalDirectories(conf),
            LogDirectories = Directories.All(conf, "yarn.nodemanager.log-dirs"),
            StateDirectory = conf.GetString("yarn.nodemanager.recovery.dir", Path.Combine(conf.GetString("hadoop.tmp.dir", "/tmp"), "yarn-nm-recovery")),
            Configuration = conf,
            Supervised = conf.GetBool("yarn.nodemanager.recovery.supervised", false),
            MemoryMb = conf.GetLong("yarn.nodemanager.resource.memory-mb", -1) is > 0 and var memory ? memory : 8192,
            VirtualCores = conf.GetInt("yarn.nodemanager.resource.cpu-vcores", -1) is > 0 and var cores ? cores : 8,
            AuxiliaryServices = services,
            DelayBeforeKill = DelayBeforeKill(conf),
            EnvironmentWhitelist = Strings(conf, "yarn.nodemanager.env-whitelist", "JAVA_HOME,HADOOP_COMMON_HOME,HADOOP_HDFS_HOME,HADOOP_CONF_DIR,CLASSPATH_PREPEND_DISTCACHE,HADOOP_YARN_HOME,HADOOP_HOME,PATH,LANG,TZ"),
            AdminEnvironment = NodeEnvironment.Read(conf),
            HathiHome = conf.GetString("hathi.worker.home", "") is { Length: > 0 } home ? home : null,
            UserHome = conf.GetString("yarn.nodemanager.user-home-dir", "/home/"),
            MonitorInterval = conf.GetPause("yarn.nodemanager.container-monitor.interval-ms", TimeSpan.FromSeconds(1)),
            CheckMemory = conf.GetBool("yarn.nodemanager.pmem-check-enabled", true),
            CacheBytes = conf.GetLong("yarn.nodemanager.localizer.cache.target-size-mb", 10_240) << 20,
            MaxFetches = Math.Max(1, conf.GetInt("yarn.nodemanager.localizer.fetch.thread-count", 8)),
            FetchStallLimit = conf.GetPause("hathi.nodemanager.localizer.fetch.stall-ms", TimeSpan.FromMinutes(10)),
            ErrorTailBytes = conf.GetInt("yarn.nodemanager.container.stderr.tail.bytes", 4096),
            DeleteDelay = TimeSpan.FromSeconds(Math.Max(0, conf.GetInt("yarn.nodemanager.delete.debug-delay-sec", 0))),
            LogAggregation = conf.GetBool("yarn.log-aggregation-enable", false) ? Logs(conf) : null,
            LogRetention = TimeSpan.FromSeconds(conf.GetLong("yarn.nodemanager.log.retain-seconds", 10_800)),
            Disks = defaults with
            {
                MaxUtilizationPercent = conf.GetInt("yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", 90),
                MinFreeMb = conf.GetLong("yarn.nodemanager.disk-health-checker.min-free-space-per-disk-mb", 0),
                Interval = conf.GetPause("yarn.nodemanager.disk-health-checker.interval-ms", defaults.Interval),
            },
            HealthScripts = HealthScripts.Read(conf),
        };
    }

    /// <summary>Whether this node serves map outputs.</summary>
    public static bool HasShuffle(Configuration conf) => conf.GetStrings("yarn.nodemanager.aux-services").Contains(Shuffle);

    /// <summary>The shuffle service listens beside the NodeManager, and reads its directories.</summary>
    public static ShuffleOptions ReadShuffle(Configuration conf) => new()
    {
        Address = new(Endpoints.Read(conf, "yarn.nodemanager.address", $"{conf.GetString("yarn.nodemanager.hostname", "0.0.0.0")}:8041").Address, conf.GetInt("mapreduce.shuffle.port", 13562)),
        LocalDirectories = LocalDirectories(conf),
    };

    // Apache sends SIGKILL at once for 0 and below.
    private static TimeSpan DelayBeforeKill(Configuration conf) =>
        new(Math.Clamp(conf.GetMilliseconds("yarn.nodemanager.sleep-delay-before-sigkill.ms", TimeSpan.FromMilliseconds(250)).Ticks, 0, Configuration.NoTimeout.Ticks));

    private static IReadOnlyList<string> LocalDirectories(Configuration conf) => Directories.All(conf, "yarn.nodemanager.local-dirs");

    private static LogAggregationOptions Logs(Configuration conf) => new()
    {
        RemoteRoot = conf.GetString("yarn.nodemanager.remote-app-log-dir", "/tmp/logs"),
        Suffix = conf.GetString("yarn.nodemanager.remote-app-log-dir-suffix", "logs"),
        Compress = conf.GetString("yarn.nodemanager.log-aggregation.compression-type", "none") == "gz",
    };

    private static IReadOnlyList<string> Strings(Configuration conf, string key, string otherwise) =>
        conf.GetStrings(key) is { Count: > 0 } set ? set : otherwise.Split(',');
}
