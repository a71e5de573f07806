using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
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
        var address = Address(conf);
        return new NodeManagerOptions
        {
            ResourceTracker = RpcAddress.Parse(conf.Get(YarnKeys.TrackerAddress, $"{conf.Get(YarnKeys.ResourceManagerHost)}:8031")),
            Address = address,
            RunningConfiguration = () => RunningConfiguration.Of(conf),
            WebAddress = Endpoints.Read(conf, NodeManagerKeys.WebAddress, $"{address.Address}:8042"),
            HostName = conf.Get(NodeManagerKeys.HostName, address.Address.ToString()),
            User = Environment.UserName,
            LocalAddress = YarnEndpoints.Local(conf),
            LocalDirectories = LocalDirectories(conf),
            LogDirectories = Directories.All(conf, NodeManagerKeys.LogDirectories),
            StateDirectory = conf.Get(
                NodeManagerKeys.RecoveryDirectory, Path.Combine(conf.Get(HdfsKeys.TemporaryDirectory), "yarn-nm-recovery")),
            Configuration = conf,
            Supervised = conf.Get(NodeManagerKeys.Supervised),
            MemoryMb = conf.Get(NodeManagerKeys.Memory) is > 0 and var memory ? memory : 8192,
            VirtualCores = conf.Get(NodeManagerKeys.Cores) is > 0 and var cores ? cores : 8,
            AuxiliaryServices = services,
            DelayBeforeKill = DelayBeforeKill(conf),
            EnvironmentWhitelist = conf.Get(NodeManagerKeys.EnvironmentWhitelist) is { Count: > 0 } told
                ? told
                : NodeManagerKeys.EnvironmentWhitelist.Default,
            AdminEnvironment = NodeEnvironment.Read(conf),
            HathiHome = conf.Get(MapReduceKeys.WorkerHome) is { Length: > 0 } home ? home : null,
            UserHome = conf.Get(NodeManagerKeys.UserHome),
            MonitorInterval = conf.Get(NodeManagerKeys.MonitorInterval),
            CheckMemory = conf.Get(NodeManagerKeys.CheckMemory),
            CacheBytes = conf.Get(NodeManagerKeys.CacheMegabytes) << 20,
            MaxFetches = Math.Max(1, conf.Get(NodeManagerKeys.MaxFetches)),
            FetchStallLimit = conf.Get(NodeManagerKeys.FetchStallLimit),
            ErrorTailBytes = conf.Get(NodeManagerKeys.ErrorTailBytes),
            DeleteDelay = TimeSpan.FromSeconds(Math.Max(0, conf.Get(NodeManagerKeys.DeleteDelaySeconds))),
            LogAggregation = conf.Get(NodeManagerKeys.LogAggregation) ? Logs(conf) : null,
            LogRetention = TimeSpan.FromSeconds(conf.Get(NodeManagerKeys.LogRetentionSeconds)),
            Disks = new DiskHealthOptions
            {
                MaxUtilizationPercent = (float)conf.Get(NodeManagerKeys.MaxDiskPercent),
                MinFreeMb = conf.Get(NodeManagerKeys.MinFreeMegabytes),
                Interval = conf.Get(NodeManagerKeys.DiskInterval),
            },
            HealthScripts = HealthScripts.Read(conf),
        };
    }

    private static System.Net.IPEndPoint Address(Configuration conf) =>
        Endpoints.Read(conf, NodeManagerKeys.Address, $"{conf.Get(NodeManagerKeys.HostName)}:8041");

    /// <summary>Whether this node serves map outputs.</summary>
    public static bool HasShuffle(Configuration conf) => conf.Get(NodeManagerKeys.Services).Contains(Shuffle);

    /// <summary>The shuffle service listens beside the NodeManager, and reads its directories.</summary>
    public static ShuffleOptions ReadShuffle(Configuration conf) => new()
    {
        Address = new(Address(conf).Address, conf.Get(NodeManagerKeys.ShufflePort)),
        LocalDirectories = LocalDirectories(conf),
    };

    // Apache sends SIGKILL at once for 0 and below.
    private static TimeSpan DelayBeforeKill(Configuration conf) =>
        new(Math.Clamp(conf.Get(NodeManagerKeys.DelayBeforeKill).Ticks, 0, Configuration.NoTimeout.Ticks));

    private static IReadOnlyList<string> LocalDirectories(Configuration conf) => Directories.All(conf, NodeManagerKeys.LocalDirectories);

    private static LogAggregationOptions Logs(Configuration conf) => new()
    {
        RemoteRoot = conf.Get(YarnKeys.RemoteLogDirectory),
        Suffix = conf.Get(YarnKeys.RemoteLogSuffix),
        Compress = conf.Get(NodeManagerKeys.LogCompression) == "gz",
    };
}
