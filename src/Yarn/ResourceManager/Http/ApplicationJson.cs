using System.Text.Json;
using Hathi.Web.Rest;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Protocol;
using Hathi.Yarn.ResourceManager.Mapping;

namespace Hathi.Yarn.ResourceManager.Http;

/// <summary>Applications, attempts and containers as Apache's REST has them (AppInfo, AppAttemptInfo, ContainerInfo).</summary>
internal static class ApplicationJson
{
    /// <summary>An object's members.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="app">The application.</param>
    /// <param name="reports">Knows links and logs.</param>
    /// <param name="now">Wall milliseconds.</param>
    /// <param name="leftOut">Fields that are not wanted, of <see cref="ApplicationFilter"/>.</param>
    public static void Write(Utf8JsonWriter json, ApplicationReport app, ReportMapping reports, long now, IReadOnlySet<string> leftOut)
    {
        json.WriteString("id", app.Id.ToString());
        json.WriteString("user", app.User);
        json.WriteString("name", app.Name);
        json.WriteString("queue", app.QueuePath);
        json.WriteString("state", StateName(app.ClientState));
        json.WriteString("finalStatus", app.FinalStatus.ToString().ToUpperInvariant());
        json.WriteFloat("progress", app.Progress * 100);
        json.WriteString("trackingUI", TrackingUi(app));
        if (app.CurrentAttempt is not null)
        {
            json.WriteString("trackingUrl", reports.TrackingUrl(app));
        }

        json.WriteString("diagnostics", app.Diagnostics);
        json.WriteNumber("clusterId", app.Id.ClusterTimestamp);
        json.WriteString("applicationType", app.Type);
        json.WriteString("applicationTags", string.Join(',', app.Tags));
        json.WriteNumber("priority", app.Priority);
        json.WriteNumber("startedTime", app.StartTime);
        json.WriteNumber("launchTime", app.LaunchTime);
        json.WriteNumber("finishedTime", app.FinishTime);
        json.WriteNumber("elapsedTime", Elapsed(app.StartTime, app.FinishTime, now));
        WriteMaster(json, app);
        WriteUsage(json, app.Usage);
        json.WriteString("logAggregationStatus", StatusName(reports.Logs.Of(app.Id)));
        json.WriteBoolean("unmanagedApplication", app.Unmanaged);
        if (!leftOut.Contains("amNodeLabelExpression"))
        {
            json.WriteString("amNodeLabelExpression", "");
        }

        // One that has ended has no part in scheduling.
        if (!IsOver(app) && !leftOut.Contains("resourceInfo"))
        {
            json.WriteUsages(
                "resourceInfo", app.Usage.Used, app.Usage.Reserved, app.Usage.Pending, Resource.None, Resource.None, Resource.None);
        }

        if (!leftOut.Contains("timeouts"))
        {
            WriteTimeouts(json, app);
        }
    }

    public static void Write(Utf8JsonWriter json, AttemptReport attempt)
    {
        json.WriteNumber("id", attempt.Id.Attempt);
        json.WriteNumber("startTime", attempt.StartTime);
        json.WriteNumber("finishedTime", attempt.FinishTime);
        json.WriteString("containerId", attempt.MasterContainer?.ToString() ?? "");
        json.WriteString("nodeHttpAddress", attempt.MasterNodeHttpAddress);
        json.WriteString("nodeId", attempt.MasterNode?.ToString() ?? "");
        json.WriteString(
            "logsLink",
            attempt.MasterContainer is { } master ? ReportMapping.LogUrl(attempt.MasterNodeHttpAddress, master, attempt.User) : "");
        json.WriteString("blacklistedNodes", "");
        json.WriteString("nodesBlacklistedBySystem", "");
        json.WriteString("appAttemptId", attempt.Id.ToString());
        json.WriteString("exportPorts", "null");
        json.WriteString("appAttemptState", AttemptStateName(attempt.State));
    }

    /// <summary>
    /// An attempt that is asked for by itself, which Apache describes in other words. Source:
    /// org.apache.hadoop.yarn.server.webapp.dao.AppAttemptInfo.
    /// </summary>
    /// <param name="json">Where to.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="state">Its state for clients.</param>
    public static void WriteAlone(Utf8JsonWriter json, ApplicationAttemptReportProto attempt, AttemptState state)
    {
        json.WriteString("appAttemptId", attempt.ApplicationAttemptId.ToText());
        json.WriteString("host", attempt.Host);
        json.WriteNumber("rpcPort", attempt.RpcPort);
        json.WriteString("trackingUrl", attempt.TrackingUrl);
        json.WriteString("originalTrackingUrl", attempt.OriginalTrackingUrl);
        json.WriteString("diagnosticsInfo", attempt.Diagnostics);
        json.WriteString("appAttemptState", AttemptStateName(state));
        if (attempt.AmContainerId is { } master)
        {
            json.WriteString("amContainerId", master.ToText());
        }

        json.WriteNumber("startedTime", attempt.StartTime);
        json.WriteNumber("finishedTime", attempt.FinishTime);
    }

    public static void Write(Utf8JsonWriter json, ContainerReport container, long now)
    {
        json.WriteString("containerId", container.Id.ToString());
        json.WriteNumber("allocatedMB", container.Resource.MemoryMiB);
        json.WriteNumber("allocatedVCores", container.Resource.VirtualCores);
        json.WriteString("assignedNodeId", container.Node.ToString());
        json.WriteNumber("priority", container.Priority);
        json.WriteNumber("startedTime", container.CreationTime);
        json.WriteNumber("finishedTime", container.FinishTime);
        json.WriteNumber("elapsedTime", Elapsed(container.CreationTime, container.FinishTime, now));
        json.WriteString("logUrl", ReportMapping.LogUrl(container));
        json.WriteNumber("containerExitStatus", container.ExitCode);
        json.WriteString("containerState", container.State.ToString().ToUpperInvariant());
        json.WriteString("nodeHttpAddress", "http://" + container.NodeHttpAddress);
        json.WriteString("nodeId", container.Node.ToString());
        json.WriteEntries("allocatedResources", container.Resource.MemoryMiB, container.Resource.VirtualCores);
        json.WriteString("exposedPorts", "");
    }

    /// <summary>The name that YarnApplicationState has in Java.</summary>
    public static string StateName(ApplicationState state) =>
        state == ApplicationState.NewSaving ? "NEW_SAVING" : state.ToString().ToUpperInvariant();

    public static string AttemptStateName(AttemptState state) =>
        state == AttemptState.AllocatedSaving ? "ALLOCATED_SAVING" : state.ToString().ToUpperInvariant();

    private static string StatusName(LogAggregationStatusProto status) => status switch
    {
        LogAggregationStatusProto.LogDisabled => "DISABLED",
        LogAggregationStatusProto.LogRunning => "RUNNING",
        LogAggregationStatusProto.LogRunningWithFailure => "RUNNING_WITH_FAILURE",
        LogAggregationStatusProto.LogSucceeded => "SUCCEEDED",
        LogAggregationStatusProto.LogFailed => "FAILED",
        LogAggregationStatusProto.LogTimeOut => "TIME_OUT",
        _ => "NOT_START",
    };

    private static string TrackingUi(ApplicationReport app) => app.State switch
    {
        ApplicationState.New or ApplicationState.NewSaving or ApplicationState.Submitted or ApplicationState.Accepted => "UNASSIGNED",
        _ when IsOver(app) => "History",
        _ => "ApplicationMaster",
    };

    private static bool IsOver(ApplicationReport app) =>
        app.State is ApplicationState.Finished or ApplicationState.Failed or ApplicationState.Killed;

    private static long Elapsed(long start, long finish, long now) => start == 0 ? 0 : Math.Max(0, (finish == 0 ? now : finish) - start);

    private static void WriteMaster(Utf8JsonWriter json, ApplicationReport app)
    {
        if (app.MasterContainer is not { } master)
        {
            return;
        }

        json.WriteString("amContainerLogs", ReportMapping.LogUrl(app.MasterNodeHttpAddress, master, app.User));
        json.WriteString("amHostHttpAddress", app.MasterNodeHttpAddress);
        if (app.RpcPort >= 0)
        {
            json.WriteString("amRPCAddress", $"{app.Host}:{app.RpcPort}");
        }

        json.WriteString("masterNodeId", app.MasterNode);
    }

    private static void WriteUsage(Utf8JsonWriter json, ApplicationUsage usage)
    {
        json.WriteNumber("allocatedMB", usage.Used.MemoryMiB);
        json.WriteNumber("allocatedVCores", usage.Used.VirtualCores);
        json.WriteNumber("reservedMB", usage.Reserved.MemoryMiB);
        json.WriteNumber("reservedVCores", usage.Reserved.VirtualCores);
        json.WriteNumber("runningContainers", usage.Containers);
        json.WriteNumber("memorySeconds", usage.MemorySeconds);
        json.WriteNumber("vcoreSeconds", usage.VirtualCoreSeconds);
        json.WriteFloat("queueUsagePercentage", usage.QueuePercent);
        json.WriteFloat("clusterUsagePercentage", usage.ClusterPercent);
        json.WriteEntries("resourceSecondsMap", usage.MemorySeconds, usage.VirtualCoreSeconds);
        json.WriteNumber("preemptedResourceMB", 0);
        json.WriteNumber("preemptedResourceVCores", 0);
        json.WriteNumber("numNonAMContainerPreempted", usage.PreemptedContainers);
        json.WriteNumber("numAMContainerPreempted", 0);
        json.WriteNumber("preemptedMemorySeconds", usage.PreemptedMemorySeconds);
        json.WriteNumber("preemptedVcoreSeconds", usage.PreemptedVirtualCoreSeconds);
    }

    /// <summary>All time-outs: there is one.</summary>
    public static void WriteTimeouts(Utf8JsonWriter json, ApplicationReport app)
    {
        json.WriteStartObject("timeouts");
        json.WriteStartArray("timeout");
        json.WriteStartObject();
        WriteLifetime(json, app);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>That one by itself.</summary>
    public static void WriteTimeout(Utf8JsonWriter json, ApplicationReport app)
    {
        json.WriteStartObject("timeout");
        WriteLifetime(json, app);
        json.WriteEndObject();
    }

    private static void WriteLifetime(Utf8JsonWriter json, ApplicationReport app)
    {
        json.WriteString("type", "LIFETIME");
        json.WriteString("expiryTime", ExpireTimes.Format(app.ExpiresAt));
        json.WriteNumber("remainingTimeInSeconds", ReportMapping.RemainingSeconds(app));
    }
}
