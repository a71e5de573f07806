using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks;

/// <summary>How blocks are written in messages.</summary>
internal static class BlockNames
{
    /// <summary>blk_1073741825_1001, as their files are called.</summary>
    public static string Name(this in Block block) => $"blk_{block.Id}_{block.GenerationStamp}";
}
