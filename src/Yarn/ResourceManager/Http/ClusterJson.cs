using System.Text.Json;
using Hathi.Web.Rest;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.ResourceManager.Calls;
using Hathi.Yarn.ResourceManager.Mapping;

namespace Hathi.Yarn.ResourceManager.Http;

/// <summary>The cluster and its nodes as Apache's REST has them (ClusterInfo, ClusterMetricsInfo, NodeInfo).</summary>
internal static class ClusterJson
{
    public static void WriteInfo(Utf8JsonWriter json, long started)
    {
        json.WriteNumber("id", started);
        json.WriteNumber("startedOn", started);
        json.WriteString("state", "STARTED");
        json.WriteString("haState", "ACTIVE");
        json.WriteString("rmStateStoreName", "hathi.DurableLog");
        json.WriteString("resourceManagerVersion", NodeCalls.Version);
        json.WriteString("resourceManagerBuildVersion", $"{NodeCalls.Version} from hathi");
        json.WriteString("resourceManagerVersionBuiltOn", "");
        json.WriteString("hadoopVersion", NodeCalls.Version);
        json.WriteString("hadoopBuildVersion", $"{NodeCalls.Version} from hathi");
        json.WriteString("hadoopVersionBuiltOn", "");
        json.WriteString("haZooKeeperConnectionState", "Could not find leader elector. Verify both HA and automatic failover are enabled.");
    }

    public static void Write(Utf8JsonWriter json, ClusterFigures figures)
    {
        var available = Resource.Max(Resource.None, figures.Total - figures.Allocated - figures.Reserved);
        json.WriteNumber("appsSubmitted", figures.AppsSubmitted);
        json.WriteNumber("appsCompleted", figures.AppsCompleted);
        json.WriteNumber("appsPending", figures.AppsPending);
        json.WriteNumber("appsRunning", figures.AppsRunning);
        json.WriteNumber("appsFailed", figures.AppsFailed);
        json.WriteNumber("appsKilled", figures.AppsKilled);
        json.WriteNumber("reservedMB", figures.Reserved.MemoryMiB);
        json.WriteNumber("availableMB", available.MemoryMiB);
        json.WriteNumber("allocatedMB", figures.Allocated.MemoryMiB);
        json.WriteNumber("pendingMB", figures.Pending.MemoryMiB);
        json.WriteNumber("reservedVirtualCores", figures.Reserved.VirtualCores);
        json.WriteNumber("availableVirtualCores", available.VirtualCores);
        json.WriteNumber("allocatedVirtualCores", figures.Allocated.VirtualCores);
        json.WriteNumber("pendingVirtualCores", figures.Pending.VirtualCores);
        json.WriteNumber("containersAllocated", figures.ContainersAllocated);
        json.WriteNumber("containersReserved", figures.ContainersReserved);
        json.WriteNumber("containersPending", IdMapping.ToInt(figures.ContainersPending));
        json.WriteNumber("totalMB", figures.Total.MemoryMiB);
        json.WriteNumber("utilizedMB", figures.Allocated.MemoryMiB);
        json.WriteNumber("totalVirtualCores", figures.Total.VirtualCores);
        json.WriteNumber("utilizedVirtualCores", figures.Allocated.VirtualCores);
        json.WriteNumber("utilizedMBPercent", Percent(figures.Allocated.MemoryMiB, figures.Total.MemoryMiB));
        json.WriteNumber("utilizedVirtualCoresPercent", Percent(figures.Allocated.VirtualCores, figures.Total.VirtualCores));
        json.WriteNumber("rmSchedulerBusyPercent", 0);
        json.WriteNumber("totalNodes", figures.TotalNodes);
        json.WriteNumber("lostNodes", figures.LostNodes);
        json.WriteNumber("unhealthyNodes", figures.UnhealthyNodes);
        json.WriteNumber("decommissioningNodes", figures.DecommissioningNodes);
        json.WriteNumber("decommissionedNodes", figures.DecommissionedNodes);
        json.WriteNumber("rebootedNodes", figures.RebootedNodes);
        json.WriteNumber("activeNodes", figures.ActiveNodes);
        json.WriteNumber("shutdownNodes", figures.ShutdownNodes);
        json.WriteNumber("containerAssignedPerSecond", 0);
        json.WriteResource("totalUsedResourcesAcrossPartition", figures.Allocated);
        json.WriteResource("totalClusterResourcesAcrossPartition", figures.Total);
        json.WriteResource("totalReservedResourcesAcrossPartition", figures.Reserved);
        json.WriteNumber("totalAllocatedContainersAcrossPartition", figures.ContainersAllocated);
        json.WriteBoolean("crossPartitionMetricsAvailable", true);
        json.WriteNumber("rmEventQueueSize", 0);
        json.WriteNumber("schedulerEventQueueSize", 0);
    }

    public static void Write(Utf8JsonWriter json, NodeReport node)
    {
        var available = Resource.Max(Resource.None, node.Capability - node.Used);
        json.WriteString("rack", node.Rack);
        json.WriteString("state", node.State.ToString().ToUpperInvariant());
        json.WriteString("id", node.Id.ToString());
        json.WriteString("nodeHostName", node.Id.Host);

        // Of one that is gone there is nothing to look at.
        var isGone = node.State is NodeState.Decommissioned or NodeState.Lost or NodeState.Rebooted or NodeState.Shutdown;
        json.WriteString("nodeHTTPAddress", isGone ? "" : node.HttpAddress);
        json.WriteNumber("lastHealthUpdate", node.LastHealthReportTime);
        json.WriteString("version", node.Version);
        json.WriteString("healthReport", node.HealthReport);
        json.WriteNumber("numContainers", node.Containers);
        json.WriteNumber("usedMemoryMB", node.Used.MemoryMiB);
        json.WriteNumber("availMemoryMB", available.MemoryMiB);
        json.WriteNumber("usedVirtualCores", node.Used.VirtualCores);
        json.WriteNumber("availableVirtualCores", available.VirtualCores);
        json.WriteFloat(
            "memUtilization", node.Capability.MemoryMiB == 0 ? 0 : node.NodeUtilization.PhysicalMiB * 100f / node.Capability.MemoryMiB);
        json.WriteFloat(
            "cpuUtilization", node.Capability.VirtualCores == 0 ? 0 : node.NodeUtilization.Cpu * 100 / node.Capability.VirtualCores);
        json.WriteNumber("numRunningOpportContainers", 0);
        json.WriteNumber("usedMemoryOpportGB", 0);
        json.WriteNumber("usedVirtualCoresOpport", 0);
        json.WriteNumber("numQueuedContainers", 0);
        json.WriteStartObject("allocationTags");
        json.WriteEndObject();
        json.WriteStartObject("resourceUtilization");
        json.WriteNumber("nodePhysicalMemoryMB", node.NodeUtilization.PhysicalMiB);
        json.WriteNumber("nodeVirtualMemoryMB", node.NodeUtilization.VirtualMiB);
        json.WriteDouble("nodeCPUUsage", node.NodeUtilization.Cpu);
        json.WriteNumber("aggregatedContainersPhysicalMemoryMB", node.ContainersUtilization.PhysicalMiB);
        json.WriteNumber("aggregatedContainersVirtualMemoryMB", node.ContainersUtilization.VirtualMiB);
        json.WriteDouble("containersCPUUsage", node.ContainersUtilization.Cpu);
        json.WriteEndObject();
        json.WriteResource("usedResource", node.Used);
        json.WriteResource("availableResource", available);
        json.WriteStartObject("nodeAttributesInfo");
        json.WriteEndObject();
        json.WriteResource("totalResource", node.Capability);
    }

    private static long Percent(long part, long whole) => whole == 0 ? 0 : (long)(Math.BigMul(part, 100L) / whole);
}
