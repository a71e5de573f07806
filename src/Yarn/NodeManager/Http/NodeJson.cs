using System.Text.Json;
using Hathi.Base;
using Hathi.Yarn.NodeManager.Logs;
using Hathi.Yarn.NodeManager.Monitor;
using Hathi.Yarn.NodeManager.Options;
using Hathi.Yarn.NodeManager.State;
using Hathi.Yarn.NodeManager.Storage;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Http;

/// <summary>The node, its applications and containers as JSON. Source: NodeInfo, AppInfo, ContainerInfo of Apache's NodeManager.</summary>
internal sealed class NodeJson(
    NodeManagerOptions options, NodeIdentity identity, NodeHealth health, NodeUsage usage, DiskCalls calls, IClock clock)
{
    private const string Version = "3.5.0";
    private readonly long _started = clock.Read().WallMilliseconds;

    internal void Node(Utf8JsonWriter w)
    {
        w.WriteStartObject();
        w.WriteStartObject("nodeInfo");
        w.WriteString("healthReport", health.Report);
        w.WriteNumber("totalVmemAllocatedContainersMB", (long)(options.MemoryMb * 2.1));
        w.WriteNumber("totalPmemAllocatedContainersMB", options.MemoryMb);
        w.WriteNumber("totalVCoresAllocatedContainers", options.VirtualCores);
        w.WriteBoolean("vmemCheckEnabled", false);
        w.WriteBoolean("pmemCheckEnabled", options.CheckMemory);
        w.WriteNumber("lastNodeUpdateTime", clock.Read().WallMilliseconds);
        w.WriteString("resourceTypes", "memory-mb (unit=Mi), vcores");
        w.WriteBoolean("nodeHealthy", health.IsHealthy);
        w.WriteString("nodeManagerVersion", Version);
        w.WriteString("nodeManagerBuildVersion", Version + " (Hathi)");
        w.WriteString("nodeManagerVersionBuiltOn", "");
        w.WriteString("hadoopVersion", Version);
        w.WriteString("hadoopBuildVersion", Version + " (Hathi)");
        w.WriteString("hadoopVersionBuiltOn", "");
        w.WriteString("id", identity.Id.ToText());
        w.WriteString("nodeHostName", identity.Host);
        w.WriteNumber("nmStartupTime", _started);
        w.WriteNumber("containersMemoryUsedMB", usage.Containers.Pmem);
        w.WriteEndObject();
        w.WriteEndObject();
    }

    internal static void Application(Utf8JsonWriter w, Application application)
    {
        w.WriteStartObject();
        w.WriteString("id", application.Text);
        w.WriteString("state", application.State);
        w.WriteString("user", application.User);
        w.WriteStartArray("containerids");
        foreach (var id in application.Containers.Keys.Order(StringComparer.Ordinal))
        {
            w.WriteStringValue(id);
        }

        w.WriteEndArray();
        w.WriteEndObject();
    }

    internal void Container(Utf8JsonWriter w, Container container)
    {
        w.WriteStartObject();
        w.WriteString("id", container.Id);
        w.WriteString("state", State(container));
        w.WriteNumber("exitCode", container.ExitStatus);
        w.WriteString("diagnostics", container.Diagnostics);
        w.WriteString("user", container.User);
        w.WriteNumber("totalMemoryNeededMB", container.Token.Resource.Memory);
        w.WriteNumber("totalVCoresNeeded", container.Token.Resource.VirtualCores);
        w.WriteString("executionType", container.Token.ExecutionType == ExecutionTypeProto.Opportunistic ? "OPPORTUNISTIC" : "GUARANTEED");
        w.WriteString(
            "containerLogsLink", $"http://{identity.Host}:{identity.HttpPort}/node/containerlogs/{container.Id}/{container.User}");
        w.WriteString("nodeId", identity.Id.ToText());
        w.WriteNumber("memoryUsedMB", container.UsedMemory >> 20);
        w.WriteNumber("startTime", container.StartTime);
        w.WriteStartArray("containerLogFiles");
        foreach (var file in ContainerLogFiles.Of(container.Logs, calls))
        {
            w.WriteStringValue(file.Name);
        }

        w.WriteEndArray();
        w.WriteEndObject();
    }

    /// <summary>What the log files of a container are, for <c>yarn logs</c> and others. Source: ContainerLogsInfo.</summary>
    internal void Logs(Utf8JsonWriter w, ContainerLog container)
    {
        w.WriteStartArray("containerLogInfo");
        foreach (var file in ContainerLogFiles.Of(container.Directory, calls))
        {
            w.WriteStartObject();
            w.WriteString("fileName", file.Name);
            w.WriteString("fileSize", file.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
            w.WriteString("lastModifiedTime", ContainerLogFiles.Time(file.Written));
            w.WriteEndObject();
        }

        w.WriteEndArray();
        w.WriteString("logAggregationType", "LOCAL");
        w.WriteString("containerId", container.Id);
        w.WriteString("nodeId", identity.Id.ToText());
    }

    private static string State(Container container) => container.State switch
    {
        ContainerState.New => "NEW",
        ContainerState.Localizing => "LOCALIZING",
        ContainerState.Scheduled => "SCHEDULED",
        ContainerState.Running => "RUNNING",
        ContainerState.Killing => "KILLING",
        _ => "DONE",
    };
}
