using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>
/// Racks and their DataNodes, for the console and metrics. Answer: IReadOnlyList of (string Rack, IReadOnlyList of
/// <see cref="DataNodeInfo"/> Nodes).
/// </summary>
public sealed class GetTopologyRequest : ClientRequest, IAsk<IReadOnlyList<(string Rack, IReadOnlyList<DataNodeInfo> Nodes)>>;

internal static class GetTopology
{
    public static IReadOnlyList<(string Rack, IReadOnlyList<DataNodeInfo> Nodes)> Run(OperationContext context, GetTopologyRequest request)
    {
        return context.Blocks.View.Topology(context.Now);
    }
}
