using System.Net;
using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc.Users;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.ResourceManager.Options;

namespace Hathi.Node;

/// <summary>The ResourceManager's options from Hadoop's keys.</summary>
internal static class ResourceManagerSettings
{
    /// <param name="conf">The node's configuration.</param>
    /// <param name="confDirectory">Holds capacity-scheduler.xml.</param>
    /// <param name="log">Is told of what is passed over.</param>
    /// <exception cref="ConfigurationException">A setting cannot be read.</exception>
    public static ResourceManagerOptions Read(Configuration conf, string confDirectory, INodeLog log)
    {
        var groups = RpcSettings.Groups(conf, log);
        var (rpc, refresh) = RpcSettings.WithRefresh(RpcSettings.Read(conf, groups), confDirectory, groups);
        var racks = RackTable.Read(conf.GetString("net.topology.table.file.name", ""));
        var addresses = new HostAddresses(Dns.GetHostAddresses);
        var hosts = NodeManagerHosts.AtStart(conf, addresses, log);
        return new ResourceManagerOptions
        {
            StateDirectory = conf.GetString("hathi.resourcemanager.state.dir", Path.Combine(conf.GetString("hadoop.tmp.dir", "/tmp"), "resourcemanager")),
            ClientAddress = YarnEndpoints.ClientAddress(conf),
            SchedulerAddress = YarnEndpoints.Of(conf, "yarn.resourcemanager.scheduler.address", 8030),
            TrackerAddress = YarnEndpoints.TrackerAddress(conf),
            AdminAddress = YarnEndpoints.Of(conf, "yarn.resourcemanager.admin.address", 8033),
            RunningConfiguration = () => RunningConfiguration.Of(conf),
            WebAddress = YarnEndpoints.Of(conf, "yarn.resourcemanager.webapp.address", 8088),
            Core = Core(conf, confDirectory) with { Lists = hosts.Known },
            ReadQueues = () => QueueFile.Read(confDirectory),
            ReadQueueAccess = () => QueueFile.ReadAccess(confDirectory),
            AccessListsEnabled = conf.GetBool("yarn.acl.enable", false),
            ReadNodeLists = () => RpcSettings.Again(confDirectory, now => Read(NodeManagerHosts.Read(now, addresses))),
            LookUpHosts = hosts.LookUp,
            RackOf = host => racks.GetValueOrDefault(host, "/default-rack"),
            GroupsOf = groups.GroupsOfAsync,
            LocalAddress = YarnEndpoints.Local(conf),
            RefreshGroups = groups.Refresh,
            ReadAdministrators = () => RpcSettings.Again(confDirectory, static now => AccessList.Parse(now.Get("yarn.admin.acl") ?? "*")),
            RefreshImpersonation = refresh,
            Rpc = rpc,
            MaxLaunches = conf.GetInt("yarn.resourcemanager.amlauncher.thread-count", 50),
        };
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
        MaxCompletedBytes = conf.GetSize("hathi.resourcemanager.completed.max-bytes", 32L << 20),
        MaxBytesOfUser = conf.GetSize("hathi.resourcemanager.user.max-submitted-bytes", 256L << 20),
        RecoveryWait = Milliseconds(conf, "yarn.resourcemanager.work-preserving-recovery.scheduling-wait-ms", 10_000),
        MaxPriority = conf.GetInt("yarn.cluster.max-application-priority", 0),
        NodeLocalityDelay = QueueFile.Settings(confDirectory).GetInt("yarn.scheduler.capacity.node-locality-delay", 40),
        RackLocalityAdditionalDelay = QueueFile.Settings(confDirectory).GetInt("yarn.scheduler.capacity.rack-locality-additional-delay", -1),
        PreemptionEnabled = conf.GetBool("yarn.resourcemanager.scheduler.monitor.enable", false),
        PreemptionInterval = Milliseconds(conf, "yarn.resourcemanager.monitor.capacity.preemption.monitoring_interval", 3_000),
        PreemptionWait = Milliseconds(conf, "yarn.resourcemanager.monitor.capacity.preemption.max_wait_before_kill", 15_000),
        Queues = QueueFile.Read(confDirectory),
    };

    private static ReadHosts<NodeLists> Read(NodeManagerHosts hosts) => new(hosts.Known, hosts.LookUp);

    private static long Milliseconds(Configuration conf, string key, long otherwise) =>
        (long)conf.GetMilliseconds(key, TimeSpan.FromMilliseconds(otherwise)).TotalMilliseconds;
}
