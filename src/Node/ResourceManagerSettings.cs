using System.Net;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hadoop.Rpc.Users;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.ResourceManager.Options;
using Microsoft.Extensions.Logging;

namespace Hathi.Node;

/// <summary>The ResourceManager's options from Hadoop's keys.</summary>
internal static class ResourceManagerSettings
{
    /// <param name="conf">The node's configuration.</param>
    /// <param name="confDirectory">Holds capacity-scheduler.xml.</param>
    /// <param name="log">Is told of what is passed over.</param>
    /// <exception cref="ConfigurationException">A setting cannot be read.</exception>
    public static ResourceManagerOptions Read(Configuration conf, string confDirectory, ILogger log)
    {
        var groups = RpcSettings.Groups(conf, log);
        var (rpc, refresh) = RpcSettings.WithRefresh(RpcSettings.Read(conf, groups), confDirectory, groups);
        var racks = RackTable.Read(conf.Get(RpcKeys.RackTable));
        var addresses = new HostAddresses(Dns.GetHostAddresses);
        var hosts = NodeManagerHosts.AtStart(conf, addresses, log);
        var queues = QueueFile.Settings(confDirectory);
        ForeignKeys.Tell(queues, log);
        return new ResourceManagerOptions
        {
            StateDirectory = conf.Get(
                ResourceManagerKeys.StateDirectory, Path.Combine(conf.Get(HdfsKeys.TemporaryDirectory), "resourcemanager")),
            ClientAddress = YarnEndpoints.ClientAddress(conf),
            SchedulerAddress = YarnEndpoints.Of(conf, YarnKeys.SchedulerAddress, 8030),
            TrackerAddress = YarnEndpoints.TrackerAddress(conf),
            AdminAddress = YarnEndpoints.Of(conf, YarnKeys.AdminAddress, 8033),
            RunningConfiguration = () => RunningConfiguration.Of(conf),
            WebAddress = YarnEndpoints.Of(conf, YarnKeys.WebAddress, 8088),
            Core = Core(conf, queues, confDirectory) with { Lists = hosts.Known },
            ReadQueues = () => RpcSettings.Asked(() => QueueFile.Read(confDirectory)),
            ReadQueueAccess = () => RpcSettings.Asked(() => QueueFile.ReadAccess(confDirectory)),
            AccessListsEnabled = conf.Get(ResourceManagerKeys.AccessLists),
            ReadNodeLists = () => RpcSettings.Again(confDirectory, now => Read(NodeManagerHosts.Read(now, addresses))),
            LookUpHosts = hosts.LookUp,
            RackOf = host => racks.GetValueOrDefault(host, "/default-rack"),
            GroupsOf = groups.GroupsOfAsync,
            LocalAddress = YarnEndpoints.Local(conf),
            RefreshGroups = groups.Refresh,
            ReadAdministrators = () => RpcSettings.Again(
                confDirectory, static now => AccessList.Parse(now.GetExact(ResourceManagerKeys.Administrators))),
            RefreshImpersonation = refresh,
            Rpc = rpc,
            MaxLaunches = conf.Get(ResourceManagerKeys.MaxLaunches),
        };
    }

    private static RmOptions Core(Configuration conf, Configuration queues, string confDirectory) => new()
    {
        MinimumAllocation = new Resource(conf.Get(ResourceManagerKeys.MinimumMemory), conf.Get(ResourceManagerKeys.MinimumCores)),
        MaximumAllocation = new Resource(conf.Get(ResourceManagerKeys.MaximumMemory), conf.Get(ResourceManagerKeys.MaximumCores)),
        CpuDecides = queues.Get(QueueKeys.ResourceCalculator).EndsWith("DominantResourceCalculator", StringComparison.Ordinal),
        MaxAttempts = conf.Get(ResourceManagerKeys.MaxAttempts),
        MasterExpiry = Milliseconds(conf, ResourceManagerKeys.MasterExpiry),
        NodeExpiry = Milliseconds(conf, ResourceManagerKeys.NodeExpiry),
        AllocationExpiry = Milliseconds(conf, ResourceManagerKeys.AllocationExpiry),
        HeartbeatInterval = Milliseconds(conf, ResourceManagerKeys.HeartbeatInterval),
        SkipNodeMultiplier = conf.Get(ResourceManagerKeys.SkipNodeMultiplier),
        MaxCompletedApplications = conf.Get(ResourceManagerKeys.MaxCompletedApplications),
        MaxCompletedBytes = conf.Get(ResourceManagerKeys.MaxCompletedBytes),
        MaxBytesOfUser = conf.Get(ResourceManagerKeys.MaxBytesOfUser),
        RecoveryWait = Milliseconds(conf, ResourceManagerKeys.RecoveryWait),
        MaxPriority = conf.Get(ResourceManagerKeys.MaxPriority),
        NodeLocalityDelay = queues.Get(QueueKeys.NodeLocalityDelay),
        RackLocalityAdditionalDelay = queues.Get(QueueKeys.RackLocalityAdditionalDelay),
        PreemptionEnabled = conf.Get(ResourceManagerKeys.Preemption),
        PreemptionInterval = Milliseconds(conf, ResourceManagerKeys.PreemptionInterval),
        PreemptionWait = Milliseconds(conf, ResourceManagerKeys.PreemptionWait),
        Queues = QueueFile.Read(confDirectory),
    };

    private static ReadHosts<NodeLists> Read(NodeManagerHosts hosts) => new(hosts.Known, hosts.LookUp);

    private static long Milliseconds(Configuration conf, Setting<TimeSpan> key) => (long)conf.Get(key).TotalMilliseconds;
}
