using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>A reader found replicas whose checksums are wrong (reportBadBlocks of ClientProtocol). No answer.</summary>
public sealed class ReportBadBlocksRequest : ClientRequest
{
    public required IReadOnlyList<BadReplica> Replicas { get; init; }
}

internal static class ReportBadBlocks
{
    public static object? Run(OperationContext context, ReportBadBlocksRequest request)
    {
        foreach (var replica in request.Replicas)
        {
            context.Changing();
            context.Blocks.Manager.MarkCorrupt(replica.Block.Id, replica.DataNodeUuid, replica.StorageId, "client machine reported it");
        }

        return null;
    }
}
