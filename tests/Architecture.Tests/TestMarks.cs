using System.Globalization;
using System.Text.RegularExpressions;

namespace Hathi.Architecture.Tests;

/// <summary>What tests say of themselves: which decoders they send damaged bytes through, of which formats they pin the bytes.</summary>
internal sealed partial class TestMarks
{
    /// <summary>What project files of tests use for all of their sources.</summary>
    private static readonly string[] s_everywhere = ["Hathi.MapReduce", "Hathi.MapReduce.Partition", "Hathi.Records"];

    private readonly List<(string Text, string Type)> _fuzzes = [];
    private readonly List<(string Text, string Type, int Version)> _golden = [];

    /// <param name="sources">The texts of the tests.</param>
    internal TestMarks(IEnumerable<string> sources)
    {
        foreach (var source in sources)
        {
            foreach (var type in Fuzzes().Matches(source).SelectMany(static m => Types().Matches(m.Value)))
            {
                _fuzzes.Add((source, type.Groups[1].Value));
            }

            foreach (Match mark in GoldenBytes().Matches(source))
            {
                _golden.Add((source, mark.Groups[1].Value, int.Parse(mark.Groups[2].Value, CultureInfo.InvariantCulture)));
            }
        }
    }

    /// <summary>Those of this repository.</summary>
    internal static TestMarks Here { get; } =
        new(Repository.Files("tests", "*.cs").Select(static f => File.ReadAllText(Path.Join(Repository.Root, f))));

    /// <summary>Whether damaged bytes go through a decoder.</summary>
    /// <param name="type">With its namespace.</param>
    internal bool IsFuzzed(string type) => _fuzzes.Exists(mark => Means(mark.Text, mark.Type, type));

    /// <summary>Whether the bytes of a format are pinned, of whichever version.</summary>
    internal bool IsPinned(string type) => _golden.Exists(mark => Means(mark.Text, mark.Type, type));

    /// <summary>Whether the bytes of a version of a format are pinned.</summary>
    internal bool IsPinned(string type, int version) =>
        _golden.Exists(mark => mark.Version == version && Means(mark.Text, mark.Type, type));

    // A test names a type as its source sees it: by a using, or out of a namespace that it is in itself.
    private static bool Means(string text, string named, string type)
    {
        var dot = type.LastIndexOf('.');
        var space = type[..dot];
        return named == type[(dot + 1)..]
            && (text.Contains($"using {space};", StringComparison.Ordinal)
                || s_everywhere.Contains(space)
                || Namespace().Match(text).Groups[1].Value.StartsWith(space + ".", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\[Fuzzes\((?:typeof\([\w.]+\)(?:, )?)+\)\]")]
    private static partial Regex Fuzzes();

    [GeneratedRegex(@"typeof\((?:\w+\.)*(\w+)\)")]
    private static partial Regex Types();

    [GeneratedRegex(@"\[GoldenBytes\(typeof\((?:\w+\.)*(\w+)\), (\d+)\)\]")]
    private static partial Regex GoldenBytes();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
