using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>
/// What one block belongs to and how it is (fsck -blockId). Superusers only. Answer: <see cref="FsckBlockOwner"/>; null: no file has it.
/// </summary>
public sealed class FsckBlockRequest : ClientRequest, IAsk<FsckBlockOwner?>
{
    /// <summary>The number of blk_NUMBER.</summary>
    public required long BlockId { get; init; }
}

/// <summary>A block and its file.</summary>
/// <param name="Path">Absolute path of the file.</param>
/// <param name="Replication">Replicas wanted.</param>
/// <param name="Block">How it is; its offset in the file is not looked for and is 0.</param>
public sealed record FsckBlockOwner(string Path, short Replication, FsckBlock Block);

internal static class FsckOfBlock
{
    public static FsckBlockOwner? Run(OperationContext context, FsckBlockRequest request)
    {
        context.Permissions.RequireSuperUser(request.Caller, "fsck");
        if (!context.Blocks.Manager.TryGet(request.BlockId, out var info))
        {
            return null;
        }

        var handle = context.Tree.Find(info.InodeId);
        return handle == 0 || !context.Tree.IsReachable(handle)
            ? null
            : new FsckBlockOwner(
                context.Tree.PathOf(handle), info.Replication, Fsck.BlockOf(context, request.BlockId, 0, request.Caller.Address));
    }
}
