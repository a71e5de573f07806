using System.Globalization;
using System.Net;
using Hathi.Lab.Spec;

namespace Hathi.Lab;

/// <summary>
/// Settings of YARN and MapReduce in a lab. Keys and their meaning: Apache's yarn-default.xml and mapred-default.xml (3.5.0).
/// </summary>
internal static class YarnSite
{
    /// <summary>A job's master takes 1.5 GiB and a task 1 GiB where nothing else is said: with less on a node no job would start.</summary>
    private const long LeastMegabytes = 2048;

    private const long StepMegabytes = 256;

    /// <summary>What all nodes and clients share.</summary>
    public static Dictionary<string, string> Shared(LabSpec spec, string master) => new(StringComparer.Ordinal)
    {
        ["yarn.resourcemanager.hostname"] = master,
        ["yarn.log-aggregation-enable"] = "true",
        ["yarn.log.server.url"] = $"http://{master}:19888/jobhistory/logs",
        ["yarn.nodemanager.aux-services"] = "mapreduce_shuffle",
        ["yarn.scheduler.minimum-allocation-mb"] = "128",
        ["yarn.scheduler.maximum-allocation-mb"] = Text(NodeMegabytes(spec)),

        // Small labs would else give a single job's master: 10 % of the cluster.
        ["yarn.scheduler.capacity.maximum-am-resource-percent"] = "0.5",
        ["yarn.scheduler.capacity.root.queues"] = "default",
        ["yarn.scheduler.capacity.root.default.capacity"] = "100",

        // A lab notices a dead node in seconds rather than in ten minutes: it is there to be watched.
        ["yarn.nm.liveness-monitor.expiry-interval-ms"] = "6000",

        // A master's end is told by its node, or by that node's death: only one that hangs is waited for so long. A JVM that starts on a
        // busy laptop needs a minute.
        ["yarn.am.liveness-monitor.expiry-interval-ms"] = "180000",
        ["yarn.resourcemanager.nodemanagers.heartbeat-interval-ms"] = "500",

        // A master whose application is killed clears up between SIGTERM and SIGKILL; on a laptop that works for many nodes a quarter of a
        // second is not enough for it.
        ["yarn.nodemanager.sleep-delay-before-sigkill.ms"] = "3000",

        // Who looks for a ResourceManager that starts again finds it at once, not after half a minute.
        ["yarn.resourcemanager.connect.retry-interval.ms"] = "1000",
        ["mapreduce.framework.name"] = "yarn",
        ["mapreduce.jobhistory.address"] = $"{master}:10020",
        ["mapreduce.jobhistory.webapp.address"] = $"{master}:19888",

        // All nodes of a lab are on this machine: what runs a task is there already, and need not be sent as to other clusters.
        ["hathi.worker.home"] = AppContext.BaseDirectory.TrimEnd('/'),
    };

    /// <summary>Where a node's containers work.</summary>
    public static string LocalDirectory(string nodeDirectory) => Path.Combine(nodeDirectory, "nm-local");

    /// <summary>What one node has for itself.</summary>
    public static Dictionary<string, string> Own(LabHome home, LabSpec spec, NodeSpec node, IPAddress address)
    {
        var directory = home.NodeDirectory(node.Name);
        return new(StringComparer.Ordinal)
        {
            ["yarn.resourcemanager.bind-host"] = address.ToString(),
            ["hathi.resourcemanager.state.dir"] = Path.Combine(directory, "resourcemanager"),
            ["yarn.nodemanager.hostname"] = address.ToString(),
            ["yarn.nodemanager.bind-host"] = address.ToString(),
            ["yarn.nodemanager.address"] = $"{address}:8041",
            ["yarn.nodemanager.webapp.address"] = $"{address}:8042",
            ["yarn.nodemanager.local-dirs"] = LocalDirectory(directory),
            ["yarn.nodemanager.log-dirs"] = Path.Combine(directory, "nm-logs"),
            ["yarn.nodemanager.recovery.enabled"] = "true",
            ["yarn.nodemanager.recovery.dir"] = Path.Combine(directory, "nm-recovery"),
            ["yarn.nodemanager.resource.memory-mb"] = Text(NodeMegabytes(spec)),
            ["yarn.nodemanager.resource.cpu-vcores"] = Text(Math.Max(8, Environment.ProcessorCount)),
            ["yarn.nodemanager.vmem-check-enabled"] = "false",

            // The nodes share a disk with everything else on the machine; Apache's 90 % would take all of them out at once.
            ["yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage"] = "99",
        };
    }

    // Three quarters of the machine, shared by the nodes that run containers.
    private static long NodeMegabytes(LabSpec spec)
    {
        var nodes = Math.Max(1, spec.Nodes.Count(n => n.Roles.Contains("nodemanager")));
        var share = (GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20) * 3 / 4 / nodes;
        return Math.Max(LeastMegabytes, share / StepMegabytes * StepMegabytes);
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
