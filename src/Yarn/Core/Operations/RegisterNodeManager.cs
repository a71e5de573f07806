using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Nodes;
using Hathi.Yarn.Core.State;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>
/// A NodeManager comes, or comes back (registerNodeManager). Answer: <see cref="NodeRegistered"/>. Its first heartbeat has response id 0.
/// </summary>
public sealed class RegisterNodeManagerRequest : NodeRequest, IAsk<NodeRegistered>
{
    public required int HttpPort { get; init; }

    public required Resource Capability { get; init; }

    /// <summary>Where it stands; "/default-rack" when nobody says otherwise.</summary>
    public required string Rack { get; init; }

    public required string Version { get; init; }

    /// <summary>What it runs and what has ended since it was last heard.</summary>
    public required IReadOnlyList<NodeContainerStatus> Containers { get; init; }

    public required IReadOnlyList<ApplicationId> RunningApplications { get; init; }
}

internal static class RegisterNodeManager
{
    /// <summary>
    /// NodeManagers that a cluster has. Who reaches the port can make up as many names as he likes, and each is kept for as long as a node
    /// may be silent: of one address there are at most twice as many as it leaves to others. A cluster behind one gateway
    /// has two thirds of all.
    /// </summary>
    internal const int MostNodes = 20_000;

    public static NodeRegistered Run(OperationContext context, RegisterNodeManagerRequest request)
    {
        var refused = WhyNot(context, request);
        if (refused is not null)
        {
            context.Note(refused);
            return new NodeRegistered(NodeAction.Shutdown, refused, context.State.ClusterTimestamp);
        }

        CheckPlace(context, request);
        context.Changing();
        Register(context, request);
        return new NodeRegistered(NodeAction.Normal, "", context.State.ClusterTimestamp);
    }

    private static void Register(OperationContext context, RegisterNodeManagerRequest request)
    {
        var node = NodeLife.Join(context, request.Node, request.Capability, request.Rack, request.Version);
        node.HttpAddress = $"{request.Node.Host}:{request.HttpPort}";
        node.Version = request.Version;
        node.LastSeen = context.Now.MonotonicMilliseconds;
        node.CalledFrom = request.CalledFrom;
        node.ResponseId = 0;
        node.DropAnswer();
        node.IsHeard = false;
        context.Scheduler.Nodes.Place(node);
        context.State.NodeIsBack(node.Id);
        NodeContainers.OnRegistered(context, node, request.Containers, request.RunningApplications);
    }

    private static void CheckPlace(OperationContext context, RegisterNodeManagerRequest request)
    {
        var nodes = context.State.Nodes;
        if (nodes.TryGetValue(request.Node, out var node))
        {
            if (NodeLife.IsElsewhere(node, request.CalledFrom))
            {
                NodeLife.CheckSilent(context, node, request.CalledFrom);
            }

            return;
        }

        if (context.State.KnownNodes.Contains(request.Node) || context.State.KnownBefore.Contains(request.Node))
        {
            return; // it was there before a restart: what others have made up meanwhile keeps it from nothing
        }

        if (nodes.Count >= MostNodes)
        {
            throw new RmFault(
                RmError.Retriable,
                $"{nodes.Count} NodeManagers are there, the most that a cluster may have: {request.Node} cannot register.");
        }

        var left = MostNodes - nodes.Count - 1;
        if (request.CalledFrom is { } from
            && nodes.Values.Count(n => n.CalledFrom == from) is var there
            && there + 1 > Math.Max(1, 2 * left))
        {
            throw new RmFault(
                RmError.Retriable,
                $"{there} NodeManagers have registered from {from}, twice as many as it leaves to others: {request.Node} cannot register.");
        }
    }

    /// <summary>Who is sent away ends, with all containers: that is said only where all addresses of the include list are known.</summary>
    /// <exception cref="RmFault">It may be one of those that have no address yet.</exception>
    internal static void CheckKnown(OperationContext context, NodeRequest request)
    {
        var lists = context.State.Lists;
        var wasSentAway = context.State.GoneNodes.TryGetValue(request.Node, out var gone) && gone.WasSentAway;
        if (!wasSentAway && lists.MayHave(request.Node.Host, request.CalledFrom))
        {
            throw new RmFault(RmError.Retriable, $"NodeManager {request.Node} is not in the list of those that may join, "
                + "of which some have no address yet: they are looked up again; "
                + "see that they can be resolved (yarn.resourcemanager.nodes.include-path).");
        }
    }

    private static string? WhyNot(OperationContext context, RegisterNodeManagerRequest request)
    {
        var host = request.Node.Host;
        if (!context.State.Lists.Allows(host, request.CalledFrom)
            && !(context.State.Nodes.TryGetValue(request.Node, out var node) && node.State == NodeState.Decommissioning))
        {
            CheckKnown(context, request);
            return $"Disallowed NodeManager from  {host}, Sending SHUTDOWN signal to the NodeManager.";
        }

        if (request.Node.Port is < 1 or > ushort.MaxValue)
        {
            return $"NodeManager from  {host} names port {request.Node.Port}, which is none, Sending SHUTDOWN signal to the NodeManager.";
        }

        if (!request.Capability.FitsIn(RmNode.MostOfMachine))
        {
            return $"NodeManager from  {host} claims to have {request.Capability}, and no machine has more than {RmNode.MostOfMachine}, "
                + "Sending SHUTDOWN signal to the NodeManager.";
        }

        return context.Options.MinimumAllocation.FitsIn(request.Capability)
            ? null
            : $"NodeManager from  {host} doesn't satisfy minimum allocations, Sending SHUTDOWN signal to the NodeManager. "
                + $"Node capabilities are {request.Capability}; minimums are {context.Options.MinimumAllocation.MemoryMiB}mb and "
                + $"{context.Options.MinimumAllocation.VirtualCores} vcores";
    }
}
