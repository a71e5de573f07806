using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Nodes;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>A NodeManager goes for good (unRegisterNodeManager). Answer: null.</summary>
public sealed class UnregisterNodeManagerRequest : NodeRequest, IAsk<Done>;

internal static class UnregisterNodeManager
{
    public static void Run(OperationContext context, UnregisterNodeManagerRequest request)
    {
        if (context.State.Nodes.TryGetValue(request.Node, out var node))
        {
            if (NodeLife.IsElsewhere(node, request.CalledFrom))
            {
                throw new RmFault(RmError.Yarn, $"NodeManager {node.Id} registered from {node.CalledFrom}: {request.CalledFrom} cannot "
                    + $"take it out. It counts as lost when it is silent for {context.Options.NodeExpiry / 1000} s.");
            }

            context.Changing();
            NodeLife.Remove(context, node, NodeState.Shutdown, "it was stopped");
        }
    }
}
