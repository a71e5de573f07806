using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Blocks as messages write them.</summary>
internal static class BlockText
{
    /// <summary>For example blk_1073741825_1001.</summary>
    public static string Of(Block block) => $"blk_{block.Id}_{block.GenerationStamp}";

    public static string Of(Block? block) => block is { } known ? Of(known) : "null";

    public static string Of(BlockState state) => state switch
    {
        BlockState.UnderConstruction => "UNDER_CONSTRUCTION",
        BlockState.UnderRecovery => "UNDER_RECOVERY",
        BlockState.Committed => "COMMITTED",
        _ => "COMPLETE",
    };
}
