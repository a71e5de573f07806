using System.Xml.Linq;

namespace Hathi.Architecture.Tests;

/// <summary>What a project says that it references, against what its compiled assembly uses.</summary>
internal static class UsedReferences
{
    /// <summary>Packages whose assemblies have another name.</summary>
    private static readonly Dictionary<string, string> s_assemblies = new(StringComparer.Ordinal)
    {
        ["SharpZipLib"] = "ICSharpCode.SharpZipLib",
    };

    private const string Framework = "Microsoft.AspNetCore.App";

    /// <summary>References of which nothing is used.</summary>
    /// <param name="references">Names of projects, packages, assemblies and frameworks.</param>
    /// <param name="used">Names of the assemblies that the compiled one uses.</param>
    internal static IEnumerable<string> Unused(IEnumerable<string> references, IReadOnlyCollection<string> used) =>
        references.Where(r => r == Framework ? !used.Any(IsOfFramework) : !used.Contains(s_assemblies.GetValueOrDefault(r, r)));

    /// <summary>What a project file references; tools of the build, which no assembly uses, are left out.</summary>
    internal static IEnumerable<string> Declared(XDocument project)
    {
        var projects = project.Descendants("ProjectReference").Where(static r => r.Attribute("ReferenceOutputAssembly")?.Value != "false");
        var packages = project.Descendants("PackageReference").Where(static r => r.Attribute("PrivateAssets")?.Value != "all");
        var others = packages.Concat(project.Descendants("Reference")).Concat(project.Descendants("FrameworkReference"));
        return [.. projects.Select(static r => Repository.NameOf(Included(r))), .. others.Select(Included)];
    }

    private static string Included(XElement reference) => reference.Attribute("Include")!.Value;

    private static bool IsOfFramework(string assembly) =>
        assembly.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal)
        || assembly.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal);
}
