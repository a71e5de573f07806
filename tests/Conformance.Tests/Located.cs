using System.Text.RegularExpressions;

namespace Hathi.Conformance.Tests;

/// <summary>Reads what fsck -files -blocks -locations prints.</summary>
internal static partial class Located
{
    /// <summary>ip:port of every DataNode that holds a replica of any block shown, each once, in order.</summary>
    public static string[] Nodes(string report) =>
        [.. Node().Matches(report).Select(m => m.Groups[1].Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"DatanodeInfoWithStorage\[([0-9.]+:[0-9]+),")]
    private static partial Regex Node();
}
