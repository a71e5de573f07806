using Hathi.Hdfs.Core.Edits;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>
/// The primary DataNode of a block recovery reports what the replicas agreed on (commitBlockSynchronization of
/// DatanodeProtocol). No answer.
/// </summary>
public sealed class CommitBlockSynchronizationRequest : DataNodeRequest, IAsk<Done>
{
    /// <summary>The block under recovery with its old stamp.</summary>
    public required Block Block { get; init; }

    /// <summary>The recovery id.</summary>
    public required long NewGenerationStamp { get; init; }

    /// <summary>Bytes.</summary>
    public required long NewLength { get; init; }

    /// <summary>The file is to be closed.</summary>
    public required bool CloseFile { get; init; }

    /// <summary>No replica has any data: the block goes.</summary>
    public required bool DeleteBlock { get; init; }

    /// <summary>Those that agreed.</summary>
    public required IReadOnlyList<(string DataNodeUuid, string StorageId)> NewReplicas { get; init; }
}

internal static class CommitBlockSynchronization
{
    public static void Run(OperationContext context, CommitBlockSynchronizationRequest request)
    {
        context.RequireNoSafeMode("Cannot commitBlockSynchronization while in safe mode", "");
        var manager = context.Blocks.Manager;
        if (!manager.TryGet(request.Block.Id, out var stored))
        {
            if (!request.DeleteBlock)
            {
                throw new HdfsFault(HdfsError.Io, $"Block (={BlockText.Of(request.Block)}) not found");
            }

            return;
        }

        var file = context.Tree.Find(stored.InodeId);
        if (file == 0 || !context.Tree.IsReachable(file))
        {
            throw new HdfsFault(
                HdfsError.FileNotFound, $"File of block {BlockText.Of(request.Block)} not found, likely due to delayed block removal");
        }

        if (!context.Tree[file].IsUnderConstruction || stored.State == BlockState.Complete)
        {
            return;
        }

        CheckRecovery(context, request, file);
        Carry(context, request, file);
        if (request.CloseFile && CanClose(context, request, file))
        {
            context.Commit(new FileClosed(stored.InodeId, context.Now.WallMilliseconds));
        }
    }

    // The block before is waited for, as in complete: LeaseMonitor closes the file when it has its replicas.
    private static bool CanClose(OperationContext context, CommitBlockSynchronizationRequest request, int file) =>
        context.Tree[file].IsUnderConstruction
        && WriterRules.PenultimateIsComplete(context, file)
        && (!request.DeleteBlock || WriterRules.LastIsComplete(context, file));

    private static void CheckRecovery(OperationContext context, CommitBlockSynchronizationRequest request, int file)
    {
        var running = context.Blocks.Manager.RecoveryId(request.Block.Id);
        if (running != request.NewGenerationStamp || context.Tree.Blocks.Last(file) != request.Block.Id)
        {
            throw new HdfsFault(
                HdfsError.Io,
                $"The recovery id {request.NewGenerationStamp} does not match current recovery id {running} for block "
                + $"{BlockText.Of(request.Block)}");
        }

        WriterRules.CheckLength(request.Block with { Length = request.NewLength }, context.Tree.LayoutOf(file).BlockSize);
    }

    private static void Carry(OperationContext context, CommitBlockSynchronizationRequest request, int file)
    {
        var id = context.Tree[file].Id;
        if (request.DeleteBlock)
        {
            context.Commit(new BlockAbandoned(id));
            return;
        }

        context.Commit(new BlockRecovered(id, request.NewLength, request.NewGenerationStamp, request.NewReplicas));
        if (!request.CloseFile)
        {
            context.Commit(new PipelineUpdated(id, request.NewGenerationStamp, request.NewLength, Targets(context, request)));
        }
    }

    private static List<ReplicaLocation> Targets(OperationContext context, CommitBlockSynchronizationRequest request)
    {
        var targets = new List<ReplicaLocation>(request.NewReplicas.Count);
        var nodes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (uuid, storage) in request.NewReplicas)
        {
            if (context.Blocks.Manager.FindStorage(uuid, storage) is { } location && nodes.Add(uuid))
            {
                targets.Add(location);
            }
        }

        return targets;
    }
}
