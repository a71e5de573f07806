using System.Globalization;

namespace Hathi.Hdfs.Core.Blocks.Nodes;

/// <summary>
/// Order of version texts by their leading numbers: 3.5.0 and 3.5.0-SNAPSHOT count as the same (VersionUtil, without suffixes).
/// </summary>
internal static class SoftwareVersions
{
    /// <summary>Below 0: <paramref name="a"/> is older.</summary>
    public static int Compare(string a, string b)
    {
        var restA = a.AsSpan();
        var restB = b.AsSpan();
        while (!restA.IsEmpty || !restB.IsEmpty)
        {
            var order = NextNumber(ref restA).CompareTo(NextNumber(ref restB));
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private static int NextNumber(ref ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        var digits = end < 0 ? text : text[..end];
        text = end < 0 || text[end] != '.' ? [] : text[(end + 1)..];
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
