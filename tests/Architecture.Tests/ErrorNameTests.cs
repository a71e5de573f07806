using System.Text.RegularExpressions;

namespace Hathi.Architecture.Tests;

/// <summary>The exception classes of other programs, which stock clients know errors by, stand in one table a protocol.</summary>
public sealed partial class ErrorNameTests
{
    private static readonly string[] s_tables =
    [
        "src/Hadoop/Rpc/JavaErrors.cs",
        "src/Hdfs/Protocol/JavaExceptions.cs",
        "src/Web/RestExceptions.cs",
        "src/Yarn/Protocol/YarnExceptions.cs",
    ];

    [Fact]
    public void Classes_of_exceptions_are_named_in_their_tables_only() =>
        Assert.Empty(Found().Where(static f => !s_tables.Contains(f.File)).Select(static f => $"{f.File}:{f.Line}: {f.Name}"));

    [Fact]
    public void Each_table_names_some() => Assert.Empty(s_tables.Except(Found().Select(static f => f.File)));

    private static IEnumerable<(string File, int Line, string Name)> Found() =>
        from file in Repository.Files("src", "*.cs")
        from line in File.ReadLines(Path.Join(Repository.Root, file)).Select(static (text, i) => (Text: text, Number: i + 1))
        where !line.Text.TrimStart().StartsWith("//", StringComparison.Ordinal)
        from Match match in Name().Matches(line.Text)
        select (file, line.Number, match.Value);

    // A whole name, or the beginning of one that the rest is put behind.
    [GeneratedRegex(
        @"""(?:javax?|org\.apache)\.[\w.$]*(?:Exception|Error|InvalidToken|VersionMismatch)"""
        + @"|""org\.apache\.[\w.]*(?:exceptions|webapp)\.")]
    private static partial Regex Name();
}
