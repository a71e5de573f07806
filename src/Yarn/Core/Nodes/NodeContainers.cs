using Hathi.Yarn.Core.Applications;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Nodes;

/// <summary>What nodes say of their containers, matched with what is known here.</summary>
internal static class NodeContainers
{
    /// <summary>A node has come or come back: all that it says that it runs, and what has ended since it was last heard.</summary>
    public static void OnRegistered(
        OperationContext context, RmNode node, IReadOnlyList<NodeContainerStatus> containers, IReadOnlyList<ApplicationId> applications)
    {
        DropWhatIsGone(context, node, containers, applications);
        var live = 0;
        foreach (var status in containers)
        {
            Match(context, node, status);
            live += context.Scheduler.Containers.Find(status.Id)?.Node == node ? 1 : 0;
        }

        node.Named(containers.Count, live);

        if (context.State.HasRecovered)
        {
            Recovery.MasterIsMissing(context, node);
        }

        foreach (var id in applications)
        {
            if (!context.State.Apps.TryGetValue(id, out var app) || app.Scheduled is null)
            {
                node.CleanupNamedApplication(id);
            }
            else
            {
                app.RanOn.Add(node.Id);
            }
        }
    }

    /// <summary>What a heartbeat tells.</summary>
    public static void OnHeartbeat(OperationContext context, RmNode node, IReadOnlyList<ContainerStatus> containers)
    {
        var live = 0;
        foreach (var status in containers)
        {
            if (status.State == ContainerState.Complete)
            {
                Ended(context, node, status);
            }
            else if (Runs(context, node, status))
            {
                live++;
            }
        }

        node.Named(containers.Count, live);
    }

    // What ran there and is not named any more was lost with the NodeManager's last life. What was granted and perhaps not yet started may
    // still be.
    private static void DropWhatIsGone(
        OperationContext context, RmNode node, IReadOnlyList<NodeContainerStatus> containers, IReadOnlyList<ApplicationId> applications)
    {
        if (!node.HasContainers)
        {
            return;
        }

        var named = new HashSet<ContainerId>();
        foreach (var status in containers)
        {
            named.Add(status.Id);
        }

        var empty = named.Count == 0 && applications.Count == 0;
        foreach (var container in node.ContainersInOrder())
        {
            var started = container.State == LiveContainerState.Running
                || (container.IsMaster && container.App.Current?.State != AttemptState.Allocated);
            if (container.IsLive && !named.Contains(container.Id) && (started || (empty && !container.IsMaster)))
            {
                var why = $"Container lost: NodeManager {node.Id} was started again without it";
                Completions.Complete(context, container, ExitStatus.Aborted, why, alive: true);
            }
        }
    }

    private static void Match(OperationContext context, RmNode node, NodeContainerStatus status)
    {
        var container = context.Scheduler.Containers.Find(status.Id);
        if (container is not null && container.Node != node)
        {
            Disown(node, status); // another node's: anybody may register a node, and name what he likes
        }
        else if (container is not null)
        {
            if (status.State == ContainerState.Complete)
            {
                Completions.Complete(context, container, status.ExitCode, status.Diagnostics, alive: false);
            }
            else
            {
                container.State = LiveContainerState.Running;
            }
        }
        else if (status.State == ContainerState.Complete)
        {
            Recovery.Ended(context, node, status);
        }
        else
        {
            Recovery.Running(context, node, status);
        }
    }

    private static void Disown(RmNode node, NodeContainerStatus status)
    {
        if (status.State == ContainerState.Complete)
        {
            node.ForgetNamed(status.Id);
        }
        else
        {
            node.CleanupNamed(status.Id);
        }
    }

    // False: it is none of those that are live here.
    private static bool Runs(OperationContext context, RmNode node, ContainerStatus status)
    {
        if (context.Scheduler.Containers.Find(status.Id) is { } container && container.Node == node)
        {
            if (container.State != LiveContainerState.Running)
            {
                container.State = LiveContainerState.Running;
                container.App.RanOn.Add(node.Id);
            }

            return true;
        }

        node.CleanupNamed(status.Id);
        EndIfOver(context, node, status.Id.Attempt.Application);
        return false;
    }

    private static void Ended(OperationContext context, RmNode node, ContainerStatus status)
    {
        if (context.Scheduler.Containers.Find(status.Id) is { } container && container.Node == node)
        {
            container.App.RanOn.Add(node.Id);
            Completions.Complete(context, container, status.ExitCode, status.Diagnostics, alive: false);
        }
        else
        {
            Recovery.MasterHasGone(context, node, status.Id);
            if (!Completions.WillBeTold(context, status.Id))
            {
                node.ForgetNamed(status.Id);
            }

            EndIfOver(context, node, status.Id.Attempt.Application);
        }
    }

    // A container that was started when its application was ending, or after: its node has not heard of the end. Source:
    // RMNodeImpl.handleRunningAppOnNode.
    private static void EndIfOver(OperationContext context, RmNode node, ApplicationId id)
    {
        if (!context.State.Apps.TryGetValue(id, out var app) || app.Scheduled is null)
        {
            node.CleanupNamedApplication(id);
        }
    }
}
