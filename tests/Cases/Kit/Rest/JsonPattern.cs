using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Hathi.Tests.Cases.Rest;

/// <summary>
/// JSON in which some values are named, not told: what the names stand for is known from where they come first. <c>$TEXT</c> is any text,
/// also behind the beginning of one, and by itself of one character at least; <c>$NUMBER</c> is any number.
/// </summary>
internal sealed partial class JsonPattern
{
    private const string AnyText = "$TEXT";
    private const string AnyNumber = "$NUMBER";

    private static readonly JsonSerializerOptions s_readable = new()
    {
        WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly SortedDictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>A text with values in place of their names; where one name begins with another the longer one is meant.</summary>
    public string Fill(string text) =>
        _known.Reverse().Aggregate(text, static (filled, known) => filled.Replace(known.Key, known.Value, StringComparison.Ordinal));

    /// <summary>A text with names in place of their values.</summary>
    public string WithNames(string text) =>
        _known.Aggregate(text, static (named, known) => named.Replace(known.Value, known.Key, StringComparison.Ordinal));

    /// <summary>What differs, a line each.</summary>
    /// <exception cref="JsonException">One of them is no JSON.</exception>
    public List<string> Differences(string expected, string found)
    {
        var differences = new List<string>();
        Compare("", JsonNode.Parse(expected), JsonNode.Parse(found), differences);
        return differences;
    }

    /// <summary>What was found as it stands in a file: names are kept where they stood before, and come where their values are.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public string Named(string before, string found) =>
        Name(before.Length > 0 ? JsonNode.Parse(before) : null, JsonNode.Parse(found))!.ToJsonString(s_readable);

    private static bool IsName(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String && NamePattern().IsMatch(value.GetValue<string>());

    private static bool IsBegun(JsonNode? node) => Text(node).EndsWith(AnyText, StringComparison.Ordinal);

    private static string Text(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : node?.ToJsonString() ?? "null";

    private void Compare(string path, JsonNode? expected, JsonNode? found, List<string> differences)
    {
        switch (expected, found)
        {
            case (JsonObject members, JsonObject others):
                differences.AddRange(members.Where(m => !others.ContainsKey(m.Key)).Select(m => $"{path}/{m.Key} is missing"));
                differences.AddRange(
                    others.Where(o => !members.ContainsKey(o.Key)).Select(o => $"{path}/{o.Key} is there too: {Text(o.Value)}"));
                foreach (var (key, value) in members.Where(m => others.ContainsKey(m.Key)))
                {
                    Compare($"{path}/{key}", value, others[key], differences);
                }

                break;
            case (JsonArray items, JsonArray others) when items.Count == others.Count:
                for (var i = 0; i < items.Count; i++)
                {
                    Compare($"{path}[{i}]", items[i], others[i], differences);
                }

                break;
            default:
                if (!IsSame(expected, found))
                {
                    differences.Add($"{path} is {found?.ToJsonString() ?? "null"}, not {expected?.ToJsonString() ?? "null"}");
                }

                break;
        }
    }

    private bool IsSame(JsonNode? expected, JsonNode? found)
    {
        if (!IsName(expected))
        {
            return expected?.GetValueKind() == found?.GetValueKind() && IsSameText(Fill(Text(expected)), Text(found));
        }

        var name = Text(expected);
        return name switch
        {
            AnyText => found?.GetValueKind() == JsonValueKind.String && Text(found).Length > 0,
            AnyNumber => found?.GetValueKind() == JsonValueKind.Number,
            _ => found is JsonValue && (_known.TryAdd(name, Text(found)) || _known[name] == Text(found)),
        };
    }

    // A text may be told as far as it is the same: what follows is anybody's own.
    private static bool IsSameText(string expected, string found) => expected.EndsWith(AnyText, StringComparison.Ordinal)
        ? found.StartsWith(expected[..^AnyText.Length], StringComparison.Ordinal)
        : found == expected;

    private JsonNode? Name(JsonNode? before, JsonNode? found)
    {
        switch (found)
        {
            case JsonObject members:
                var named = members.Select(m => KeyValuePair.Create(m.Key, Name((before as JsonObject)?[m.Key], m.Value)));
                return new JsonObject(named.ToList());
            case JsonArray items:
                var earlier = before as JsonArray;
                return new JsonArray([.. items.Select((item, i) => Name(i < earlier?.Count ? earlier[i] : null, item))]);
            case JsonValue when (IsName(before) || IsBegun(before)) && IsSame(before, found):
                return before!.DeepClone();
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                return WithNames(Text(found));
            default:
                return found?.DeepClone();
        }
    }

    [GeneratedRegex("^[$][A-Z]+$", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();
}
