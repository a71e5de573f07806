using Hathi.Hdfs.Core.Blocks.Reports;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>
/// A reader found replicas whose checksums are wrong (reportBadBlocks of ClientProtocol). No answer. Whoever may not read one of the files
/// is refused, and nothing is marked; who names a node that is not known is refused when the others are marked.
/// </summary>
public sealed class ReportBadBlocksRequest : ClientRequest, IAsk<Done>
{
    public required IReadOnlyList<BadReplica> Replicas { get; init; }
}

internal static class ReportBadBlocks
{
    public static void Run(OperationContext context, ReportBadBlocksRequest request)
    {
        foreach (var replica in request.Replicas)
        {
            CheckReader(context, request.Caller, replica.Block.Id);
        }

        context.Changing();
        BadReplicas.Mark(context.Blocks.Manager, request.Replicas, "client machine reported it");
    }

    // Who may not read a file has found nothing in it: replicas marked as corrupt are served to nobody.
    private static void CheckReader(OperationContext context, Caller caller, long blockId)
    {
        if (context.Permissions.Enabled
            && context.Blocks.Manager.TryGet(blockId, out var info)
            && context.Tree.Find(info.InodeId) is var file and not 0
            && context.Tree.IsReachable(file))
        {
            context.Permissions.CheckPath(context.Paths.Of(file), caller, FsAction.Read);
        }
    }
}
