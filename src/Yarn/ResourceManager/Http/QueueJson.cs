using System.Globalization;
using System.Text.Json;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.ResourceManager.Mapping;

namespace Hathi.Yarn.ResourceManager.Http;

/// <summary>The queues as Apache's REST has those of its CapacityScheduler (CapacitySchedulerInfo, CapacitySchedulerLeafQueueInfo).</summary>
internal static class QueueJson
{
    /// <summary>Members of the top: what Apache calls schedulerInfo.</summary>
    public static void WriteRoot(Utf8JsonWriter json, QueueReport root, Resource maximumAllocation)
    {
        json.WriteString("type", "capacityScheduler");
        json.WriteNumber("capacity", root.Capacity);
        json.WriteNumber("usedCapacity", root.UsedCapacity);
        json.WriteNumber("maxCapacity", root.MaximumCapacity);
        json.WriteNumber("weight", root.Weight);
        json.WriteNumber("normalizedWeight", root.NormalizedWeight);
        WriteVector(json, root);
        json.WriteString("queueName", root.Name);
        json.WriteString("queuePath", root.Path);
        json.WriteNumber("maxParallelApps", int.MaxValue);
        json.WriteBoolean("isAbsoluteResource", root.ConfiguredMinimum is not null);
        WriteChildren(json, root, maximumAllocation);
        WriteCapacities(json, root);
        json.WriteResource("maximumAllocation", maximumAllocation);
        WriteRest(json, root, "utilization");
    }

    private static void WriteChildren(Utf8JsonWriter json, QueueReport queue, Resource maximumAllocation)
    {
        json.WriteStartObject("queues");
        json.WriteStartArray("queue");
        foreach (var child in queue.Children)
        {
            json.WriteStartObject();
            Write(json, child, maximumAllocation);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, QueueReport queue, Resource maximumAllocation)
    {
        json.WriteString("type", queue.IsLeaf ? "capacitySchedulerLeafQueueInfo" : "capacitySchedulerQueueInfo");
        json.WriteString("queuePath", queue.Path);
        json.WriteNumber("capacity", queue.Capacity);
        json.WriteNumber("usedCapacity", queue.UsedCapacity);
        json.WriteNumber("maxCapacity", queue.MaximumCapacity);
        json.WriteNumber("absoluteCapacity", queue.AbsoluteCapacity);
        json.WriteNumber("absoluteMaxCapacity", queue.AbsoluteMaximumCapacity);
        json.WriteNumber("absoluteUsedCapacity", queue.AbsoluteUsedCapacity);
        json.WriteNumber("weight", queue.Weight);
        json.WriteNumber("normalizedWeight", queue.NormalizedWeight);
        json.WriteNumber("numApplications", queue.ActiveApplications + queue.PendingApplications);
        json.WriteNumber("maxParallelApps", int.MaxValue);
        json.WriteString("queueName", queue.Name);
        json.WriteBoolean("isAbsoluteResource", queue.ConfiguredMinimum is not null);
        json.WriteString("state", queue.State.ToString().ToUpperInvariant());
        json.WriteResource("resourcesUsed", queue.Used);
        json.WriteBoolean("hideReservationQueues", false);
        json.WriteStartArray("nodeLabels");
        json.WriteStringValue("*");
        json.WriteEndArray();
        json.WriteNumber("allocatedContainers", queue.Containers);
        json.WriteNumber("reservedContainers", queue.ReservedContainers);
        json.WriteNumber("pendingContainers", queue.PendingContainers);
        WriteCapacities(json, queue);
        json.WriteUsages("resources", queue.Used, queue.Reserved, queue.Pending, Resource.None, Resource.None, Resource.None);
        json.WriteResource("minEffectiveCapacity", queue.Guaranteed);
        json.WriteResource("maxEffectiveCapacity", queue.Maximum);
        json.WriteResource("maximumAllocation", maximumAllocation);
        WriteRest(json, queue, queue.OrderingPolicy);
        if (queue.IsLeaf)
        {
            WriteLeaf(json, queue);
        }
        else
        {
            WriteChildren(json, queue, maximumAllocation);
        }
    }

    private static void WriteCapacities(Utf8JsonWriter json, QueueReport queue)
    {
        json.WriteStartObject("capacities");
        json.WriteStartArray("queueCapacitiesByPartition");
        json.WriteStartObject();
        json.WriteString("partitionName", "");
        WriteVector(json, queue);
        json.WriteNumber("capacity", queue.Capacity);
        json.WriteNumber("usedCapacity", queue.UsedCapacity);
        json.WriteNumber("maxCapacity", queue.MaximumCapacity);
        json.WriteNumber("absoluteCapacity", queue.AbsoluteCapacity);
        json.WriteNumber("absoluteUsedCapacity", queue.AbsoluteUsedCapacity);
        json.WriteNumber("absoluteMaxCapacity", queue.AbsoluteMaximumCapacity);
        json.WriteNumber("maxAMLimitPercentage", queue.IsLeaf ? queue.MaximumAmResourcePercent * 100 : 0);
        json.WriteNumber("weight", queue.Weight);
        json.WriteNumber("normalizedWeight", queue.NormalizedWeight);
        json.WriteResource("configuredMinResource", queue.ConfiguredMinimum ?? Resource.None);
        json.WriteResource("configuredMaxResource", queue.ConfiguredMaximum ?? Resource.None);
        json.WriteResource("effectiveMinResource", queue.Guaranteed);
        json.WriteResource("effectiveMaxResource", queue.Maximum);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string ModeOf(QueueReport queue) => queue.ConfiguredMinimum is not null ? "absolute" : queue.Weight >= 0 ? "weight" : "percentage";

    private static void WriteVector(Utf8JsonWriter json, QueueReport queue)
    {
        var share = queue.Weight >= 0 ? queue.Weight.ToString("0.0###", CultureInfo.InvariantCulture) + "w" : queue.Capacity.ToString("0.0###", CultureInfo.InvariantCulture) + "%";
        var (memory, cores) = queue.ConfiguredMinimum is { } least
            ? (least.MemoryMiB.ToString("0.0", CultureInfo.InvariantCulture), least.VirtualCores.ToString("0.0", CultureInfo.InvariantCulture))
            : (share, share);
        json.WriteStartObject("queueCapacityVectorInfo");
        json.WriteString("configuredCapacityVector", $"[{IdMapping.MemoryName}={memory},{IdMapping.CoresName}={cores}]");
        ClusterRest.Array(json, "capacityVectorEntries", [IdMapping.MemoryName, IdMapping.CoresName], name =>
        {
            json.WriteString("resourceName", name);
            json.WriteString("resourceValue", name == IdMapping.MemoryName ? memory : cores);
        });
        json.WriteEndObject();
    }

    private static void WriteRest(Utf8JsonWriter json, QueueReport queue, string orderingPolicy)
    {
        ClusterRest.Object(json, "queueAcls", () => ClusterRest.Array(json, "queueAcl", ["ADMINISTER_QUEUE", "APPLICATION_MAX_PRIORITY", "SUBMIT_APP"], type =>
        {
            json.WriteString("accessType", type);
            json.WriteString("accessControlList", "*");
        }));
        json.WriteNumber("queuePriority", 0);
        json.WriteString("orderingPolicyInfo", orderingPolicy);
        json.WriteString("mode", ModeOf(queue));
        json.WriteString("queueType", queue.IsLeaf ? "leaf" : "parent");
        json.WriteString("creationMethod", "static");
        json.WriteString("autoCreationEligibility", "off");
        if (queue.IsLeaf)
        {
            json.WriteBoolean("autoCreateChildQueueEnabled", false);
        }
    }

    private static void WriteLeaf(Utf8JsonWriter json, QueueReport queue)
    {
        json.WriteNumber("numActiveApplications", queue.ActiveApplications);
        json.WriteNumber("numPendingApplications", queue.PendingApplications);
        json.WriteNumber("numContainers", queue.Containers);
        json.WriteNumber("maxApplications", queue.MaximumApplications);
        json.WriteNumber("maxApplicationsPerUser", queue.MaximumApplications);
        json.WriteNumber("userLimit", queue.MinimumUserLimitPercent);
        json.WriteStartObject("users");
        json.WriteStartArray("user");
        foreach (var user in queue.Users)
        {
            json.WriteStartObject();
            json.WriteString("username", user.Name);
            json.WriteResource("resourcesUsed", user.Used);
            json.WriteNumber("numPendingApplications", user.Pending);
            json.WriteNumber("numActiveApplications", user.Active);
            json.WriteResource("AMResourceUsed", Resource.None);
            json.WriteResource("userResourceLimit", user.Limit);
            json.WriteNumber("userWeight", 1f);
            json.WriteBoolean("isActive", user.Active > 0);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteNumber("userLimitFactor", queue.UserLimitFactor);
        json.WriteNumber("configuredMaxAMResourceLimit", queue.MaximumAmResourcePercent);
        json.WriteResource("AMResourceLimit", Share(queue.Maximum, queue.MaximumAmResourcePercent));
        json.WriteResource("userAMResourceLimit", Share(queue.Maximum, queue.MaximumAmResourcePercent));
        json.WriteBoolean("preemptionDisabled", queue.PreemptionDisabled);
        json.WriteBoolean("intraQueuePreemptionDisabled", true);
        json.WriteNumber("defaultPriority", 0);
        json.WriteBoolean("isAutoCreatedLeafQueue", false);
        json.WriteNumber("maxApplicationLifetime", -1);
        json.WriteNumber("defaultApplicationLifetime", -1);
    }

    private static Resource Share(Resource whole, float share) => new((long)(whole.MemoryMiB * share), (int)(whole.VirtualCores * share));
}
