using System.Collections.Frozen;
using Hathi.Yarn.Core.Operations;

namespace Hathi.Yarn.Core.ResourceManager;

/// <summary>What carries out a kind of call: gives the answer, or throws <see cref="Model.RmFault"/>.</summary>
internal static class Operation
{
    /// <summary>All calls that somebody waits for, one line each.</summary>
    public static readonly FrozenDictionary<Type, Func<OperationContext, RmInput, object?>> All = new Dictionary<Type, Func<OperationContext, RmInput, object?>>
    {
        [typeof(AllocateRequest)] = Of<AllocateRequest>(Allocate.Run),
        [typeof(FailApplicationAttemptRequest)] = Of<FailApplicationAttemptRequest>(FailApplicationAttempt.Run),
        [typeof(FinishApplicationMasterRequest)] = Of<FinishApplicationMasterRequest>(FinishApplicationMaster.Run),
        [typeof(GetApplicationAttemptReportRequest)] = Of<GetApplicationAttemptReportRequest>(GetApplicationAttempts.Run),
        [typeof(GetApplicationAttemptsRequest)] = Of<GetApplicationAttemptsRequest>(GetApplicationAttempts.Run),
        [typeof(GetApplicationReportRequest)] = Of<GetApplicationReportRequest>(GetApplicationReport.Run),
        [typeof(GetApplicationsRequest)] = Of<GetApplicationsRequest>(GetApplications.Run),
        [typeof(GetClusterFiguresRequest)] = Of<GetClusterFiguresRequest>(GetClusterFigures.Run),
        [typeof(GetClusterNodesRequest)] = Of<GetClusterNodesRequest>(GetClusterNodes.Run),
        [typeof(GetContainerReportRequest)] = Of<GetContainerReportRequest>(GetContainers.Run),
        [typeof(GetContainersRequest)] = Of<GetContainersRequest>(GetContainers.Run),
        [typeof(GetNewApplicationRequest)] = Of<GetNewApplicationRequest>(GetNewApplication.Run),
        [typeof(GetQueueInfoRequest)] = Of<GetQueueInfoRequest>(GetQueueInfo.Run),
        [typeof(GetSubmissionRequest)] = Of<GetSubmissionRequest>(GetSubmission.Run),
        [typeof(KeepSecretRequest)] = Of<KeepSecretRequest>(KeepSecret.Run),
        [typeof(KillApplicationRequest)] = Of<KillApplicationRequest>(KillApplication.Run),
        [typeof(MoveApplicationRequest)] = Of<MoveApplicationRequest>(MoveApplication.Run),
        [typeof(NodeHeartbeatRequest)] = Of<NodeHeartbeatRequest>(NodeHeartbeat.Run),
        [typeof(RefreshNodesRequest)] = Of<RefreshNodesRequest>(RefreshNodes.Run),
        [typeof(RefreshQueuesRequest)] = Of<RefreshQueuesRequest>(RefreshQueues.Run),
        [typeof(RegisterApplicationMasterRequest)] = Of<RegisterApplicationMasterRequest>(RegisterApplicationMaster.Run),
        [typeof(RegisterNodeManagerRequest)] = Of<RegisterNodeManagerRequest>(RegisterNodeManager.Run),
        [typeof(SignalContainerRequest)] = Of<SignalContainerRequest>(SignalContainer.Run),
        [typeof(SubmitApplicationRequest)] = Of<SubmitApplicationRequest>(SubmitApplication.Run),
        [typeof(UnregisterNodeManagerRequest)] = Of<UnregisterNodeManagerRequest>(UnregisterNodeManager.Run),
        [typeof(UpdateApplicationPriorityRequest)] = Of<UpdateApplicationPriorityRequest>(UpdateApplicationPriority.Run),
        [typeof(UpdateApplicationTimeoutsRequest)] = Of<UpdateApplicationTimeoutsRequest>(UpdateApplicationTimeouts.Run),
    }.ToFrozenDictionary();

    private static Func<OperationContext, RmInput, object?> Of<TRequest>(Func<OperationContext, TRequest, object?> run)
        where TRequest : RmInput => (context, input) => run(context, (TRequest)input);
}
