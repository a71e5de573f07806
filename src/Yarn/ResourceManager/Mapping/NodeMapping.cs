using Hathi.Hadoop.Rpc;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.ResourceManager.Mapping;

/// <summary>What NodeManagers say, and what they are told.</summary>
internal static class NodeMapping
{
    public static RegisterNodeManagerRequest ToCore(RegisterNodeManagerRequestProto r, string rack, RpcCallContext call) => new()
    {
        CalledFrom = call.Remote.Address.ToString(),
        Node = r.NodeId.ToCore(),
        HttpPort = RequestNumbers.Port(r.HttpPort),
        Capability = r.Resource.ToCore(),
        Rack = rack,
        Version = RequestTexts.Version(r.NmVersion),
        Containers = RequestLists.Containers(r.ContainerStatuses),
        RunningApplications = RequestLists.Applications(r.RunningApplications),
    };

    public static NodeHeartbeatRequest ToCore(NodeStatusProto status, RpcCallContext call) => new()
    {
        CalledFrom = call.Remote.Address.ToString(),
        Node = status.NodeId.ToCore(),
        ResponseId = RequestNumbers.Int(status.ResponseId),
        Containers = RequestLists.Containers(status.ContainersStatuses),
        IsHealthy = status.NodeHealthStatus?.IsNodeHealthy ?? true,
        HealthReport = status.NodeHealthStatus is { } said ? RequestTexts.Diagnostics(said.HealthReport) : "",
        LastHealthReportTime = status.NodeHealthStatus is { } health ? RequestNumbers.Long(health.LastHealthReportTime) : 0,
        ContainersUtilization = status.ContainersUtilization.ToCore(),
        NodeUtilization = status.NodeUtilization.ToCore(),
        KeepAlive = RequestLists.Applications(status.KeepAliveApplications),
    };

    public static UnregisterNodeManagerRequest ToCore(UnRegisterNodeManagerRequestProto r, RpcCallContext call) =>
        new() { Node = r.NodeId.ToCore(), CalledFrom = call.Remote.Address.ToString() };

    public static NodeHeartbeatResponseProto ToProto(HeartbeatAnswer answer)
    {
        var proto = new NodeHeartbeatResponseProto
        {
            ResponseId = answer.ResponseId,
            NodeAction = (NodeActionProto)answer.Action,
            NextHeartBeatInterval = answer.NextHeartbeat,
        };
        if (answer.Diagnostics.Length > 0)
        {
            proto.DiagnosticsMessage = answer.Diagnostics;
        }

        proto.ContainersToCleanup.AddRange(answer.ContainersToCleanup.Select(static id => id.ToProto()));
        proto.ApplicationsToCleanup.AddRange(answer.ApplicationsToCleanup.Select(static id => id.ToProto()));
        proto.ContainersToBeRemovedFromNm.AddRange(answer.ContainersToForget.Select(static id => id.ToProto()));
        foreach (var (container, command) in answer.Signals)
        {
            proto.ContainersToSignal.Add(
                new SignalContainerRequestProto { ContainerId = container.ToProto(), Command = (SignalContainerCommandProto)command });
        }

        if (answer.Resource is { } resource)
        {
            proto.Resource = resource.ToProto();
        }

        return proto;
    }

    public static ContainerStatusProto ToProto(ContainerStatus status) => new()
    {
        ContainerId = status.Id.ToProto(),
        State = (ContainerStateProto)status.State,
        Diagnostics = status.Diagnostics,
        ExitStatus = status.ExitCode,
        Capability = status.Capability.ToProto(),
        ExecutionType = ExecutionTypeProto.Guaranteed,
    };

    public static ContainerStatus ToCore(ContainerStatusProto status) => new(
        status.ContainerId.ToCore(), RequestNumbers.State(status.State), RequestNumbers.Int(status.ExitStatus),
        RequestTexts.Diagnostics(status.Diagnostics), status.Capability.ToCore());

    public static NodeContainerStatus ToCore(NMContainerStatusProto status) => new()
    {
        Id = status.ContainerId.ToCore(),
        State = RequestNumbers.State(status.ContainerState),
        Resource = status.Resource.ToCore(),
        Priority = status.Priority is { } priority ? RequestNumbers.Int(priority.Priority) : 0,
        Diagnostics = RequestTexts.Diagnostics(status.Diagnostics),
        ExitCode = RequestNumbers.Int(status.ContainerExitStatus),
        CreationTime = RequestNumbers.Long(status.CreationTime),
        Version = RequestNumbers.Int(status.Version),
        ExecutionType = RequestNumbers.ExecutionType(status.ExecutionType),
        AllocationRequestId = RequestNumbers.Long(status.AllocationRequestId),
    };
}
