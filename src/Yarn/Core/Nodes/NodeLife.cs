using Hathi.Yarn.Core.Applications;
using Hathi.Yarn.Core.Edits;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Nodes;

/// <summary>How nodes come, are heard, and go.</summary>
internal static class NodeLife
{
    /// <summary>Silence of less than so many milliseconds may be a slow machine. Ours.</summary>
    private const long MinSilence = 2_000;

    /// <summary>
    /// A busy node may be silent for so many milliseconds at most, or a quarter of the time after which it is lost, before another address
    /// is believed to be it. Ours.
    /// </summary>
    private const long LongestHiccup = 60_000;

    /// <summary>A node comes, or comes back.</summary>
    public static RmNode Join(OperationContext context, NodeId id, Resource capability, string rack, string version)
    {
        if (!context.State.Nodes.TryGetValue(id, out var node))
        {
            return Add(context, id, capability, rack, version);
        }

        if (node.Total != capability || node.Rack != rack)
        {
            context.Scheduler.Resize(node, capability, rack);
        }

        node.TellLastAgain();
        return node;
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
        node.LetGo();
        Tell(context, node);
    }

    /// <summary>
    /// No new containers for it, and it goes when it <see cref="IsNeeded">is not needed</see> any more, or in so many
    /// seconds (negative: no limit).
    /// </summary>
    public static void BeginDecommission(OperationContext context, RmNode node, int seconds)
    {
        node.DecommissionAt = seconds < 0 ? long.MaxValue : context.Now.MonotonicMilliseconds + (seconds * 1000L);
        if (node.State is NodeState.Running or NodeState.Unhealthy)
        {
            node.State = NodeState.Decommissioning;
            context.Scheduler.RemoveNode(node);
            Tell(context, node);
        }
    }

    /// <summary>A node may stay after all.</summary>
    public static void Recommission(OperationContext context, RmNode node)
    {
        if (node.State == NodeState.Decommissioning)
        {
            node.State = NodeState.Running;
            context.Scheduler.AddNode(node);
            Tell(context, node);
        }
    }

    /// <summary>A node says that it is well, or that it is not.</summary>
    public static void SetHealth(OperationContext context, RmNode node, bool healthy)
    {
        // One that is to go stays so: it gets nothing new, and what runs there may still come to its end.
        if (!healthy && node.State == NodeState.Running)
        {
            context.Note($"NodeManager {node.Id} is unhealthy: {node.HealthReport}; {node.Containers} containers of it end");
            context.Scheduler.RemoveNode(node);
            node.State = NodeState.Unhealthy;
            LoseContainers(context, node, $"Container released on an unhealthy node: {node.Id}, {node.HealthReport}");
            Tell(context, node);
        }
        else if (healthy && node.State == NodeState.Unhealthy)
        {
            node.State = NodeState.Running;
            context.Scheduler.AddNode(node);
            context.Note($"NodeManager {node.Id} is healthy again");
            Tell(context, node);
        }
    }

    /// <summary>
    /// It has containers, or what is left of those of an application that still runs: the outputs of its maps go with the node.
    /// </summary>
    public static bool IsNeeded(OperationContext context, RmNode node)
    {
        if (node.HasContainers)
        {
            return true;
        }

        foreach (var app in context.State.Apps.Values)
        {
            if (app.Scheduled is not null && app.RanOn.Contains(node.Id))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A node that is to go has nothing left to do, or its time is up.</summary>
    public static bool IsDrained(OperationContext context, RmNode node) =>
        context.Now.MonotonicMilliseconds >= node.DecommissionAt || !IsNeeded(context, node);

    /// <summary>
    /// Nodes that missed heartbeats are granted nothing until they are heard; those that were not heard for too long are lost.
    /// </summary>
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

    /// <summary>
    /// This process was stopped: of no node it can say that it is still there. Each is granted something as soon as it is heard.
    /// </summary>
    public static void NobodyWasHeard(OperationContext context)
    {
        foreach (var node in context.State.Nodes.Values)
        {
            context.Scheduler.FellSilent(node);
        }
    }

    /// <summary>
    /// Whether a call in the name of a node comes from elsewhere than the node: its id is no secret, and whoever names it could end all
    /// that runs there. A node whose address has changed is believed once the old one is silent.
    /// </summary>
    public static bool IsElsewhere(RmNode node, string? calledFrom) =>
        node.CalledFrom is { } from && calledFrom is { } now && !string.Equals(from, now, StringComparison.Ordinal);

    /// <exception cref="RmFault">The node was heard lately, from where it registered.</exception>
    public static void CheckSilent(OperationContext context, RmNode node, string? calledFrom)
    {
        var silent = context.Now.MonotonicMilliseconds - node.LastSeen;
        if (silent <= Math.Max(LongestSilence(context), Math.Min(context.Options.NodeExpiry / 4, LongestHiccup)))
        {
            throw new RmFault(
                RmError.Retriable,
                $"NodeManager {node.Id} was heard of {silent} ms ago from {node.CalledFrom}, and {calledFrom} is not believed to be it "
                + "before it is silent: two NodeManagers must not have one address (yarn.nodemanager.address).");
        }
    }

    private static long LongestSilence(OperationContext context) =>
        Math.Max(MinSilence, context.Options.SkipNodeMultiplier * context.Options.HeartbeatInterval);

    private static RmNode Add(OperationContext context, NodeId id, Resource capability, string rack, string version)
    {
        var node = new RmNode(id, context.State.ToldRoom)
        {
            HttpAddress = "",
            Rack = rack,
            Version = version,
            Total = capability,
            Number = ++context.State.LastNodeNumber,
        };
        context.State.GoneNodes.Remove(id);
        if (!context.State.KnownNodes.Contains(node.Id))
        {
            context.Commit(new NodeKnown(node.Id));
        }

        context.State.Nodes.Add(node.Id, node);
        context.Scheduler.AddNode(node);
        Tell(context, node);
        context.Note(
            $"NodeManager {node.Id} registered with {capability} on {rack}; "
            + $"the cluster has {context.Scheduler.Nodes.Count} nodes and {context.Scheduler.Nodes.Total}");
        return node;
    }

    // Masters are told.
    private static void Tell(OperationContext context, RmNode node) => context.State.News.Add(Reports.Of(context, node));

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
