using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Nodes;
using Hathi.Yarn.Core.State;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>
/// A NodeManager tells how it is (nodeHeartbeat). Answer: <see cref="HeartbeatAnswer"/>. Called again with the response id before the last,
/// it is given the last answer again; one that is not known, or is further behind, is told to register again.
/// </summary>
public sealed class NodeHeartbeatRequest : NodeRequest, IAsk<HeartbeatAnswer>
{
    /// <summary>Of the last answer; 0 after registering.</summary>
    public required int ResponseId { get; init; }

    public required IReadOnlyList<ContainerStatus> Containers { get; init; }

    public required bool IsHealthy { get; init; }

    public required string HealthReport { get; init; }

    /// <summary>Wall milliseconds.</summary>
    public required long LastHealthReportTime { get; init; }

    /// <summary>Of all its containers.</summary>
    public required Utilization ContainersUtilization { get; init; }

    /// <summary>Of the whole machine.</summary>
    public required Utilization NodeUtilization { get; init; }

    /// <summary>Applications whose logs it still works on.</summary>
    public IReadOnlyList<ApplicationId> KeepAlive { get; init; } = [];
}

internal static class NodeHeartbeat
{
    public static HeartbeatAnswer Run(OperationContext context, NodeHeartbeatRequest request)
    {
        if (!context.State.Nodes.TryGetValue(request.Node, out var node))
        {
            return Unknown(context, request);
        }

        if (NodeLife.IsElsewhere(node, request.CalledFrom))
        {
            NodeLife.CheckSilent(context, node, request.CalledFrom);
            return Order(
                NodeAction.Resync, $"NodeManager {node.Id} registered from {node.CalledFrom}; {request.CalledFrom} is to register");
        }

        node.LastSeen = context.Now.MonotonicMilliseconds;
        if (((request.ResponseId + 1) & int.MaxValue) == node.ResponseId && node.LastAnswer is { } last)
        {
            return last;
        }

        if (request.ResponseId != node.ResponseId)
        {
            var why = $"Too far behind rm response id:{node.ResponseId} nm response id:{request.ResponseId}";
            context.Note($"NodeManager {node.Id}: {why}; it is to register again");
            context.Changing();
            NodeLife.Remove(context, node, NodeState.Rebooted, why);
            return Order(NodeAction.Resync, why);
        }

        if (node.State == NodeState.Decommissioning && NodeLife.IsDrained(context, node))
        {
            context.Changing();
            NodeLife.Remove(context, node, NodeState.Decommissioned, "its applications have ended, or its time was up");
            return Order(NodeAction.Shutdown, $"NodeManager {node.Id} was decommissioned: its applications have ended, or its time was up");
        }

        context.Changing();
        Record(context, node, request);
        node.ResponseId = (node.ResponseId + 1) & int.MaxValue;
        return node.TakeAnswer(context.Options.HeartbeatInterval);
    }

    private static void Record(OperationContext context, RmNode node, NodeHeartbeatRequest request)
    {
        node.ContainersUtilization = request.ContainersUtilization;
        node.NodeUtilization = request.NodeUtilization;
        node.HealthReport = request.HealthReport;
        node.LastHealthReportTime = request.LastHealthReportTime;
        var wasFull = node.IsFull;
        NodeContainers.OnHeartbeat(context, node, request.Containers);
        NodeLife.SetHealth(context, node, request.IsHealthy);
        context.Scheduler.Heard(node);
        if (wasFull && !node.IsFull)
        {
            context.Scheduler.Nodes.Freed(node);
        }
    }

    private static HeartbeatAnswer Unknown(OperationContext context, NodeHeartbeatRequest request)
    {
        var host = request.Node.Host;
        if (context.State.Lists.Allows(host, request.CalledFrom))
        {
            return Order(NodeAction.Resync, $"Node not found resyncing {request.Node}");
        }

        RegisterNodeManager.CheckKnown(context, request);
        return Order(NodeAction.Shutdown, $"Disallowed NodeManager nodeId: {request.Node} hostname: {host}");
    }

    private static HeartbeatAnswer Order(NodeAction action, string why) => new()
    {
        ResponseId = 0,
        Action = action,
        Diagnostics = why,
        ContainersToCleanup = [],
        ApplicationsToCleanup = [],
        ContainersToForget = [],
        Signals = [],
        NextHeartbeat = 0,
    };
}
