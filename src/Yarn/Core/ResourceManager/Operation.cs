using System.Collections.Frozen;
using Hathi.Yarn.Core.Operations;

namespace Hathi.Yarn.Core.ResourceManager;

/// <summary>What carries out a kind of call: gives the answer, or throws <see cref="Model.RmFault"/>.</summary>
internal static class Operation
{
    /// <summary>All calls that somebody waits for, one line each.</summary>
    public static readonly FrozenDictionary<Type, Func<OperationContext, RmInput, object?>> All = new Dictionary<Type, Func<OperationContext, RmInput, object?>>
    {
        [typeof(AllocateRequest)] = Checks<AllocateRequest>(Allocate.Run),
        [typeof(FailApplicationAttemptRequest)] = Checks<FailApplicationAttemptRequest>(FailApplicationAttempt.Run),
        [typeof(FinishApplicationMasterRequest)] = Checks<FinishApplicationMasterRequest>(FinishApplicationMaster.Run),
        [typeof(GetApplicationAttemptReportRequest)] = Reads<GetApplicationAttemptReportRequest>(GetApplicationAttempts.Run),
        [typeof(GetApplicationAttemptsRequest)] = Reads<GetApplicationAttemptsRequest>(GetApplicationAttempts.Run),
        [typeof(GetApplicationReportRequest)] = Reads<GetApplicationReportRequest>(GetApplicationReport.Run),
        [typeof(GetApplicationsRequest)] = Reads<GetApplicationsRequest>(GetApplications.Run),
        [typeof(GetClusterFiguresRequest)] = Reads<GetClusterFiguresRequest>(GetClusterFigures.Run),
        [typeof(GetClusterNodesRequest)] = Reads<GetClusterNodesRequest>(GetClusterNodes.Run),
        [typeof(GetContainerReportRequest)] = Reads<GetContainerReportRequest>(GetContainers.Run),
        [typeof(GetContainersRequest)] = Reads<GetContainersRequest>(GetContainers.Run),
        [typeof(GetNewApplicationRequest)] = Reads<GetNewApplicationRequest>(GetNewApplication.Run),
        [typeof(GetQueueInfoRequest)] = Reads<GetQueueInfoRequest>(GetQueueInfo.Run),
        [typeof(GetSubmissionRequest)] = Reads<GetSubmissionRequest>(GetSubmission.Run),
        [typeof(KeepSecretRequest)] = Checks<KeepSecretRequest>(KeepSecret.Run),
        [typeof(KillApplicationRequest)] = Checks<KillApplicationRequest>(KillApplication.Run),
        [typeof(MoveApplicationRequest)] = Checks<MoveApplicationRequest>(MoveApplication.Run),
        [typeof(NodeHeartbeatRequest)] = Checks<NodeHeartbeatRequest>(NodeHeartbeat.Run),
        [typeof(RefreshNodesRequest)] = Checks<RefreshNodesRequest>(RefreshNodes.Run),
        [typeof(RefreshQueuesRequest)] = Checks<RefreshQueuesRequest>(RefreshQueues.Run),
        [typeof(RegisterApplicationMasterRequest)] = Checks<RegisterApplicationMasterRequest>(RegisterApplicationMaster.Run),
        [typeof(RegisterNodeManagerRequest)] = Checks<RegisterNodeManagerRequest>(RegisterNodeManager.Run),
        [typeof(SignalContainerRequest)] = Checks<SignalContainerRequest>(SignalContainer.Run),
        [typeof(SubmitApplicationRequest)] = Checks<SubmitApplicationRequest>(SubmitApplication.Run),
        [typeof(UnregisterNodeManagerRequest)] = Checks<UnregisterNodeManagerRequest>(UnregisterNodeManager.Run),
        [typeof(UpdateApplicationPriorityRequest)] = Checks<UpdateApplicationPriorityRequest>(UpdateApplicationPriority.Run),
        [typeof(UpdateApplicationTimeoutsRequest)] = Checks<UpdateApplicationTimeoutsRequest>(UpdateApplicationTimeouts.Run),
    }.ToFrozenDictionary();

    /// <summary>Changes nothing.</summary>
    private static Func<OperationContext, RmInput, object?> Reads<TRequest>(Func<OperationContext, TRequest, object?> run)
        where TRequest : RmInput => (context, input) => run(context, (TRequest)input);

    /// <summary>
    /// Checks all it has to check, then changes: by <see cref="OperationContext.Commit"/>, or otherwise after <see cref="OperationContext.Changing"/>.
    /// </summary>
    private static Func<OperationContext, RmInput, object?> Checks<TRequest>(Func<OperationContext, TRequest, object?> run)
        where TRequest : RmInput => Reads(run);
}
