using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Hathi.Architecture.Tests;

/// <summary>What <c>dotnet pack</c> packs: the client libraries and what they stand on, and no server, test or tool beside it.</summary>
public sealed partial class PackageTests
{
    private static readonly string[] Clients = ["Hathi.Hdfs.Client", "Hathi.Yarn.Client", "Hathi.MapReduce.Client"];

    [Fact]
    public void Packed_are_the_client_libraries_and_what_they_stand_on() =>
        Assert.Equal(Needed(Clients).ToList(), Packed(Common()).ToList());

    [Fact]
    public void A_package_says_what_it_is_and_what_it_may_be_used_for()
    {
        var properties = Common().Descendants("PropertyGroup").Elements().Select(static e => e.Name.LocalName).ToHashSet();
        Assert.Superset(
            new HashSet<string>
            {
                "Authors", "Description", "IsPackable", "PackageLicenseExpression", "PackageReadmeFile", "PackageTags", "Version",
            },
            properties);
        Assert.All(Clients, static client => Assert.Contains("<Description>", Repository.Text(FileOf(client)), StringComparison.Ordinal));
        Assert.Contains("docs/packages/README.md", Repository.Text("Directory.Build.targets"), StringComparison.Ordinal);
    }

    /// <summary>Whoever says so for a project by itself says it past the one list.</summary>
    [Fact]
    public void The_list_is_the_only_place() => Assert.DoesNotContain(
        new[] { "src", "tests", "bench", "build" }.SelectMany(static folder => Repository.Projects(folder)),
        static project => Repository.Text(project).Contains("IsPackable", StringComparison.Ordinal));

    [Fact]
    public void The_container_for_developers_has_what_the_tests_install()
    {
        var installed = Missing().Matches(Repository.Text("test")).Select(static m => m.Groups[1].Value).ToList();
        Assert.NotEmpty(installed);
        var container = Repository.Text(".devcontainer/devcontainer.json");
        Assert.All(installed, package => Assert.Matches($@"apt-get install [^""&]*\b{Regex.Escape(package)}\b", container));
    }

    /// <summary>A package that is used has its reason, one that is not has no line.</summary>
    [Fact]
    public void Each_package_has_a_reason()
    {
        var used = XDocument.Load(Path.Join(Repository.Root, "Directory.Packages.props"))
            .Descendants("PackageVersion").Select(static e => e.Attribute("Include")!.Value);
        Assert.Equal(used.Order(StringComparer.Ordinal), Reasoned(Repository.Text("docs/adr/0014-which-packages.md")));
        Assert.Equal(["A", "B.C"], Reasoned("| package | for |\n| --- | --- |\n| B.C, A | both |\ntext\n"));
    }

    private static IEnumerable<string> Reasoned(string decision) =>
        decision.Split('\n').Where(static line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(2)
            .SelectMany(static line => line.Split('|')[1].Split(',', StringSplitOptions.TrimEntries)).Order(StringComparer.Ordinal);

    private static XDocument Common() => XDocument.Load(Path.Join(Repository.Root, "Directory.Build.props"));

    private static IEnumerable<string> Packed(XDocument common) =>
        common.Descendants("Packed").SelectMany(static e => e.Value.Split(';'))
            .Where(static name => name.StartsWith("Hathi.", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static SortedSet<string> Needed(IEnumerable<string> projects)
    {
        var needed = new SortedSet<string>(StringComparer.Ordinal);
        var left = new Queue<string>(projects);
        while (left.TryDequeue(out var project))
        {
            if (needed.Add(project))
            {
                foreach (var reference in Repository.ReferencesOf(FileOf(project)))
                {
                    left.Enqueue(reference);
                }
            }
        }

        return needed;
    }

    private static string FileOf(string project) => Repository.Projects("src").Single(file => Repository.NameOf(file) == project);

    [GeneratedRegex(@"missing\+=\(([\w-]+)\)")]
    private static partial Regex Missing();
}
