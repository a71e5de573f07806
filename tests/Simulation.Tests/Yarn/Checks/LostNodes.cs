using Hathi.Base;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.ResourceManager;

namespace Hathi.Simulation.Tests.Yarn.Checks;

/// <summary>
/// The checker of lost nodes: none is lost before the ResourceManager has itself run for as long as a silent node is waited
/// for, and not heard it.
/// </summary>
internal sealed class LostNodes(YarnCluster cluster)
{
    /// <summary>Milliseconds between two steps beyond which the ResourceManager did not run: it ticks every second.</summary>
    private const long LongestGap = 2_000;

    private readonly Dictionary<NodeId, long> _heard = [];
    private readonly HashSet<NodeId> _lost = [];
    private long _last;
    private long _ran;

    /// <summary>A new life: it knows of no node.</summary>
    public void Restarted(Now now)
    {
        _heard.Clear();
        _lost.Clear();
        _last = now.MonotonicMilliseconds;
    }

    /// <summary>It takes a step.</summary>
    public void Stepped(Now now)
    {
        _ran += Math.Min(LongestGap, now.MonotonicMilliseconds - _last);
        _last = now.MonotonicMilliseconds;
    }

    /// <summary>A node has called.</summary>
    public void Heard(NodeId node) => _heard[node] = _ran;

    /// <summary>It has looked at the time.</summary>
    public void Check(ResourceManagerCore core, Now now)
    {
        var lost = (List<NodeReport>)GrantRules.Ask(core, now, new GetClusterNodesRequest { User = "checker", States = [NodeState.Lost] })!;
        foreach (var node in lost)
        {
            var silent = _ran - _heard[node.Id];
            cluster.World.Check(
                !_lost.Add(node.Id) || silent >= cluster.Settings.Rm.NodeExpiry,
                $"{node.Id} is lost: the ResourceManager ran for {silent} ms without hearing it, "
                + $"and waits for {cluster.Settings.Rm.NodeExpiry} ms");
        }

        _lost.IntersectWith(lost.Select(static n => n.Id));
    }
}
