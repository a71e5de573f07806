using Hathi.Hdfs.Core.Edits;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>The pipeline was rebuilt: new stamp, length and nodes of the last block (updatePipeline). No answer. At most once.</summary>
public sealed class UpdatePipelineRequest : HolderRequest, IAsk<Done>, IAtMostOnce
{
    /// <inheritdoc/>
    public required CallKey Key { get; init; }

    /// <summary>As it was.</summary>
    public required Block OldBlock { get; init; }

    /// <summary>As it is.</summary>
    public required Block NewBlock { get; init; }

    /// <summary>DataNodes of the new pipeline, in its order.</summary>
    public required IReadOnlyList<string> NewUuids { get; init; }

    /// <summary>Their storages, in the same order.</summary>
    public required IReadOnlyList<string> NewStorageIds { get; init; }
}

internal static class UpdatePipeline
{
    public static void Run(OperationContext context, UpdatePipelineRequest request)
    {
        context.RequireNoSafeMode("Pipeline not updated", "");
        var file = WriterRules.CheckPipelineBlock(context, request.OldBlock, request, out var stored);
        if (request.NewBlock.Id != request.OldBlock.Id)
        {
            throw new HdfsFault(
                HdfsError.Io, $"{BlockText.Of(request.NewBlock)} and {BlockText.Of(request.OldBlock)} has different block identifier");
        }

        if (request.NewBlock.GenerationStamp <= stored.Block.GenerationStamp
            || request.NewBlock.GenerationStamp > context.Space.LastGenerationStamp)
        {
            throw new HdfsFault(
                HdfsError.Io,
                $"Update {BlockText.Of(request.OldBlock)} but the new block {BlockText.Of(request.NewBlock)} does not have a larger "
                + $"generation stamp than the last block {BlockText.Of(stored.Block)}, or one that was never given out");
        }

        if (request.NewBlock.Length < stored.Block.Length)
        {
            throw new HdfsFault(
                HdfsError.Io,
                $"Update {BlockText.Of(request.OldBlock)} (size={request.OldBlock.Length}) to a smaller size block "
                + $"{BlockText.Of(request.NewBlock)} (size={request.NewBlock.Length})");
        }

        if (request.NewUuids.Count != request.NewStorageIds.Count)
        {
            throw new HdfsFault(
                HdfsError.IllegalArgument,
                $"Expected as many storages as DataNodes for {BlockText.Of(request.NewBlock)}, "
                + $"got {request.NewStorageIds.Count} and {request.NewUuids.Count}.");
        }

        WriterRules.CheckLength(request.NewBlock, context.Tree.LayoutOf(file).BlockSize);
        context.Commit(new PipelineUpdated(
            context.Tree[file].Id, request.NewBlock.GenerationStamp, request.NewBlock.Length, Targets(context, request)));
    }

    // A storage that has gone since is left out: the pipeline is the client's, we only remember where to look.
    private static List<ReplicaLocation> Targets(OperationContext context, UpdatePipelineRequest request)
    {
        var targets = new List<ReplicaLocation>(request.NewUuids.Count);
        var nodes = new HashSet<string>(StringComparer.Ordinal); // a node has one replica, and room for one is set aside there
        for (var i = 0; i < request.NewUuids.Count; i++)
        {
            if (context.Blocks.Manager.FindStorage(request.NewUuids[i], request.NewStorageIds[i]) is { } location
                && nodes.Add(request.NewUuids[i]))
            {
                targets.Add(location);
            }
        }

        return targets;
    }
}
