namespace Hathi.Hdfs.Core.Model;

/// <summary>How blocks are written in messages.</summary>
internal static class BlockNames
{
    /// <summary>blk_1073741825_1001, as their files are called.</summary>
    public static string Name(this in Block block) => $"blk_{block.Id}_{block.GenerationStamp}";
}
