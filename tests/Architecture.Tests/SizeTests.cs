using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Hathi.Architecture.Tests;

/// <summary>What is too long to be read at once: lines, methods.</summary>
public sealed class SizeTests
{
    private const int MaxColumns = 140;
    private const int MaxLinesOfMethod = 70;

    private static readonly string[] s_folders = ["src", "tests", "bench", "samples", "build"];

    /// <summary>Methods that may be longer, and why.</summary>
    private static readonly Dictionary<string, string> s_longMethods = new(StringComparer.Ordinal)
    {
        ["tests/Hdfs/NameNode.Tests/RefusalTextTests.cs Refusals"] = "a table, a row a refusal",
    };

    private static IEnumerable<(string File, string Text)> Sources =>
        from folder in s_folders
        from file in Repository.Files(folder, "*.cs")
        select (file, File.ReadAllText(Path.Join(Repository.Root, file)));

    [Fact]
    public void Lines_fit_on_a_screen() =>
        Assert.Empty(
            from source in Sources
            from line in LongLines(source.Text)
            select $"{source.File}:{line.Number}: {line.Columns} columns");

    [Fact]
    public void Methods_fit_on_a_screen()
    {
        var found =
            from source in Sources.AsParallel()
            from method in LongMethods(source.Text)
            select (Name: $"{source.File} {method.Name}", method.Number, method.Lines);
        var all = found.ToList();
        Assert.Empty(
            all.Where(static m => !s_longMethods.ContainsKey(m.Name)).Select(static m => $"{m.Name}, line {m.Number}: {m.Lines} lines"));
        Assert.Empty(s_longMethods.Keys.Except(all.Select(static m => m.Name)));
    }

    [Theory]
    [InlineData(MaxColumns, 0)]
    [InlineData(MaxColumns + 1, 1)]
    public void A_line_is_refused_from_the_first_column_too_many(int columns, int refused) =>
        Assert.Equal(refused, LongLines("class C;\n//" + new string('x', columns - 2) + "\n").Count());

    [Theory]
    [InlineData("void M()\n{\n", "}", MaxLinesOfMethod - 3, 0)]
    [InlineData("void M()\n{\n", "}", MaxLinesOfMethod - 2, 1)]
    [InlineData("C()\n{\n", "}", MaxLinesOfMethod - 2, 1)]
    [InlineData("int P\n{\nget\n{\n", "return 1; } }", MaxLinesOfMethod - 2, 1)]
    [InlineData("int M() =>\n", "1;", MaxLinesOfMethod - 1, 1)]
    [InlineData("void M()\n{ int L()\n{\n", "return 1; } }", MaxLinesOfMethod - 2, 2)]
    [InlineData("static readonly int[] T =\n[\n", "];", MaxLinesOfMethod, 0)]
    public void A_method_is_refused_from_the_first_line_too_many(string head, string end, int lines, int refused) =>
        Assert.Equal(refused, LongMethods(
            $"class C\n{{\n/// <summary>Said.</summary>\n{head}{string.Concat(Enumerable.Repeat("\n", lines))}{end}\n}}\n").Count());

    private static IEnumerable<(int Number, int Columns)> LongLines(string text) =>
        text.Split('\n').Select(static (l, i) => (i + 1, l.TrimEnd('\r').Length)).Where(static l => l.Length > MaxColumns);

    private static IEnumerable<(string Name, int Number, int Lines)> LongMethods(string text) =>
        from node in CSharpSyntaxTree.ParseText(text).GetRoot().DescendantNodes()
        let name = NameOf(node)
        where name is not null
        let first = LineOf(node, Head(node).Start)
        let lines = LineOf(node, node.Span.End) - first + 1
        where lines > MaxLinesOfMethod
        select (name, first, lines);

    private static string? NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.ValueText,
        OperatorDeclarationSyntax @operator => @operator.OperatorToken.ValueText,
        LocalFunctionStatementSyntax local => local.Identifier.ValueText,
        AccessorDeclarationSyntax accessor => accessor.Keyword.ValueText,
        _ => null,
    };

    // Behind documentation and attributes.
    private static TextSpan Head(SyntaxNode node) => node.ChildNodesAndTokens().First(static c => !c.IsKind(SyntaxKind.AttributeList)).Span;

    private static int LineOf(SyntaxNode node, int position) =>
        node.SyntaxTree.GetText().Lines.GetLineFromPosition(position).LineNumber + 1;
}
