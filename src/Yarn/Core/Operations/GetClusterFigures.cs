using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>The cluster in numbers (getClusterMetrics, /ws/v1/cluster/metrics). Answer: <see cref="ClusterFigures"/>.</summary>
public sealed class GetClusterFiguresRequest : ClientRequest, IAsk<ClusterFigures>;

internal static class GetClusterFigures
{
    public static ClusterFigures Run(OperationContext context, GetClusterFiguresRequest request)
    {
        Span<int> nodes = stackalloc int[9];
        foreach (var node in context.State.Nodes.Values)
        {
            nodes[(int)node.State]++;
        }

        foreach (var node in context.State.GoneNodes.Values)
        {
            nodes[(int)node.State]++;
        }

        Span<long> apps = stackalloc long[10];
        foreach (var app in context.State.Apps.Values)
        {
            apps[(int)app.State]++;
        }

        var root = context.Scheduler.Queues.Root;
        return new ClusterFigures
        {
            ActiveNodes = nodes[(int)NodeState.Running],
            LostNodes = nodes[(int)NodeState.Lost],
            UnhealthyNodes = nodes[(int)NodeState.Unhealthy],
            DecommissioningNodes = nodes[(int)NodeState.Decommissioning],
            DecommissionedNodes = nodes[(int)NodeState.Decommissioned],
            RebootedNodes = nodes[(int)NodeState.Rebooted],
            ShutdownNodes = nodes[(int)NodeState.Shutdown],
            AppsSubmitted = context.State.Apps.Count,
            AppsCompleted = apps[(int)ApplicationState.Finished],
            AppsPending = apps[(int)ApplicationState.Accepted],
            AppsRunning = apps[(int)ApplicationState.Running] + apps[(int)ApplicationState.Finishing],
            AppsFailed = apps[(int)ApplicationState.Failed],
            AppsKilled = apps[(int)ApplicationState.Killed],
            Total = context.Scheduler.Nodes.Total,
            Allocated = root.Used - root.Reserved,
            Reserved = root.Reserved,
            Pending = root.Pending.ToResource(),
            ContainersAllocated = root.Containers,
            ContainersReserved = root.ReservedContainers,
            ContainersPending = root.PendingContainers,
        };
    }
}
