using Hathi.Hdfs.Core.DataNodes;

namespace Hathi.Hdfs.Core.Blocks.Placement;

/// <summary>The order in which data travels: from the writer to the nearest, from there to the nearest of the rest (BlockPlacementPolicyDefault.getPipeline).</summary>
internal static class Pipeline
{
    public static void Order(List<DataNodeStorage> targets, DataNodeDescriptor? writer)
    {
        var from = writer is { ClusterPosition: >= 0 } || targets.Count == 0 ? writer : targets[0].Node;
        for (var i = 0; i < targets.Count && from is not null; i++)
        {
            var nearest = i;
            for (var j = i + 1; j < targets.Count; j++)
            {
                if (NetworkTopology.Distance(from, targets[j].Node) < NetworkTopology.Distance(from, targets[nearest].Node))
                {
                    nearest = j;
                }
            }

            (targets[i], targets[nearest]) = (targets[nearest], targets[i]);
            from = targets[i].Node;
        }
    }
}
