using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>New lists of admitted and leaving DataNodes, read by the shell (refreshNodes): superuser. No answer.</summary>
public sealed class RefreshNodesRequest : ClientRequest
{
    public required NodeLists Lists { get; init; }
}

internal static class RefreshNodes
{
    public static object? Run(OperationContext context, RefreshNodesRequest request)
    {
        context.Permissions.RequireSuperUser(request.Caller, "refreshNodes");
        context.Changing();
        context.Blocks.View.RefreshNodes(context.Now, request.Lists);
        return null;
    }
}
