using System.Text.Json;
using System.Xml.Linq;

namespace Hathi.Conformance.Tests.ApacheServers;

/// <summary>What an answer of a REST service is made of: the path of each member or element, and of which kind its value is.</summary>
internal static class RestShape
{
    /// <summary>Lines such as <c>/apps/app[]/progress decimal</c>: a member or an element is where it is, once.</summary>
    /// <param name="json">An answer.</param>
    /// <param name="exact">
    /// Kinds as JSON has them, and numbers with a point apart from those without; otherwise only whether a thing has members, and a list
    /// of one is its element.
    /// </param>
    public static SortedSet<string> OfJson(string json, bool exact)
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        using var document = JsonDocument.Parse(json);
        Add(lines, document.RootElement, "", exact);
        return lines;
    }

    /// <summary>Paths of elements, and of their attributes.</summary>
    public static SortedSet<string> OfXml(string xml)
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        Add(lines, XDocument.Parse(xml).Root!, "");
        return lines;
    }

    /// <summary>What the other has and the one has not, without what is below such.</summary>
    public static IEnumerable<string> Missing(SortedSet<string> one, SortedSet<string> other)
    {
        var missing = other.Except(one, StringComparer.Ordinal).ToList();
        var paths = missing.Select(PathOf).ToHashSet(StringComparer.Ordinal);
        return missing.Where(line => !Above(PathOf(line)).Any(paths.Contains));
    }

    private static void Add(SortedSet<string> lines, JsonElement value, string path, bool exact)
    {
        if (exact || value.ValueKind != JsonValueKind.Array)
        {
            lines.Add($"{path} {(exact ? KindOf(value) : value.ValueKind == JsonValueKind.Object ? "members" : "value")}");
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in value.EnumerateObject())
            {
                Add(lines, member.Value, $"{path}/{member.Name}", exact);
            }
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in value.EnumerateArray())
            {
                Add(lines, item, exact ? path + "[]" : path, exact);
            }
        }
    }

    private static void Add(SortedSet<string> lines, XElement element, string path)
    {
        path = $"{path}/{element.Name.LocalName}";
        lines.Add(path);
        foreach (var attribute in element.Attributes().Where(static a => !a.IsNamespaceDeclaration))
        {
            lines.Add($"{path}@{attribute.Name.LocalName}");
        }

        foreach (var child in element.Elements())
        {
            Add(lines, child, path);
        }
    }

    private static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetRawText().AsSpan().IndexOfAny(".eE") >= 0 ? "decimal" : "integer",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => value.ValueKind.ToString().ToLowerInvariant(),
    };

    private static string PathOf(string line) => line.Split(' ')[0];

    private static IEnumerable<string> Above(string path)
    {
        while (path.Length > 0)
        {
            path = path.EndsWith("[]", StringComparison.Ordinal) ? path[..^2] : path[..path.LastIndexOf('/')];
            yield return path;
        }
    }
}
