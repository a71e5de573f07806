using System.Collections.Frozen;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.ResourceManager;

/// <summary>
/// What carries out a kind of call: gives the answer, or throws <see cref="RmFault"/>. Checks all it has to check, then changes: by
/// <see cref="StepContext{TState}.Commit"/>, or otherwise after <see cref="StepContext{TState}.Changing"/>.
/// </summary>
internal static class Operation
{
    /// <summary>All calls that somebody waits for, one line each.</summary>
    public static readonly FrozenDictionary<Type, Func<OperationContext, RmInput, object?>> All =
        new OperationTable<OperationContext, RmInput>()
        .Add<AllocateRequest, Allocation>(Allocate.Run)
        .Add<FailApplicationAttemptRequest>(FailApplicationAttempt.Run)
        .Add<FinishApplicationMasterRequest, bool>(FinishApplicationMaster.Run)
        .Add<GetApplicationAttemptReportRequest, AttemptReport>(GetApplicationAttempts.Run)
        .Add<GetApplicationAttemptsRequest, List<AttemptReport>>(GetApplicationAttempts.Run)
        .Add<GetApplicationReportRequest, ApplicationReport>(GetApplicationReport.Run)
        .Add<GetApplicationsRequest, List<ApplicationReport>>(GetApplications.Run)
        .Add<GetClusterFiguresRequest, ClusterFigures>(GetClusterFigures.Run)
        .Add<GetClusterNodesRequest, List<NodeReport>>(GetClusterNodes.Run)
        .Add<GetContainerReportRequest, ContainerReport>(GetContainers.Run)
        .Add<GetContainersRequest, List<ContainerReport>>(GetContainers.Run)
        .Add<GetNewApplicationRequest, NewApplication>(GetNewApplication.Run)
        .Add<GetQueueInfoRequest, QueueReport>(GetQueueInfo.Run)
        .Add<GetSubmissionRequest, Submission>(GetSubmission.Run)
        .Add<KeepSecretRequest>(KeepSecret.Run)
        .Add<KillApplicationRequest, bool>(KillApplication.Run)
        .Add<MoveApplicationRequest>(MoveApplication.Run)
        .Add<NodeHeartbeatRequest, HeartbeatAnswer>(NodeHeartbeat.Run)
        .Add<RefreshNodesRequest, bool>(RefreshNodes.Run)
        .Add<RefreshQueuesRequest>(RefreshQueues.Run)
        .Add<RegisterApplicationMasterRequest, RegisteredApplicationMaster>(RegisterApplicationMaster.Run)
        .Add<RegisterNodeManagerRequest, NodeRegistered>(RegisterNodeManager.Run)
        .Add<SignalContainerRequest>(SignalContainer.Run)
        .Add<SubmitApplicationRequest>(SubmitApplication.Run)
        .Add<UnregisterNodeManagerRequest>(UnregisterNodeManager.Run)
        .Add<UpdateApplicationPriorityRequest, int>(UpdateApplicationPriority.Run)
        .Add<UpdateApplicationTimeoutsRequest, long>(UpdateApplicationTimeouts.Run)
        .Freeze();
}
