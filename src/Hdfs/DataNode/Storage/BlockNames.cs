using System.Globalization;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// File names of replicas: <c>blk_ID</c> holds the bytes, <c>blk_ID_GS.meta</c> the checksums. Source: Block.java,
/// DatanodeUtil.idToBlockDir (layout version -57: two levels of 32 directories).
/// </summary>
internal static class BlockNames
{
    private const string Prefix = "blk_";
    private const string MetaSuffix = ".meta";

    internal static string Data(long blockId) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{blockId}");

    internal static string Meta(long blockId, long generationStamp) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{blockId}_{generationStamp}{MetaSuffix}");

    /// <summary>The directory of a finalized block below <c>finalized</c>: bits 16-20 and 8-12 of its id.</summary>
    internal static string SubDirectory(long blockId) =>
        string.Create(CultureInfo.InvariantCulture, $"subdir{(blockId >> 16) & 0x1F}/subdir{(blockId >> 8) & 0x1F}");

    internal static bool TryParseData(ReadOnlySpan<char> name, out long blockId)
    {
        blockId = 0;
        return name.StartsWith(Prefix, StringComparison.Ordinal)
            && long.TryParse(name[Prefix.Length..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out blockId);
    }

    internal static bool TryParseMeta(ReadOnlySpan<char> name, out long blockId, out long generationStamp)
    {
        blockId = generationStamp = 0;
        if (!name.StartsWith(Prefix, StringComparison.Ordinal) || !name.EndsWith(MetaSuffix, StringComparison.Ordinal))
        {
            return false;
        }

        var numbers = name[Prefix.Length..^MetaSuffix.Length];
        var split = numbers.IndexOf('_');
        return split > 0
            && long.TryParse(numbers[..split], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out blockId)
            && long.TryParse(numbers[(split + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out generationStamp);
    }
}
