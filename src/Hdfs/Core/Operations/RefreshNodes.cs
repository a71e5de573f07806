using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>
/// New lists of admitted and leaving DataNodes, read by the shell (refreshNodes): superuser. Answer: bool, whether they count from now on.
/// </summary>
public sealed class RefreshNodesRequest : ClientRequest, IAsk<bool>
{
    public required NodeLists Lists { get; init; }

    /// <summary>
    /// They are taken only if these very lists are those that count still: they are the same ones, looked up again. Null: in any case.
    /// </summary>
    public NodeLists? InPlaceOf { get; init; }
}

internal static class RefreshNodes
{
    public static bool Run(OperationContext context, RefreshNodesRequest request)
    {
        context.Permissions.RequireSuperUser(request.Caller, "refreshNodes");
        if (request.InPlaceOf is { } old && !ReferenceEquals(old, context.Blocks.View.Lists))
        {
            return false;
        }

        context.Changing();
        context.Blocks.View.RefreshNodes(context.Now, request.Lists);
        return true;
    }
}
