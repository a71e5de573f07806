using Hathi.Yarn.Core.Applications;
using Hathi.Yarn.Core.Edits;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.ResourceManager;
using Hathi.Yarn.Core.Scheduling;

namespace Hathi.Yarn.Core.Nodes;

/// <summary>How nodes come, are heard, and go.</summary>
internal static class NodeLife
{
    /// <summary>Silence of less than so many milliseconds may be a slow machine. Ours.</summary>
    private const long MinSilence = 2_000;

    /// <summary>A busy node may be silent for so many milliseconds at most, or a quarter of the time after which it is lost, before another address is believed to be it. Ours.</summary>
    private const long LongestHiccup = 60_000;

    /// <summary>A node comes or comes back. What it says that it runs is matched with what is known.</summary>
    public static void Register(OperationContext context, RegisterNodeManagerRequest request)
    {
        var now = context.Now;
        context.State.Nodes.TryGetValue(request.Node, out var node);
        if (node is not null && (node.Total != request.Capability || node.Rack != request.Rack))
        {
            context.Scheduler.Resize(node, request.Capability, request.Rack);
        }

        if (node is null)
        {
            node = Add(context, request);
        }
        else
        {
            node.TakeOver(node);
        }

        node.HttpAddress = $"{request.Node.Host}:{request.HttpPort}";
        node.Version = request.Version;
        node.LastSeen = now.MonotonicMilliseconds;
        node.CalledFrom = request.CalledFrom;
        node.ResponseId = 0;
        node.LastAnswer = null;
        node.IsHeard = false;
        context.Scheduler.LoadChanged(node);
        context.State.NodeIsBack(node.Id);
        DropWhatIsGone(context, node, request);
        foreach (var status in request.Containers)
        {
            Match(context, node, status);
        }

        if (context.State.HasRecovered)
        {
            Recovery.MasterIsMissing(context, node);
        }

        foreach (var id in request.RunningApplications)
        {
            if (!context.State.Apps.TryGetValue(id, out var app) || app.Share is null)
            {
                node.CleanupApplication(id);
            }
            else
            {
                app.RanOn.Add(node.Id);
            }
        }
    }

    /// <summary>A heartbeat's contents.</summary>
    public static void Take(OperationContext context, RmNode node, NodeHeartbeatRequest request)
    {
        node.ContainersUtilization = request.ContainersUtilization;
        node.NodeUtilization = request.NodeUtilization;
        node.HealthReport = request.HealthReport;
        node.LastHealthReportTime = request.LastHealthReportTime;
        foreach (var status in request.Containers)
        {
            if (status.State == ContainerState.Complete)
            {
                Ended(context, node, status);
            }
            else
            {
                Runs(context, node, status);
            }
        }

        SetHealth(context, node, request.IsHealthy);
        context.Scheduler.Heard(node);
    }

    /// <summary>A node goes: its containers are lost.</summary>
    public static void Remove(OperationContext context, RmNode node, NodeState state, string why)
    {
        context.Note($"NodeManager {node.Id} is {state}: {why}; {node.Containers} containers of it end");
        context.Scheduler.RemoveNode(node);
        node.State = state;
        node.WasSentAway = state == NodeState.Decommissioned;
        context.State.Remember(node);
        context.Commit(new NodeForgotten(node.Id));
        LoseContainers(context, node, $"Container released on a *lost* node: {node.Id}, {why}");
        context.State.News.Add(context, node);
    }

    /// <summary>No new containers for it, and it goes when it <see cref="IsNeeded">is not needed</see> any more, or in so many seconds (negative: no limit).</summary>
    public static void BeginDecommission(OperationContext context, RmNode node, int seconds)
    {
        node.DecommissionAt = seconds < 0 ? long.MaxValue : context.Now.MonotonicMilliseconds + (seconds * 1000L);
        if (node.State is NodeState.Running or NodeState.Unhealthy)
        {
            node.State = NodeState.Decommissioning;
            context.Scheduler.RemoveNode(node);
            context.State.News.Add(context, node);
        }
    }

    /// <summary>A node may stay after all.</summary>
    public static void Recommission(OperationContext context, RmNode node)
    {
        if (node.State == NodeState.Decommissioning)
        {
            node.State = NodeState.Running;
            context.Scheduler.AddNode(node);
            context.State.News.Add(context, node);
        }
    }

    /// <summary>It has containers, or what is left of those of an application that still runs: the outputs of its maps go with the node.</summary>
    public static bool IsNeeded(OperationContext context, RmNode node)
    {
        if (node.HasContainers)
        {
            return true;
        }

        foreach (var app in context.State.Apps.Values)
        {
            if (app.Share is not null && app.RanOn.Contains(node.Id))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A node that is to go has nothing left to do, or its time is up.</summary>
    public static bool IsDrained(OperationContext context, RmNode node) => context.Now.MonotonicMilliseconds >= node.DecommissionAt || !IsNeeded(context, node);

    /// <summary>Nodes that missed heartbeats are granted nothing until they are heard; those that were not heard for too long are lost.</summary>
    public static void Expire(OperationContext context)
    {
        var longest = LongestSilence(context);
        List<RmNode>? gone = null;
        foreach (var node in context.State.Nodes.Values)
        {
            var silent = context.Now.MonotonicMilliseconds - node.LastSeen;
            if (silent > context.Options.NodeExpiry)
            {
                (gone ??= []).Add(node);
            }
            else if (silent > longest)
            {
                context.Scheduler.FellSilent(node);
            }
        }

        foreach (var node in gone ?? [])
        {
            Remove(context, node, NodeState.Lost, $"it has not been heard for {context.Options.NodeExpiry / 1000} s");
        }
    }

    /// <summary>This process was stopped: of no node it can say that it is still there. Each is granted something as soon as it is heard.</summary>
    public static void NobodyWasHeard(OperationContext context)
    {
        foreach (var node in context.State.Nodes.Values)
        {
            context.Scheduler.FellSilent(node);
        }
    }

    /// <summary>
    /// Whether a call in the name of a node comes from elsewhere than the node: its id is no secret, and whoever names it could end all that runs there. A node whose
    /// address has changed is believed once the old one is silent.
    /// </summary>
    public static bool IsElsewhere(RmNode node, NodeRequest request) =>
        node.CalledFrom is { } from && request.CalledFrom is { } now && !string.Equals(from, now, StringComparison.Ordinal);

    /// <exception cref="RmFault">The node was heard lately, from where it registered.</exception>
    public static void CheckSilent(OperationContext context, RmNode node, NodeRequest request)
    {
        var silent = context.Now.MonotonicMilliseconds - node.LastSeen;
        if (silent <= Math.Max(LongestSilence(context), Math.Min(context.Options.NodeExpiry / 4, LongestHiccup)))
        {
            throw new RmFault(RmError.Retriable, $"NodeManager {node.Id} was heard of {silent} ms ago from {node.CalledFrom}, and {request.CalledFrom} is not believed to be it before it is silent: two NodeManagers must not have one address (yarn.nodemanager.address).");
        }
    }

    private static long LongestSilence(OperationContext context) => Math.Max(MinSilence, context.Options.SkipNodeMultiplier * context.Options.HeartbeatInterval);

    private static RmNode Add(OperationContext context, RegisterNodeManagerRequest request)
    {
        var node = new RmNode(request.Node)
        {
            HttpAddress = "",
            Rack = request.Rack,
            Version = request.Version,
            Total = request.Capability,
            Number = ++context.State.LastNodeNumber,
        };
        if (context.State.GoneNodes.Remove(request.Node, out var before))
        {
            node.TakeOver(before);
        }

        if (!context.State.KnownNodes.Contains(node.Id))
        {
            context.Commit(new NodeKnown(node.Id));
        }

        context.State.Nodes.Add(node.Id, node);
        context.Scheduler.AddNode(node);
        context.State.News.Add(context, node);
        context.Note($"NodeManager {node.Id} registered with {request.Capability} on {request.Rack}; the cluster has {context.Scheduler.ActiveNodes} nodes and {context.Scheduler.ClusterResource}");
        return node;
    }

    // What ran there and is not named any more was lost with the NodeManager's last life. What was granted and perhaps not yet started may still be.
    private static void DropWhatIsGone(OperationContext context, RmNode node, RegisterNodeManagerRequest request)
    {
        if (!node.HasContainers)
        {
            return;
        }

        var named = new HashSet<ContainerId>();
        foreach (var status in request.Containers)
        {
            named.Add(status.Id);
        }

        var empty = named.Count == 0 && request.RunningApplications.Count == 0;
        foreach (var container in node.ContainersInOrder())
        {
            var started = container.State == LiveContainerState.Running || (container.IsMaster && container.App.Current?.State != AttemptState.Allocated);
            if (container.IsLive && !named.Contains(container.Id) && (started || (empty && !container.IsMaster)))
            {
                Completions.Complete(context, container, ExitStatus.Aborted, $"Container lost: NodeManager {node.Id} was started again without it", alive: true);
            }
        }
    }

    private static void Match(OperationContext context, RmNode node, NodeContainerStatus status)
    {
        var container = context.Scheduler.Find(status.Id);
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
            node.Forget(status.Id);
        }
        else
        {
            node.Cleanup(status.Id);
        }
    }

    private static void Runs(OperationContext context, RmNode node, ContainerStatus status)
    {
        if (context.Scheduler.Find(status.Id) is { } container && container.Node == node)
        {
            if (container.State != LiveContainerState.Running)
            {
                container.State = LiveContainerState.Running;
                container.App.RanOn.Add(node.Id);
            }
        }
        else
        {
            node.Cleanup(status.Id);
            EndIfOver(context, node, status.Id.Attempt.Application);
        }
    }

    private static void Ended(OperationContext context, RmNode node, ContainerStatus status)
    {
        if (context.Scheduler.Find(status.Id) is { } container && container.Node == node)
        {
            container.App.RanOn.Add(node.Id);
            Completions.Complete(context, container, status.ExitCode, status.Diagnostics, alive: false);
        }
        else
        {
            Recovery.MasterHasGone(context, node, status.Id);
            if (!Completions.WillBeTold(context, status.Id))
            {
                node.Forget(status.Id);
            }

            EndIfOver(context, node, status.Id.Attempt.Application);
        }
    }

    // A container that was started when its application was ending, or after: its node has not heard of the end. Source: RMNodeImpl.handleRunningAppOnNode.
    private static void EndIfOver(OperationContext context, RmNode node, ApplicationId id)
    {
        if (!context.State.Apps.TryGetValue(id, out var app) || app.Share is null)
        {
            node.CleanupApplication(id);
        }
    }

    private static void SetHealth(OperationContext context, RmNode node, bool healthy)
    {
        // One that is to go stays so: it gets nothing new, and what runs there may still come to its end.
        if (!healthy && node.State == NodeState.Running)
        {
            context.Note($"NodeManager {node.Id} is unhealthy: {node.HealthReport}; {node.Containers} containers of it end");
            context.Scheduler.RemoveNode(node);
            node.State = NodeState.Unhealthy;
            LoseContainers(context, node, $"Container released on an unhealthy node: {node.Id}, {node.HealthReport}");
            context.State.News.Add(context, node);
        }
        else if (healthy && node.State == NodeState.Unhealthy)
        {
            node.State = NodeState.Running;
            context.Scheduler.AddNode(node);
            context.Note($"NodeManager {node.Id} is healthy again");
            context.State.News.Add(context, node);
        }
    }

    private static void LoseContainers(OperationContext context, RmNode node, string why)
    {
        foreach (var container in node.ContainersInOrder())
        {
            if (container.IsLive)
            {
                Completions.Complete(context, container, ExitStatus.Aborted, why, alive: true);
            }
        }
    }
}
