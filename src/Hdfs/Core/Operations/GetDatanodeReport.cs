using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>DataNodes as clients see them (getDatanodeReport). Answer: IReadOnlyList of <see cref="DataNodeInfo"/>.</summary>
public sealed class GetDatanodeReportRequest : ClientRequest, IAsk<IReadOnlyList<DataNodeInfo>>
{
    public required DataNodeFilter Kind { get; init; }
}

internal static class GetDatanodeReport
{
    public static IReadOnlyList<DataNodeInfo> Run(OperationContext context, GetDatanodeReportRequest request)
    {
        context.Permissions.RequireSuperUser(request.Caller, "datanodeReport");
        return context.Blocks.View.DataNodes(context.Now, request.Kind);
    }
}
