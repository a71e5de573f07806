using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Hathi.Architecture.Tests;

/// <summary>
/// What <c>./hathi</c> builds when it starts for the first time: the program and what it is made of, without what guards the source
/// (analyzers, style, documentation files), which belongs to <c>./test</c>.
/// </summary>
public sealed partial class LauncherTests
{
    private const string Program = "src/Cli/hathi.csproj";

    /// <summary>What guards the source, and its value when it does not.</summary>
    private static readonly Dictionary<string, string> s_guards = new()
    {
        ["EnforceCodeStyleInBuild"] = "", ["GenerateDocumentationFile"] = "", ["RunAnalyzers"] = "false",
    };

    [Fact]
    public void The_launcher_builds_the_program_alone_and_only_to_run()
    {
        var build = Build().Match(File.ReadAllText(Path.Join(Repository.Root, "hathi"))).Value;
        Assert.NotEmpty(build);
        Assert.Matches(ButAfterTests(), build);
        Assert.Equal([Program], Projects().Matches(build).Select(static m => m.Groups[1].Value).Distinct());
        Assert.Equal(2, How().Count(build)); // restoring and publishing: both with it
    }

    [Theory]
    [InlineData("true")]
    [InlineData("")]
    public void What_guards_the_source_belongs_to_the_test(string onlyToRun)
    {
        var found = s_guards.ToDictionary(static g => g.Key, static _ => "");
        foreach (var (_, xml) in Files())
        {
            foreach (var element in xml.Descendants().Where(
                static e => s_guards.ContainsKey(e.Name.LocalName) && e.Parent!.Name.LocalName == "PropertyGroup" && !IsOfTests(e.Parent)))
            {
                found[element.Name.LocalName] = Holds(element, onlyToRun) ? element.Value : found[element.Name.LocalName];
            }
        }

        Assert.Equal(
            onlyToRun == "true"
                ? s_guards
                : new() { ["EnforceCodeStyleInBuild"] = "true", ["GenerateDocumentationFile"] = "true", ["RunAnalyzers"] = "" },
            found);
        var analyzers = Files().SelectMany(static f => f.Xml.Descendants("PackageReference")).Where(IsAnalyzer).ToList();
        Assert.NotEmpty(analyzers);
        Assert.All(analyzers, p => Assert.Equal(onlyToRun != "true", Holds(p, onlyToRun)));
    }

    /// <summary>So what ./test has compiled is what the launcher compiles, though ./test takes its own for the program.</summary>
    [Fact]
    public void Nothing_else_is_left_out()
    {
        var left = Files().SelectMany(static f => f.Xml.Descendants())
            .Where(static e => e.Attribute("Condition")?.Value.Contains("OnlyToRun", StringComparison.Ordinal) == true)
            .SelectMany(static e => e.Name.LocalName is "ItemGroup" or "PropertyGroup" ? e.Elements() : [e]).ToList();
        Assert.NotEmpty(left);
        Assert.All(left, static e => Assert.True(
            s_guards.ContainsKey(e.Name.LocalName) || (e.Name.LocalName == "PackageReference" && IsAnalyzer(e)
                && e.Attribute("PrivateAssets")?.Value == "all"),
            $"{e} is compiled by ./test and not by the launcher, or the other way round"));
    }

    /// <summary>All in src, and what generates a part of it.</summary>
    [Fact]
    public void What_it_is_made_of_holds_no_test_and_no_bench() =>
        Assert.All(Parts(), static part => Assert.Matches("^(src/|build/ProtoGenerator/)", part));

    /// <summary>Whatever of this is in a file, so is it in the build: the common files, and the projects of the program.</summary>
    private static IEnumerable<(string File, XDocument Xml)> Files() =>
        Parts().Where(
            static p => p.StartsWith("src/", StringComparison.Ordinal)).Prepend("Directory.Build.targets").Prepend("Directory.Build.props")
            .Select(static f => (f, XDocument.Load(Path.Join(Repository.Root, f))));

    private static HashSet<string> Parts()
    {
        var parts = new HashSet<string>(StringComparer.Ordinal);
        var left = new Queue<string>([Program]);
        while (left.TryDequeue(out var project))
        {
            if (parts.Add(project))
            {
                foreach (var reference in XDocument.Load(Path.Join(Repository.Root, project)).Descendants("ProjectReference"))
                {
                    left.Enqueue(Path.GetRelativePath(Repository.Root, Path.GetFullPath(
                        Path.Join(Repository.Root, Path.GetDirectoryName(project), reference.Attribute("Include")!.Value))));
                }
            }
        }

        Assert.True(parts.Count > 20, $"{parts.Count} projects");
        return parts;
    }

    private static bool IsOfTests(XElement group) =>
        group.Attribute("Condition")?.Value.Contains("EndsWith('.Tests')", StringComparison.Ordinal) == true;

    private static bool IsAnalyzer(XElement package) => package.Attribute("Include")!.Value.Contains("Analyzer", StringComparison.Ordinal);

    // Its own condition and those of what it is in; of conditions there are these two about OnlyToRun.
    private static bool Holds(XElement element, string onlyToRun) =>
        element.AncestorsAndSelf().Select(static e => e.Attribute("Condition")?.Value).OfType<string>().All(condition => condition switch
        {
            "'$(OnlyToRun)' != 'true'" => onlyToRun != "true",
            "'$(OnlyToRun)' == 'true'" => onlyToRun == "true",
            _ => throw new InvalidOperationException($"{element}: this test does not know the condition {condition}"),
        });

    [GeneratedRegex(@"^build\(\) \{$.*?^\}$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Build();

    [GeneratedRegex(
        @"if \[ -n ""\$\{HATHI_COMPILED:-\}"" \]; then((?!OnlyToRun).)*else((?!  fi).)*-p:OnlyToRun=true", RegexOptions.Singleline)]
    private static partial Regex ButAfterTests();

    [GeneratedRegex(@"\$root/([\w/.]+\.(csproj|slnx))")]
    private static partial Regex Projects();

    [GeneratedRegex("\"\\$\\{how\\[@\\]\\}\"")]
    private static partial Regex How();
}
