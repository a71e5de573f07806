using System.Xml.Linq;

namespace Hathi.Architecture.Tests;

/// <summary>The source tree that this test was built from.</summary>
internal static class Repository
{
    internal static string Root { get; } = FindRoot();

    internal static IEnumerable<string> Projects(string folder) => Files(folder, "*.csproj");

    internal static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Join(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
            .Where(f => !f.Contains("/bin/", StringComparison.Ordinal) && !f.Contains("/obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    internal static string Text(string file) => File.ReadAllText(Path.Join(Root, file));

    internal static string NameOf(string project) => Path.GetFileNameWithoutExtension(project);

    internal static IEnumerable<string> ReferencesOf(string project) =>
        XDocument.Load(Path.Join(Root, project)).Descendants("ProjectReference").Select(r => NameOf(r.Attribute("Include")!.Value));

    private static string FindRoot()
    {
        for (var directory = AppContext.BaseDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (File.Exists(Path.Join(directory, "Hathi.slnx")))
            {
                return directory;
            }
        }

        throw new InvalidOperationException(
            $"No Hathi.slnx above {AppContext.BaseDirectory}: run this test from the build in its source tree.");
    }
}
