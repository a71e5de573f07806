using Hathi.Hdfs.Client;
using Hathi.Hdfs.NameNode;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.ResourceManager;
using Hathi.Yarn.ResourceManager;
using Hathi.Yarn.ResourceManager.Access;

namespace Hathi.Node;

/// <summary>The ResourceManager's options from Hadoop's keys.</summary>
internal static class ResourceManagerSettings
{
    /// <param name="conf">The node's configuration.</param>
    /// <param name="confDirectory">Holds capacity-scheduler.xml.</param>
    /// <exception cref="ConfigurationException">A setting cannot be read.</exception>
    public static ResourceManagerOptions Read(Configuration conf, string confDirectory)
    {
        var groups = new OsUserGroups();
        var rpc = RpcSettings.Read(conf, groups);
        var impersonation = rpc.MayImpersonate;
        var racks = RackTable.Read(conf.GetString("net.topology.table.file.name", ""));
        return new ResourceManagerOptions
        {
            StateDirectory = conf.GetString("hathi.resourcemanager.state.dir", Path.Combine(conf.GetString("hadoop.tmp.dir", "/tmp"), "resourcemanager")),
            ClientAddress = YarnEndpoints.ClientAddress(conf),
            SchedulerAddress = YarnEndpoints.Of(conf, "yarn.resourcemanager.scheduler.address", 8030),
            TrackerAddress = YarnEndpoints.TrackerAddress(conf),
            AdminAddress = YarnEndpoints.Of(conf, "yarn.resourcemanager.admin.address", 8033),
            WebAddress = YarnEndpoints.Of(conf, "yarn.resourcemanager.webapp.address", 8088),
            Core = Core(conf, confDirectory),
            ReadQueues = () => QueueFile.Read(confDirectory),
            ReadQueueAccess = () => QueueFile.ReadAccess(confDirectory),
            AccessListsEnabled = conf.GetBool("yarn.acl.enable", false),
            ReadNodeLists = () => Lists(conf),
            RackOf = host => racks.GetValueOrDefault(host, "/default-rack"),
            GroupsOf = user => groups.GroupsOf(user),
            LocalAddress = YarnEndpoints.Local(conf),
            RefreshGroups = groups.Refresh,
            ReadAdministrators = () => AccessList.Parse(Again(confDirectory).Get("yarn.admin.acl") ?? "*"),
            RefreshImpersonation = () => Volatile.Write(ref impersonation, RpcSettings.Read(Again(confDirectory), groups).MayImpersonate),
            Rpc = rpc with { MayImpersonate = (real, user, from) => Volatile.Read(ref impersonation)(real, user, from) },
            MaxLaunches = conf.GetInt("yarn.resourcemanager.amlauncher.thread-count", 50),
        };
    }

    // As it is now; a file that cannot be read leaves everything as it was.
    private static Configuration Again(string confDirectory)
    {
        try
        {
            return Configuration.Load(confDirectory);
        }
        catch (ConfigurationException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private static RmOptions Core(Configuration conf, string confDirectory) => new()
    {
        MinimumAllocation = new Resource(conf.GetLong("yarn.scheduler.minimum-allocation-mb", 1024), conf.GetInt("yarn.scheduler.minimum-allocation-vcores", 1)),
        MaximumAllocation = new Resource(conf.GetLong("yarn.scheduler.maximum-allocation-mb", 8192), conf.GetInt("yarn.scheduler.maximum-allocation-vcores", 4)),
        CpuDecides = QueueFile.Settings(confDirectory).GetString("yarn.scheduler.capacity.resource-calculator", "").EndsWith("DominantResourceCalculator", StringComparison.Ordinal),
        MaxAttempts = conf.GetInt("yarn.resourcemanager.am.max-attempts", 2),
        MasterExpiry = Milliseconds(conf, "yarn.am.liveness-monitor.expiry-interval-ms", 600_000),
        NodeExpiry = Milliseconds(conf, "yarn.nm.liveness-monitor.expiry-interval-ms", 600_000),
        AllocationExpiry = Milliseconds(conf, "yarn.resourcemanager.rm.container-allocation.expiry-interval-ms", 600_000),
        HeartbeatInterval = Milliseconds(conf, "yarn.resourcemanager.nodemanagers.heartbeat-interval-ms", 1_000),
        SkipNodeMultiplier = conf.GetInt("yarn.scheduler.skip.node.multiplier", 2),
        MaxCompletedApplications = conf.GetInt("yarn.resourcemanager.max-completed-applications", 1_000),
        RecoveryWait = Milliseconds(conf, "yarn.resourcemanager.work-preserving-recovery.scheduling-wait-ms", 10_000),
        MaxPriority = conf.GetInt("yarn.cluster.max-application-priority", 0),
        NodeLocalityDelay = QueueFile.Settings(confDirectory).GetInt("yarn.scheduler.capacity.node-locality-delay", 40),
        RackLocalityAdditionalDelay = QueueFile.Settings(confDirectory).GetInt("yarn.scheduler.capacity.rack-locality-additional-delay", -1),
        PreemptionEnabled = conf.GetBool("yarn.resourcemanager.scheduler.monitor.enable", false),
        PreemptionInterval = Milliseconds(conf, "yarn.resourcemanager.monitor.capacity.preemption.monitoring_interval", 3_000),
        PreemptionWait = Milliseconds(conf, "yarn.resourcemanager.monitor.capacity.preemption.max_wait_before_kill", 15_000),
        Queues = QueueFile.Read(confDirectory),
        Lists = Lists(conf),
    };

    private static NodeLists Lists(Configuration conf) =>
        new(Hosts(conf.GetString("yarn.resourcemanager.nodes.include-path", "")), Hosts(conf.GetString("yarn.resourcemanager.nodes.exclude-path", "")));

    // One host a word; a line may end in a comment.
    private static HashSet<string> Hosts(string file) => file.Length == 0 || !File.Exists(file)
        ? []
        : [.. File.ReadLines(file).SelectMany(l => l.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))];

    private static long Milliseconds(Configuration conf, string key, long otherwise) =>
        (long)conf.GetMilliseconds(key, TimeSpan.FromMilliseconds(otherwise)).TotalMilliseconds;
}
