using System.Globalization;
using System.Text.Json;
using Hathi.Web.Rest;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.ResourceManager.Mapping;

namespace Hathi.Yarn.ResourceManager.Http;

/// <summary>
/// The queues as Apache's REST has those of its CapacityScheduler (CapacitySchedulerInfo, CapacitySchedulerLeafQueueInfo).
/// </summary>
internal static class QueueJson
{
    /// <summary>Members of the top: what Apache calls schedulerInfo.</summary>
    public static void WriteRoot(Utf8JsonWriter json, QueueReport root, Resource maximumAllocation)
    {
        json.WriteString("type", "capacityScheduler");
        json.WriteFloat("capacity", root.Capacity);
        json.WriteFloat("usedCapacity", root.UsedCapacity);
        json.WriteFloat("maxCapacity", root.MaximumCapacity);
        json.WriteFloat("weight", root.Weight);
        json.WriteFloat("normalizedWeight", root.NormalizedWeight);
        WriteVector(json, root);
        json.WriteString("queueName", root.Name);
        json.WriteString("queuePath", root.Path);
        json.WriteNumber("maxParallelApps", int.MaxValue);
        json.WriteBoolean("isAbsoluteResource", root.ConfiguredMinimum is not null);
        WriteChildren(json, root, maximumAllocation);
        WriteCapacities(json, root);
        json.WriteResource("maximumAllocation", maximumAllocation);
        WriteRest(json, root, "utilization", isRoot: true);
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
        json.WriteFloat("capacity", queue.Capacity);
        json.WriteFloat("usedCapacity", queue.UsedCapacity);
        json.WriteFloat("maxCapacity", queue.MaximumCapacity);
        json.WriteFloat("absoluteCapacity", queue.AbsoluteCapacity);
        json.WriteFloat("absoluteMaxCapacity", queue.AbsoluteMaximumCapacity);
        json.WriteFloat("absoluteUsedCapacity", queue.AbsoluteUsedCapacity);
        json.WriteFloat("weight", queue.Weight);
        json.WriteFloat("normalizedWeight", queue.NormalizedWeight);
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
        json.WriteUsages(
            "resources", queue.Used, queue.Reserved, queue.Pending, queue.MastersUsed, queue.MastersLimit, queue.UserMastersLimit);
        json.WriteResource("minEffectiveCapacity", queue.Guaranteed);
        json.WriteResource("maxEffectiveCapacity", queue.Maximum);
        json.WriteResource("maximumAllocation", maximumAllocation);
        WriteRest(json, queue, queue.OrderingPolicy, isRoot: false);
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
        json.WriteFloat("capacity", queue.Capacity);
        json.WriteFloat("usedCapacity", queue.UsedCapacity);
        json.WriteFloat("maxCapacity", queue.MaximumCapacity);
        json.WriteFloat("absoluteCapacity", queue.AbsoluteCapacity);
        json.WriteFloat("absoluteUsedCapacity", queue.AbsoluteUsedCapacity);
        json.WriteFloat("absoluteMaxCapacity", queue.AbsoluteMaximumCapacity);
        json.WriteFloat("maxAMLimitPercentage", queue.IsLeaf ? queue.MaximumAmResourcePercent * 100 : 0);
        json.WriteFloat("weight", queue.Weight);
        json.WriteFloat("normalizedWeight", queue.NormalizedWeight);
        json.WriteResource("configuredMinResource", queue.ConfiguredMinimum ?? Resource.None);
        json.WriteResource("configuredMaxResource", queue.ConfiguredMaximum ?? Resource.None);
        json.WriteResource("effectiveMinResource", queue.Guaranteed);
        json.WriteResource("effectiveMaxResource", queue.Maximum);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string ModeOf(QueueReport queue) =>
        queue.ConfiguredMinimum is not null ? "absolute" : queue.Weight >= 0 ? "weight" : "percentage";

    private static void WriteVector(Utf8JsonWriter json, QueueReport queue)
    {
        var share = queue.Weight >= 0
            ? queue.Weight.ToString("0.0###", CultureInfo.InvariantCulture) + "w"
            : queue.Capacity.ToString("0.0###", CultureInfo.InvariantCulture) + "%";
        var (memory, cores) = queue.ConfiguredMinimum is { } least
            ? (least.MemoryMiB.ToString("0.0", CultureInfo.InvariantCulture),
                least.VirtualCores.ToString("0.0", CultureInfo.InvariantCulture))
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

    private static void WriteRest(Utf8JsonWriter json, QueueReport queue, string orderingPolicy, bool isRoot)
    {
        ClusterRest.Object(json, "queueAcls", () => ClusterRest.Array(
            json, "queueAcl", ["ADMINISTER_QUEUE", "APPLICATION_MAX_PRIORITY", "SUBMIT_APP"], type =>
        {
            json.WriteString("accessType", type);
            json.WriteString("accessControlList", "*");
        }));
        json.WriteNumber("queuePriority", 0);
        json.WriteString("orderingPolicyInfo", orderingPolicy);
        if (!isRoot)
        {
            json.WriteBoolean("autoCreateChildQueueEnabled", false);
            WriteNothing(json, "leafQueueTemplate");
        }

        json.WriteString("mode", ModeOf(queue));
        json.WriteString("queueType", queue.IsLeaf ? "leaf" : "parent");
        json.WriteString("creationMethod", "static");
        json.WriteString("autoCreationEligibility", "off");
        WriteNothing(json, "autoQueueTemplateProperties");
        WriteNothing(json, "autoQueueParentTemplateProperties");
        WriteNothing(json, "autoQueueLeafTemplateProperties");
    }

    // Of queues that make themselves there are none.
    private static void WriteNothing(Utf8JsonWriter json, string name)
    {
        json.WriteStartObject(name);
        json.WriteEndObject();
    }

    private static void WriteLeaf(Utf8JsonWriter json, QueueReport queue)
    {
        json.WriteNumber("numActiveApplications", queue.ActiveApplications);
        json.WriteNumber("numPendingApplications", queue.PendingApplications);
        json.WriteNumber("numContainers", queue.Containers);
        json.WriteNumber("maxApplications", queue.MaximumApplications);
        json.WriteNumber("maxApplicationsPerUser", queue.MaximumApplications);
        json.WriteFloat("userLimit", queue.MinimumUserLimitPercent);
        ClusterRest.List(json, "users", "user", queue.Users, user => WriteUser(json, user));
        json.WriteFloat("userLimitFactor", queue.UserLimitFactor);
        json.WriteFloat("configuredMaxAMResourceLimit", queue.MaximumAmResourcePercent);
        json.WriteResource("AMResourceLimit", queue.MastersLimit);
        json.WriteResource("usedAMResource", queue.MastersUsed);
        json.WriteResource("userAMResourceLimit", queue.UserMastersLimit);
        json.WriteBoolean("preemptionDisabled", queue.PreemptionDisabled);
        json.WriteBoolean("intraQueuePreemptionDisabled", true);
        json.WriteNumber("defaultPriority", 0);
        json.WriteBoolean("isAutoCreatedLeafQueue", false);
        json.WriteNumber("maxApplicationLifetime", -1);
        json.WriteNumber("defaultApplicationLifetime", -1);
    }

    private static void WriteUser(Utf8JsonWriter json, UserReport user)
    {
        json.WriteString("username", user.Name);
        json.WriteResource("resourcesUsed", user.Used);
        json.WriteNumber("numPendingApplications", user.Pending);
        json.WriteNumber("numActiveApplications", user.Active);
        json.WriteResource("AMResourceUsed", user.MastersUsed);
        json.WriteResource("userResourceLimit", user.Limit);
        json.WriteUsages("resources", user.Used, Resource.None, Resource.None, user.MastersUsed, user.MastersLimit, Resource.None);
        json.WriteFloat("userWeight", 1);
        json.WriteBoolean("isActive", user.Active > 0);
    }
}
