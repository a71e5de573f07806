using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.DataNodeCalls;

/// <summary>
/// reportBadBlocks: replicas that failed their checksums, the caller's own or another's. No result. Refused: one is on a DataNode that
/// nobody knows; the others are marked.
/// </summary>
public sealed class ReportBadBlocks : DataNodeRequest, IAsk<Done>
{
    public required IReadOnlyList<BadReplica> Replicas { get; init; }
}

/// <summary>One bad replica. The wire gives them as located blocks: one of these for each location.</summary>
/// <param name="Block">Id, length and generation stamp of the replica.</param>
/// <param name="DataNodeUuid">Where it is.</param>
/// <param name="StorageId">On which storage; empty when not known.</param>
/// <param name="Place">address:port of the node as the reporter knows it, for what is said when nobody knows the node.</param>
public readonly record struct BadReplica(Block Block, string DataNodeUuid, string StorageId, string Place);
