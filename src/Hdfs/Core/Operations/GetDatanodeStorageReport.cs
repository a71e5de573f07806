using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>
/// DataNodes with their storages (getDatanodeStorageReport): superuser. Answer: IReadOnlyList of <see cref="DataNodeStorages"/>.
/// </summary>
public sealed class GetDatanodeStorageReportRequest : ClientRequest, IAsk<IReadOnlyList<DataNodeStorages>>
{
    public required DataNodeFilter Kind { get; init; }
}

internal static class GetDatanodeStorageReport
{
    public static IReadOnlyList<DataNodeStorages> Run(OperationContext context, GetDatanodeStorageReportRequest request)
    {
        context.Permissions.RequireSuperUser(request.Caller, "getDatanodeStorageReport");
        return context.Blocks.View.Storages(context.Now, request.Kind);
    }
}
