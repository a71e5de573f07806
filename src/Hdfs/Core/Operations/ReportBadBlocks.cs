using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>A reader found replicas whose checksums are wrong (reportBadBlocks of ClientProtocol). No answer.</summary>
public sealed class ReportBadBlocksRequest : ClientRequest
{
    public required IReadOnlyList<BadReplica> Replicas { get; init; }
}
