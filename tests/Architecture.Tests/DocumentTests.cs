using System.Text.RegularExpressions;

namespace Hathi.Architecture.Tests;

/// <summary>A newcomer opens what a document names. So every path, type and linked file that one names is there.</summary>
public sealed partial class DocumentTests
{
    private static readonly SourceNames Source = new();

    /// <summary>Names that no source has, and why a document says them.</summary>
    private static readonly Dictionary<string, string> NotInSource = new(StringComparer.Ordinal)
    {
        ["src/Consensus"] = "to come",
        ["src/Formats"] = "to come",
        ["src/Coordination"] = "to come",
        ["src/Sql"] = "to come",
        ["src/Console"] = "to come",
        ["Plan/"] = "to come",
        ["Execute/"] = "to come",
        ["Catalog/"] = "to come",
        ["artifacts/package/release"] = "made by a build",
        ["Lengths.cs"] = "what a reader of the tutorial saves",
        ["name/current/edits"] = "a folder of a lab's node",
        ["InvalidDataException"] = ".NET's own",
        ["InvalidOperationException"] = ".NET's own",
        ["IOException"] = ".NET's own",
        ["ILogger"] = ".NET's own",
        ["LoggerMessage"] = ".NET's own",
        ["Microsoft.CodeAnalysis.CSharp"] = "a package",
        ["DominantResourceCalculator"] = "a value of Hadoop's setting",
    };

    public static TheoryData<string> Documents()
    {
        var documents = new TheoryData<string> { "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md" };
        string[] folders = ["docs/tutorial", "docs/concepts", "docs/packages"];
        foreach (var file in folders.SelectMany(static folder => Repository.Files(folder, "*.md")))
        {
            documents.Add(file);
        }

        return documents;
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void What_a_document_names_is_there(string document) => Assert.Empty(Missing(document, Repository.Text(document)));

    [Fact]
    public void Exceptions_that_are_no_longer_needed_are_struck_off()
    {
        var said = Documents().SelectMany(static row => Names(Repository.Text(row.Data))).Select(static n => n.Name).ToHashSet();
        Assert.DoesNotContain(NotInSource.Keys, name => !said.Contains(name) || IsThere(name));
    }

    /// <summary>What the test is there for: each of these is a document that has grown old.</summary>
    [Theory]
    [InlineData("See `src/Hdfs/Core/Operations/RenameFile.cs`.", "src/Hdfs/Core/Operations/RenameFile.cs")]
    [InlineData("The rules stand in `Placements/`.", "Placements/")]
    [InlineData("`src/Hdfs/{Core,Kernel}`", "src/Hdfs/{Core,Kernel}")]
    [InlineData("`tests/Simulation.Tests/*Plans.cs`", "tests/Simulation.Tests/*Plans.cs")]
    [InlineData("`NameNodeKernel` decides.", "NameNodeKernel")]
    [InlineData("`CompressionCodec.Every` lists them.", "CompressionCodec.Every")]
    [InlineData("The step: `Nodes.cs`.", "Nodes.cs")]
    [InlineData("[why](docs/adr/0001-shell-and-core.md)", "docs/adr/0001-shell-and-core.md")]
    public void A_name_that_is_gone_is_found(string text, string name) =>
        Assert.Equal([$"README.md:1: there is no {name}"], Missing("README.md", text));

    /// <summary>What is no path or type of ours is left alone, and so is what stands in a block of code.</summary>
    [Theory]
    [InlineData("`dfs.blocksize`, `/metrics`, `./hathi up`, `HADOOP_CONF_DIR`, `-setrep`, `~/.hathi/lab`")]
    [InlineData("[a page](https://dot.net/download), [here](#floors), [there](docs/adr#whatever)")]
    [InlineData("```\n`src/Nowhere`\n```\n`src/Hdfs/Core`, `Operations/NAME.cs`, `CompressionCodec.All`, `FileSystems.Get(uri)`")]
    public void Other_words_are_left_alone(string text) => Assert.Empty(Missing("README.md", text));

    private static IEnumerable<string> Missing(string document, string text) =>
        from named in Names(text)
        where !NotInSource.ContainsKey(named.Name)
        where named.IsLink ? !IsLinked(document, named.Name) : !IsThere(named.Name)
        select $"{document}:{named.Line}: there is no {named.Name}";

    private static IEnumerable<(int Line, string Name, bool IsLink)> Names(string text)
    {
        var lines = Block().Replace(text, static block => new string('\n', block.Value.Count(static c => c == '\n'))).Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            foreach (Match match in Code().Matches(lines[i]))
            {
                if (OurPath().IsMatch(match.Groups[1].Value) || OurType().IsMatch(match.Groups[1].Value))
                {
                    yield return (i + 1, match.Groups[1].Value, IsLink: false);
                }
            }

            foreach (Match match in Link().Matches(lines[i]))
            {
                yield return (i + 1, match.Groups[1].Value, IsLink: true);
            }
        }
    }

    private static bool IsThere(string name) =>
        OurPath().IsMatch(name) ? Source.HasPath(name) : Source.HasType(OurType().Match(name).Groups[1].Value);

    private static bool IsLinked(string document, string target)
    {
        var path = Path.Join(Repository.Root, Path.GetDirectoryName(document), target);
        return File.Exists(path) || Directory.Exists(path);
    }

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    /// <summary>With a slash in it and none before it, or with the ending of a file of ours.</summary>
    [GeneratedRegex(@"^(?:[\w.*{},-]*[A-Za-z][\w.*{},-]*(?:/[\w.*{},-]*)+|[\w*.]*\w\.(?:cs|csproj|md|proto|props|targets|slnx))$")]
    private static partial Regex OurPath();

    /// <summary>As names of types are written here: two humps or a dot; what stands in brackets does not count.</summary>
    [GeneratedRegex(@"^([A-Z]\w*[a-z]\w*(?:\.[A-Z]\w*)*)(?:<.*>)?(?:\(.*\))?$")]
    private static partial Regex OurType();

    [GeneratedRegex(@"\]\((?!\w+:|#)([^)#\s]+)[^)]*\)")]
    private static partial Regex Link();
}
