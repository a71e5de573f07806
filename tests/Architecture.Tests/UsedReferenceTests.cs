using System.Xml.Linq;

namespace Hathi.Architecture.Tests;

/// <summary>A reference that nothing uses is an arrow that is not there, and makes every build longer.</summary>
public sealed class UsedReferenceTests
{
    /// <summary>"Project → reference" of which no type is used, and what it is for all the same.</summary>
    private static readonly Dictionary<string, string> s_onlyAtRunTime = new(StringComparer.Ordinal)
    {
    };

    [Fact]
    public void What_a_project_references_its_assembly_uses() =>
        Assert.Empty(Unused().Except(s_onlyAtRunTime.Keys));

    [Fact]
    public void Exceptions_that_are_no_longer_needed_are_struck_off() =>
        Assert.Empty(s_onlyAtRunTime.Keys.Except(Unused()));

    /// <summary>Houses that are refused: a project with one reference more, of each kind.</summary>
    [Theory]
    [InlineData("<ProjectReference Include=\"../Web/Hathi.Web.csproj\" />", "Hathi.Web")]
    [InlineData("<PackageReference Include=\"YamlDotNet\" />", "YamlDotNet")]
    [InlineData("<Reference Include=\"Microsoft.CodeAnalysis\" />", "Microsoft.CodeAnalysis")]
    [InlineData("<FrameworkReference Include=\"Microsoft.AspNetCore.App\" />", "Microsoft.AspNetCore.App")]
    public void A_reference_that_nothing_uses_is_refused(string reference, string name)
    {
        var project = XDocument.Load(Path.Join(Repository.Root, "src/Log/Hathi.Log.csproj"));
        Assert.Empty(Unused("Hathi.Log", project));
        project.Root!.Add(new XElement("ItemGroup", XElement.Parse(reference)));
        Assert.Equal([$"Hathi.Log → {name}"], Unused("Hathi.Log", project));
    }

    [Fact]
    public void A_tool_of_the_build_is_used_by_no_assembly()
    {
        const string Tool = "<PackageReference Include=\"Grpc.Tools\" PrivateAssets=\"all\" />";
        var project = XDocument.Parse($"<Project><ItemGroup>{Tool}</ItemGroup></Project>");
        Assert.Empty(Unused("Hathi.Log", project));
    }

    private static IEnumerable<string> Unused() =>
        Repository.Projects("src").SelectMany(static p => Unused(Repository.NameOf(p), XDocument.Load(Path.Join(Repository.Root, p))));

    private static IEnumerable<string> Unused(string name, XDocument project)
    {
        using var assembly = new Assembly(name);
        string[] used = [.. assembly.ReferencedAssemblies];
        return [.. UsedReferences.Unused(UsedReferences.Declared(project), used).Select(r => $"{name} → {r}")];
    }
}
