using Hathi.Rpc;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.ResourceManager.Mapping;

/// <summary>What NodeManagers say, and what they are told.</summary>
internal static class NodeMapping
{
    public static RegisterNodeManagerRequest ToCore(RegisterNodeManagerRequestProto r, string rack, RpcCallContext call) => new()
    {
        Ticket = 1,
        CalledFrom = call.Remote.Address.ToString(),
        Node = r.NodeId.ToCore(),
        HttpPort = r.HttpPort,
        Capability = r.Resource.ToCore(),
        Rack = rack,
        Version = r.NmVersion.AtMost(RequestLimits.User),
        Containers = [.. r.ContainerStatuses.AtMost(RequestLimits.OfNode).Select(ToCore)],
        RunningApplications = [.. r.RunningApplications.AtMost(RequestLimits.OfNode).Select(static id => id.ToCore())],
    };

    public static NodeHeartbeatRequest ToCore(NodeStatusProto status, RpcCallContext call) => new()
    {
        Ticket = 1,
        CalledFrom = call.Remote.Address.ToString(),
        Node = status.NodeId.ToCore(),
        ResponseId = status.ResponseId,
        Containers = [.. status.ContainersStatuses.AtMost(RequestLimits.OfNode).Select(ToCore)],
        IsHealthy = status.NodeHealthStatus?.IsNodeHealthy ?? true,
        HealthReport = status.NodeHealthStatus?.HealthReport.LastOf() ?? "",
        LastHealthReportTime = status.NodeHealthStatus?.LastHealthReportTime ?? 0,
        ContainersUtilization = status.ContainersUtilization.ToCore(),
        NodeUtilization = status.NodeUtilization.ToCore(),
        KeepAlive = [.. status.KeepAliveApplications.AtMost(RequestLimits.OfNode).Select(static id => id.ToCore())],
    };

    public static UnregisterNodeManagerRequest ToCore(UnRegisterNodeManagerRequestProto r, RpcCallContext call) =>
        new() { Ticket = 1, Node = r.NodeId.ToCore(), CalledFrom = call.Remote.Address.ToString() };

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
            proto.ContainersToSignal.Add(new SignalContainerRequestProto { ContainerId = container.ToProto(), Command = (SignalContainerCommandProto)command });
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

    private static ContainerStatus ToCore(ContainerStatusProto status) =>
        new(status.ContainerId.ToCore(), (ContainerState)status.State, status.ExitStatus, status.Diagnostics.LastOf(), status.Capability.ToCore());

    private static NodeContainerStatus ToCore(NMContainerStatusProto status) => new()
    {
        Id = status.ContainerId.ToCore(),
        State = (ContainerState)status.ContainerState,
        Resource = status.Resource.ToCore(),
        Priority = status.Priority?.Priority ?? 0,
        Diagnostics = status.Diagnostics.LastOf(),
        ExitCode = status.ContainerExitStatus,
        CreationTime = status.CreationTime,
        Version = status.Version,
        ExecutionType = (ExecutionType)status.ExecutionType,
        AllocationRequestId = status.AllocationRequestId,
    };
}
