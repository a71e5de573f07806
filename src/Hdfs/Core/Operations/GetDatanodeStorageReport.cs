using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>DataNodes with their storages (getDatanodeStorageReport): superuser. Answer: IReadOnlyList of <see cref="DataNodeStorages"/>.</summary>
public sealed class GetDatanodeStorageReportRequest : ClientRequest
{
    public required DataNodeFilter Kind { get; init; }
}
