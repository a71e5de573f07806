using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Applications;

/// <summary>What clients are shown.</summary>
internal static class Reports
{
    public static string LeafName(string path) => path[(path.LastIndexOf('.') + 1)..];

    public static ApplicationReport Of(OperationContext context, RmApp app)
    {
        var attempt = app.Current;
        return new ApplicationReport
        {
            Id = app.Id,
            User = app.User,
            QueuePath = app.QueuePath,
            Queue = LeafName(app.QueuePath),
            Name = app.Submission.Name,
            Type = app.Submission.Type,
            Tags = app.Submission.Tags,
            Priority = app.Priority,
            State = app.State,
            FinalStatus = app.HasFinal ? app.FinalStatus : FinalStatus.Undefined,
            Diagnostics = app.HasFinal ? app.Diagnostics : WhyItWaits.Of(context, app),
            CurrentAttempt = attempt?.Id,
            AttemptState = attempt?.State ?? AttemptState.New,
            Host = attempt?.Host ?? "N/A",
            RpcPort = attempt?.RpcPort ?? -1,
            OriginalTrackingUrl = attempt?.TrackingUrl ?? "",
            Progress = app.State is ApplicationState.Finished or ApplicationState.Failed or ApplicationState.Killed
                ? 1
                : attempt?.Progress ?? 0,
            SubmitTime = app.SubmitTime,
            StartTime = app.StartTime,
            LaunchTime = app.LaunchTime,
            FinishTime = app.State == ApplicationState.Finishing ? 0 : app.FinishTime,
            Unmanaged = app.Submission.Unmanaged,
            ExpiresAt = app.ExpiresAt,
            Usage = UsageOf(context, app),
            MasterNode = attempt?.MasterNode?.ToString() ?? "",
            MasterNodeHttpAddress = attempt?.MasterNodeHttpAddress ?? "",
            MasterContainer = attempt?.MasterContainerId,
        };
    }

    public static AttemptReport Of(RmApp app, RmAttempt attempt) => new()
    {
        Id = attempt.Id,
        State = attempt.State,
        Host = attempt.Host,
        RpcPort = attempt.RpcPort,
        OriginalTrackingUrl = attempt.TrackingUrl,
        Diagnostics = attempt.Diagnostics,
        MasterContainer = attempt.MasterContainerId,
        MasterNode = attempt.MasterNode,
        MasterNodeHttpAddress = attempt.MasterNodeHttpAddress,
        StartTime = attempt.StartTime,
        FinishTime = attempt.FinishTime,
        User = app.User,
    };

    public static ContainerReport Of(RmContainer container) => new()
    {
        Id = container.Id,
        Node = container.Node.Id,
        NodeHttpAddress = container.Node.HttpAddress,
        Resource = container.Resource,
        Priority = container.Priority,
        CreationTime = container.CreationTime,
        FinishTime = 0,
        Diagnostics = "",
        ExitCode = 0,
        State = container.State == LiveContainerState.Running ? ContainerState.Running : ContainerState.New,
        User = container.App.User,
    };

    public static NodeReport Of(OperationContext context, RmNode node) => new()
    {
        Id = node.Id,
        HttpAddress = node.HttpAddress,
        Rack = node.Rack,
        Version = node.Version,
        State = node.State,
        Used = node.Used,
        Capability = node.Total,
        Containers = node.Containers,
        HealthReport = node.HealthReport,
        LastHealthReportTime = node.LastHealthReportTime,
        ContainersUtilization = node.ContainersUtilization,
        NodeUtilization = node.NodeUtilization,
        DecommissioningTimeout = node.State == NodeState.Decommissioning && node.DecommissionAt != long.MaxValue
            ? (int)Math.Max(0, (node.DecommissionAt - context.Now.MonotonicMilliseconds) / 1000)
            : null,
    };

    private static ApplicationUsage UsageOf(OperationContext context, RmApp app)
    {
        var scheduled = app.Scheduled;
        var had = app.Had;
        for (var container = scheduled?.FirstContainer; container is not null; container = container.NextOfApp)
        {
            had += context.Scheduler.Containers.HadBy(container);
        }

        var (used, seconds, preempted) = (scheduled?.Used ?? Resource.None, Seconds(had), Seconds(app.Preempted));
        return new ApplicationUsage
        {
            Containers = scheduled?.Containers ?? 0,
            ReservedContainers = scheduled?.Reservation is null ? 0 : 1,
            Used = used,
            Reserved = scheduled?.Reservation?.Resource ?? Resource.None,
            Pending = scheduled?.Pending.ToResource() ?? Resource.None,
            PendingContainers = scheduled?.PendingContainers ?? 0,
            MemorySeconds = seconds.MemoryMiB,
            VirtualCoreSeconds = seconds.VirtualCores,
            PreemptedMemorySeconds = preempted.MemoryMiB,
            PreemptedVirtualCoreSeconds = preempted.VirtualCores,
            PreemptedContainers = app.PreemptedContainers,
            QueuePercent = Percent(used, scheduled?.Leaf.Guaranteed ?? Resource.None),
            ClusterPercent = Percent(used, context.Scheduler.Nodes.Total),
        };
    }

    // Amounts times milliseconds as amounts times seconds.
    private static Resource Seconds(ResourceSum had) => (had / 1000).ToResource();

    private static float Percent(Resource used, Resource of) => of.MemoryMiB <= 0 ? 0 : 100f * used.MemoryMiB / of.MemoryMiB;
}
