using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>DataNodes as clients see them (getDatanodeReport). Answer: IReadOnlyList of <see cref="DataNodeInfo"/>.</summary>
public sealed class GetDatanodeReportRequest : ClientRequest
{
    public required DataNodeFilter Kind { get; init; }
}
