using Hathi.Hdfs.Core.Edits;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>
/// A new generation stamp for a block whose pipeline is rebuilt (updateBlockForPipeline). Answer:
/// <see cref="LocatedBlock"/> with the new stamp.
/// </summary>
public sealed class UpdateBlockForPipelineRequest : HolderRequest, IAsk<LocatedBlock>
{
    /// <summary>The block being written.</summary>
    public required Block Block { get; init; }
}

internal static class UpdateBlockForPipeline
{
    public static LocatedBlock Run(OperationContext context, UpdateBlockForPipelineRequest request)
    {
        context.RequireNoSafeMode("Cannot get a new generation stamp and an access token for block ", BlockText.Of(request.Block));
        WriterRules.CheckPipelineBlock(context, request.Block, request, out _);
        var stamp = context.Space.LastGenerationStamp + 1;
        context.Commit(new GenerationStampTaken(stamp));
        return new LocatedBlock(request.Block with { GenerationStamp = stamp }, -1, false, []);
    }
}
