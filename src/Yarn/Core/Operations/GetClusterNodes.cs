using Hathi.Yarn.Core.Applications;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>The nodes in some states (getClusterNodes). Answer: List of <see cref="NodeReport"/>, by host and port.</summary>
public sealed class GetClusterNodesRequest : ClientRequest, IAsk<List<NodeReport>>
{
    /// <summary>Empty: all that have not gone.</summary>
    public IReadOnlyCollection<NodeState> States { get; init; } = [];
}

internal static class GetClusterNodes
{
    public static List<NodeReport> Run(OperationContext context, GetClusterNodesRequest request)
    {
        var reports = new List<NodeReport>();
        foreach (var node in context.State.Nodes.Values)
        {
            if (request.States.Count == 0 || request.States.Contains(node.State))
            {
                reports.Add(Reports.Of(context, node));
            }
        }

        foreach (var node in context.State.GoneNodes.Values)
        {
            if (request.States.Contains(node.State))
            {
                reports.Add(Reports.Of(context, node));
            }
        }

        reports.Sort(static (a, b) => string.CompareOrdinal(a.Id.Host, b.Id.Host) is var byHost && byHost != 0
            ? byHost
            : a.Id.Port.CompareTo(b.Id.Port));
        return reports;
    }
}
