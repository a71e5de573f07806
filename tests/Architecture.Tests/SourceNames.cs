using System.Text.RegularExpressions;

namespace Hathi.Architecture.Tests;

/// <summary>What the source tree has that a document may name: files and folders, and types with the files that declare them.</summary>
internal sealed partial class SourceNames
{
    private static readonly string[] Folders = ["src", "tests", "bench", "build", "samples", "docs", ".devcontainer"];

    /// <summary>Stands in a recipe for the name of what is new.</summary>
    private const string AnyName = "NAME";

    private readonly string _paths;
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _types = new(StringComparer.Ordinal);

    internal SourceNames()
    {
        var paths = Directory.EnumerateFiles(Repository.Root).Select(Path.GetFileName).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var file in Folders.SelectMany(static folder => Repository.Files(folder, "*")))
        {
            paths.Add(file);
            var folder = Path.GetDirectoryName(file);
            while (!string.IsNullOrEmpty(folder) && paths.Add(folder))
            {
                _folders.Add(Path.GetFileName(folder));
                folder = Path.GetDirectoryName(folder);
            }

            AddTypes(file);
        }

        _paths = string.Join('\n', paths);
    }

    /// <summary>A whole path, or the end of one. A star is any part of a name, NAME any name; of {a,b} each must be there.</summary>
    internal bool HasPath(string path) => Each(path.TrimEnd('/')).All(one =>
        Regex.IsMatch(_paths, $"(?:^|/){Pattern(one)}$", RegexOptions.Multiline, TimeSpan.FromSeconds(10)));

    /// <summary>A declared type, with members of it behind dots; also a project or a folder by its own name.</summary>
    internal bool HasType(string name)
    {
        var parts = name.Split('.');
        return House.MayUse.ContainsKey(name) || _folders.Contains(name)
            || (_types.TryGetValue(parts[0], out var files) && parts.Skip(1).All(member => files.Exists(file => HasWord(file, member))));
    }

    private static string Pattern(string path) =>
        Regex.Escape(path).Replace("\\*", "[^/\n]*", StringComparison.Ordinal).Replace(AnyName, "[^/\n]*", StringComparison.Ordinal);

    private static IEnumerable<string> Each(string path)
    {
        var (from, to) = (path.IndexOf('{', StringComparison.Ordinal), path.IndexOf('}', StringComparison.Ordinal));
        return from < 0 || to < from ? [path] : path[(from + 1)..to].Split(',').Select(one => path[..from] + one + path[(to + 1)..]);
    }

    private static bool HasWord(string file, string word) =>
        Regex.IsMatch(Repository.Text(file), $@"\b{word}\b", RegexOptions.None, TimeSpan.FromSeconds(10));

    private void AddTypes(string file)
    {
        if (!file.EndsWith(".cs", StringComparison.Ordinal))
        {
            return;
        }

        foreach (Match match in Declaration().Matches(Repository.Text(file)))
        {
            var name = match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value;
            if (!_types.TryGetValue(name, out var files))
            {
                _types.Add(name, files = []);
            }

            files.Add(file);
        }
    }

    [GeneratedRegex(@"^[ \t]*[a-z][a-z ]*\b(?:class|record struct|record class|record|struct|interface|enum) ([A-Z]\w*)"
        + @"|^[ \t]*[a-z][a-z ]*\bdelegate [^\s(]+ ([A-Z]\w*)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
