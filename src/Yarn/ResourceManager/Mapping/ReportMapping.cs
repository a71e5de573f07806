using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.ResourceManager.Mapping;

/// <summary>What clients are shown of applications, attempts, containers and nodes.</summary>
/// <param name="web">host:port of the ResourceManager's web pages, which stand before the masters'.</param>
/// <param name="logs">How far applications' logs are.</param>
internal sealed class ReportMapping(string web, LogReports logs)
{
    /// <summary>How far applications' logs are.</summary>
    public LogReports Logs => logs;

    private const string None = "N/A";
    private const string LabelNotSet = "<Not set>";
    private const string DefaultLabel = "<DEFAULT_PARTITION>";

    /// <summary>Where an application's pages are, seen from outside: through the ResourceManager's proxy.</summary>
    public string TrackingUrl(ApplicationId id) => $"http://{web}/proxy/{id}/";

    /// <summary>
    /// The address that clients are told: the proxy once there is something behind it, before that and after a crash the
    /// ResourceManager's own page.
    /// </summary>
    public string TrackingUrl(ApplicationReport report) => report switch
    {
        { Unmanaged: true } => report.OriginalTrackingUrl,
        { OriginalTrackingUrl.Length: > 0 } or { State: ApplicationState.Running or ApplicationState.Finishing } => TrackingUrl(report.Id),
        _ => $"http://{web}/cluster/app/{report.Id}",
    };

    public ApplicationReportProto ToProto(ApplicationReport report)
    {
        var proto = new ApplicationReportProto
        {
            ApplicationId = report.Id.ToProto(),
            User = report.User,
            Queue = report.QueuePath,
            Name = report.Name,
            Host = report.Host.Length > 0 ? report.Host : None,
            RpcPort = report.RpcPort,
            YarnApplicationState = (YarnApplicationStateProto)report.ClientState,
            TrackingUrl = TrackingUrl(report),
            Diagnostics = report.Diagnostics,
            StartTime = report.StartTime,
            SubmitTime = report.SubmitTime,
            LaunchTime = report.LaunchTime,
            FinishTime = report.FinishTime,
            FinalApplicationStatus = (FinalApplicationStatusProto)report.FinalStatus,
            AppResourceUsage = ToProto(report.Usage),
            OriginalTrackingUrl = report.OriginalTrackingUrl.Length > 0 ? report.OriginalTrackingUrl : None,
            CurrentApplicationAttemptId = (report.CurrentAttempt ?? new ApplicationAttemptId(report.Id, -1)).ToProto(),
            Progress = report.Progress,
            ApplicationType = report.Type,
            LogAggregationStatus = logs.Of(report.Id),
            UnmanagedApplication = report.Unmanaged,
            Priority = IdMapping.ToPriority(report.Priority),
            AppNodeLabelExpression = LabelNotSet,
            AmNodeLabelExpression = DefaultLabel,
            AppTimeouts = { new AppTimeoutsMapProto
            {
                ApplicationTimeoutType = ApplicationTimeoutTypeProto.AppTimeoutLifetime, ApplicationTimeout = Timeout(report),
            } },
        };
        proto.ApplicationTags.AddRange(report.Tags);
        return proto;
    }

    public ApplicationAttemptReportProto ToProto(AttemptReport report)
    {
        var proto = new ApplicationAttemptReportProto
        {
            ApplicationAttemptId = report.Id.ToProto(),
            Host = report.Host.Length > 0 ? report.Host : None,
            RpcPort = report.RpcPort,
            TrackingUrl = TrackingUrl(report.Id.Application),
            Diagnostics = report.Diagnostics,
            YarnApplicationAttemptState = (YarnApplicationAttemptStateProto)report.State,
            OriginalTrackingUrl = report.OriginalTrackingUrl.Length > 0 ? report.OriginalTrackingUrl : None,
            StartTime = report.StartTime,
            FinishTime = report.FinishTime,
        };
        if (report.MasterContainer is { } master)
        {
            proto.AmContainerId = master.ToProto();
        }

        return proto;
    }

    public static ContainerReportProto ToProto(ContainerReport report) => new()
    {
        ContainerId = report.Id.ToProto(),
        Resource = report.Resource.ToProto(),
        NodeId = report.Node.ToProto(),
        Priority = IdMapping.ToPriority(report.Priority),
        CreationTime = report.CreationTime,
        FinishTime = report.FinishTime,
        DiagnosticsInfo = report.Diagnostics,
        LogUrl = LogUrl(report),
        ContainerExitStatus = report.ExitCode,
        ContainerState = (ContainerStateProto)report.State,
        NodeHttpAddress = "http://" + report.NodeHttpAddress,
        ExecutionType = ExecutionTypeProto.Guaranteed,
    };

    /// <summary>Where a container's logs are while it runs.</summary>
    public static string LogUrl(ContainerReport report) => LogUrl(report.NodeHttpAddress, report.Id, report.User);

    /// <summary>Where a container's logs are while it runs.</summary>
    public static string LogUrl(string nodeHttpAddress, ContainerId id, string user) =>
        $"http://{nodeHttpAddress}/node/containerlogs/{id}/{user}";

    public static NodeReportProto ToProto(NodeReport report)
    {
        var proto = new NodeReportProto
        {
            NodeId = report.Id.ToProto(),
            HttpAddress = report.HttpAddress,
            RackName = report.Rack,
            Used = report.Used.ToProto(),
            Capability = report.Capability.ToProto(),
            NumContainers = report.Containers,
            NodeState = (NodeStateProto)report.State,
            HealthReport = report.HealthReport,
            LastHealthReportTime = report.LastHealthReportTime,
            ContainersUtilization = report.ContainersUtilization.ToProto(),
            NodeUtilization = report.NodeUtilization.ToProto(),
        };
        if (report.DecommissioningTimeout is { } seconds)
        {
            proto.DecommissioningTimeout = (uint)Math.Max(0, seconds);
        }

        return proto;
    }

    private static ApplicationResourceUsageReportProto ToProto(ApplicationUsage usage) => new()
    {
        NumUsedContainers = usage.Containers,
        NumReservedContainers = usage.ReservedContainers,
        UsedResources = usage.Used.ToProto(),
        ReservedResources = usage.Reserved.ToProto(),
        NeededResources = (usage.Used + usage.Reserved + usage.Pending).ToProto(),
        MemorySeconds = usage.MemorySeconds,
        VcoreSeconds = usage.VirtualCoreSeconds,
        QueueUsagePercentage = usage.QueuePercent,
        ClusterUsagePercentage = usage.ClusterPercent,
        PreemptedMemorySeconds = usage.PreemptedMemorySeconds,
        PreemptedVcoreSeconds = usage.PreemptedVirtualCoreSeconds,
        ApplicationResourceUsageMap =
        {
            new StringLongMapProto { Key = IdMapping.MemoryName, Value = usage.MemorySeconds },
            new StringLongMapProto { Key = IdMapping.CoresName, Value = usage.VirtualCoreSeconds },
        },
        ApplicationPreemptedResourceUsageMap =
        {
            new StringLongMapProto { Key = IdMapping.MemoryName, Value = usage.PreemptedMemorySeconds },
            new StringLongMapProto { Key = IdMapping.CoresName, Value = usage.PreemptedVirtualCoreSeconds },
        },
    };

    private static ApplicationTimeoutProto Timeout(ApplicationReport report) => new()
    {
        ApplicationTimeoutType = ApplicationTimeoutTypeProto.AppTimeoutLifetime,
        ExpireTime = ExpireTimes.Format(report.ExpiresAt),
        RemainingTime = RemainingSeconds(report),
    };

    /// <summary>Seconds left of an application's time; -1: no limit.</summary>
    public static long RemainingSeconds(ApplicationReport report) => report.ExpiresAt < 0
        ? -1
        : report.FinishTime > 0 ? 0 : Math.Max(0, (report.ExpiresAt - DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()) / 1000);
}
