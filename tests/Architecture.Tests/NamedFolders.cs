using System.Text.RegularExpressions;

namespace Hathi.Architecture.Tests;

/// <summary>The table of rooms in ARCHITECTURE.md: a row a project, in it each folder below by its path from there.</summary>
internal static partial class NamedFolders
{
    /// <summary>Folders that no row names.</summary>
    /// <param name="folders">Those with sources, from the repository's root on.</param>
    /// <param name="architecture">The text.</param>
    internal static IEnumerable<string> Missing(IEnumerable<string> folders, string architecture)
    {
        var rows = Rows(architecture);
        return folders.Where(folder => RowOf(folder, rows.Keys) is not { } row
            || (folder != row && !rows[row].Contains($"`{folder[(row.Length + 1)..]}/`", StringComparison.Ordinal)));
    }

    private static string? RowOf(string folder, IEnumerable<string> rows) =>
        rows.Where(r => folder == r || folder.StartsWith(r + "/", StringComparison.Ordinal)).MaxBy(static r => r.Length);

    /// <summary>Folders that a row names and that are not there.</summary>
    internal static IEnumerable<string> Gone(IReadOnlySet<string> folders, string architecture) =>
        from row in Rows(architecture)
        from named in Below().Matches(row.Value).Select(m => $"{row.Key}/{m.Groups[1].Value}").Prepend(row.Key)
        where !folders.Any(f => f == named || f.StartsWith(named + "/", StringComparison.Ordinal))
        select named;

    // Those to come stand in a table of their own, below.
    private static Dictionary<string, string> Rows(string architecture) =>
        Row().Matches(architecture.Split("\nFloors, ")[0])
            .ToDictionary(static m => m.Groups[1].Value, static m => m.Groups[2].Value, StringComparer.Ordinal);

    [GeneratedRegex(@"^\| `(src/[\w./]+)` \| (.*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`([\w.][\w./]*)/`")]
    private static partial Regex Below();
}
