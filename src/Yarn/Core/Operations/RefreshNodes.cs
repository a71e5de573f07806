using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Nodes;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>The lists of hosts were read again (refreshNodes). Answer: bool, whether they count from now on.</summary>
public sealed class RefreshNodesRequest : ClientRequest, IAsk<bool>
{
    public required NodeLists Lists { get; init; }

    /// <summary>
    /// They are taken only if these very lists are those that count still: they are the same ones, looked up again. Null: in any case.
    /// </summary>
    public NodeLists? InPlaceOf { get; init; }

    /// <summary>
    /// Nodes that may stay no longer get no new containers and end when theirs have and the applications that had some, or after so many
    /// seconds (negative: however long it takes); null: at once.
    /// </summary>
    public int? GracefulSeconds { get; init; }
}

internal static class RefreshNodes
{
    public static bool Run(OperationContext context, RefreshNodesRequest request)
    {
        ArgumentNullException.ThrowIfNull(request.Lists);
        if (request.InPlaceOf is { } old && !ReferenceEquals(old, context.State.Lists))
        {
            return false;
        }

        context.Changing();
        var before = context.State.Lists;
        context.State.Lists = request.Lists;
        if (request.InPlaceOf is null)
        {
            foreach (var gone in context.State.GoneNodes.Values)
            {
                gone.WasSentAway = false; // by the lists before
            }
        }

        foreach (var node in context.State.NodesInOrder())
        {
            if (request.Lists.Allows(node.Id.Host, node.CalledFrom))
            {
                NodeLife.Recommission(context, node);
            }
            else if (request.Lists.MayHave(node.Id.Host, node.CalledFrom)
                && !(before.Include.Count > 0 && before.Allows(node.Id.Host, node.CalledFrom)))
            {
                // Not one that these lists have and those do not: whoever was never in a list may be in this one by another name.
                context.Note($"NodeManager {node.Id} stays as it is: it is not in the list of those that may join, "
                    + "of which some have no address yet (yarn.resourcemanager.nodes.include-path)");
            }
            else if (request.GracefulSeconds is { } seconds && NodeLife.IsNeeded(context, node))
            {
                // The same lists with one address more say nothing new of a node that is on its way out: it keeps the
                // time that it was given.
                if (request.InPlaceOf is null || node.State != NodeState.Decommissioning)
                {
                    NodeLife.BeginDecommission(context, node, seconds);
                }
            }
            else
            {
                NodeLife.Remove(context, node, NodeState.Decommissioned, "it was excluded by an administrator");
            }
        }

        return true;
    }
}
