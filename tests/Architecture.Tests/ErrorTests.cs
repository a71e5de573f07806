using System.Text.RegularExpressions;
using Hathi.Base;

namespace Hathi.Architecture.Tests;

/// <summary>
/// An error is of one of three kinds, and its type says which: somebody refused, what lies between or below failed, or we are wrong. The
/// exception classes of other programs, which stock clients know errors by, stand in one table a protocol.
/// </summary>
public sealed partial class ErrorTests
{
    /// <summary>The two kinds that callers may have to live with.</summary>
    private static readonly string[] s_kinds = [typeof(RefusedException).FullName!, typeof(EnvironmentException).FullName!];

    private static readonly string[] s_tables =
    [
        "src/Hadoop/Rpc/JavaErrors.cs",
        "src/Hdfs/Protocol/JavaExceptions.cs",
        "src/Web/Faults/RestExceptions.cs",
        "src/Yarn/Protocol/YarnExceptions.cs",
    ];

    public static TheoryData<string> Assemblies => [.. House.MayUse.Keys];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void An_error_is_of_a_kind(string assembly) => Assert.Empty(KindlessErrors.Of(assembly).Except(s_kinds));

    /// <summary>Each kind is one that a <c>catch</c> of <see cref="IOException"/> takes.</summary>
    [Fact]
    public void The_kinds_are_where_they_are_looked_for() => Assert.Equal(s_kinds.Order(), KindlessErrors.Of("Hathi.Base").Order());

    /// <summary>A house that is refused: this assembly, with what stands below.</summary>
    [Fact]
    public void An_error_without_a_kind_is_refused()
    {
        Assert.Equal([typeof(IOException), typeof(Mutants.KindlessException)], Mutants.Make().Select(static e => e.GetType()));
        var mutants = typeof(Mutants).FullName!.Replace('+', '.');
        Assert.Equal([$"{mutants}.Make", $"{mutants}.KindlessException"], KindlessErrors.Of("Hathi.Architecture.Tests"));
    }

    [Fact]
    public void Classes_of_exceptions_are_named_in_their_tables_only() =>
        Assert.Empty(Found().Where(static f => !s_tables.Contains(f.File)).Select(static f => $"{f.File}:{f.Line}: {f.Name}"));

    [Fact]
    public void Each_table_names_some() => Assert.Empty(s_tables.Except(Found().Select(static f => f.File)));

    [Theory]
    [InlineData("new RpcFault(\"java.io.IOException\", message)", true)]
    [InlineData("private const string Gone = \"org.apache.hadoop.yarn.exceptions.ApplicationNotFoundException\";", true)]
    [InlineData("private const string Package = \"org.apache.hadoop.yarn.exceptions.\";", true)]
    [InlineData("\"org.apache.hadoop.security.token.SecretManager$InvalidToken\"", true)]
    [InlineData("// Java has \"java.io.IOException\" here.", false)]
    [InlineData("\"org.apache.hadoop.io.Text\"", false)]
    public void The_name_of_a_class_is_seen(string line, bool isSeen) => Assert.Equal(isSeen, Names(line).Any());

    private static IEnumerable<(string File, int Line, string Name)> Found() =>
        from file in Repository.Files("src", "*.cs")
        from line in File.ReadLines(Path.Join(Repository.Root, file)).Select(static (text, i) => (Text: text, Number: i + 1))
        from name in Names(line.Text)
        select (file, line.Number, name);

    private static IEnumerable<string> Names(string line) =>
        line.TrimStart().StartsWith("//", StringComparison.Ordinal) ? [] : Name().Matches(line).Select(static m => m.Value);

    // A whole name, or the beginning of one that the rest is put behind.
    [GeneratedRegex(
        @"""(?:javax?|org\.apache)\.[\w.$]*(?:Exception|Error|InvalidToken|VersionMismatch)"""
        + @"|""org\.apache\.[\w.]*(?:exceptions|webapp)\.")]
    private static partial Regex Name();

    /// <summary>What the rule is there for.</summary>
    private static class Mutants
    {
        internal static Exception[] Make() => [new IOException("of no kind"), new KindlessException("nor this one")];

        internal sealed class KindlessException(string message) : IOException(message);
    }
}
