using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Totals of the file system (getStats, getReplicatedBlockStats). Answer: <see cref="ClusterStats"/>.</summary>
public sealed class GetStatsRequest : ClientRequest, IAsk<ClusterStats>;

internal static class GetStats
{
    public static ClusterStats Run(OperationContext context, GetStatsRequest request)
    {
        return context.Blocks.View.Stats;
    }
}
