using Hathi.Hdfs.Core.Blocks.Nodes;

namespace Hathi.Hdfs.Core.Blocks.Placement;

/// <summary>
/// The order in which data travels: from the writer to the nearest, from there to the nearest of the rest
/// (BlockPlacementPolicyDefault.getPipeline).
/// </summary>
internal static class Pipeline
{
    // Only a node itself is nearer than the others of its rack: the writer may be among the targets, one of them is
    // not there a second time.
    private const int WithinRack = 2;

    public static void Order(List<DataNodeStorage> targets, DataNodeDescriptor? writer)
    {
        var from = writer is { ClusterPosition: >= 0 } || targets.Count == 0 ? writer : targets[0].Node;
        for (var i = 0; i < targets.Count && from is not null; i++)
        {
            var nearest = i;
            var distance = NetworkTopology.Distance(from, targets[i].Node);
            for (var j = i + 1; j < targets.Count && distance > (i == 0 ? 0 : WithinRack); j++)
            {
                if (NetworkTopology.Distance(from, targets[j].Node) is var other && other < distance)
                {
                    (nearest, distance) = (j, other);
                }
            }

            (targets[i], targets[nearest]) = (targets[nearest], targets[i]);
            from = targets[i].Node;
        }
    }
}
