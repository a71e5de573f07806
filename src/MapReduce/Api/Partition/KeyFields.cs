using System.Globalization;
using System.Text;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;

namespace Hathi.MapReduce.Partition;

/// <summary>The parts of a key that options such as <c>-k1,2 -k3.2,3nr -n</c> name. Source: Apache's <c>KeyFieldHelper</c>.</summary>
internal sealed class KeyFields
{
    /// <summary>Between the fields of a key (a tab).</summary>
    internal static string SeparatorKey => TaskKeys.FieldSeparator.Name;

    private KeyFields(IReadOnlyList<KeyField> parts, byte[] separator)
    {
        Parts = parts;
        Separator = separator;
    }

    /// <summary>None when nothing was said.</summary>
    internal IReadOnlyList<KeyField> Parts { get; }

    internal byte[] Separator { get; }

    /// <summary>Those that a property of the job names.</summary>
    /// <exception cref="JobDefinitionException">The options are not as they must be.</exception>
    internal static KeyFields Of(Configuration configuration, string property) =>
        Of((name, otherwise) => configuration.Get(name) ?? otherwise, property);

    /// <inheritdoc cref="Of(Configuration, string)"/>
    internal static KeyFields Of(Func<string, string, string> get, string property)
    {
        var separator = get(SeparatorKey, TaskKeys.FieldSeparator.Default) is { Length: > 0 } text ? text : TaskKeys.FieldSeparator.Default;
        return new KeyFields(Parse(get(property, ""), property), Encoding.UTF8.GetBytes(separator));
    }

    /// <summary>The first fields of a key.</summary>
    internal static KeyFields First(int fields, byte[] separator) => new([KeyField.Whole with { LastField = fields }], separator);

    private static List<KeyField> Parse(string options, string property)
    {
        var words = options.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var (numeric, reverse) = (false, false);
        var parts = new List<KeyField>();
        for (var i = 0; i < words.Length; i++)
        {
            switch (words[i])
            {
                case "-n":
                    numeric = true;
                    break;
                case "-r":
                    reverse = true;
                    break;
                case "-nr" or "-rn":
                    numeric = reverse = true;
                    break;
                case "-k" when i + 1 < words.Length:
                    parts.Add(Part(words[++i]) ?? throw Wrong(property, options));
                    break;
                case ['-', 'k', _, ..] word:
                    parts.Add(Part(word[2..]) ?? throw Wrong(property, options));
                    break;
                default:
                    throw Wrong(property, options);
            }
        }

        // What is said for all holds where a part says nothing itself.
        var all = KeyField.Whole with { Numeric = numeric, Reverse = reverse };
        return parts.Count == 0
            ? words.Length == 0 ? [] : [all]
            : [.. parts.Select(p => p.Numeric || p.Reverse ? p : p with { Numeric = numeric, Reverse = reverse })];
    }

    // FIELD[.CHARACTER][nr][,FIELD[.CHARACTER][nr]]
    private static KeyField? Part(string text)
    {
        var ends = text.Split(',');
        if (ends.Length > 2 || End(ends[0], 1) is not { Field: > 0, Character: > 0 } first)
        {
            return null;
        }

        if (ends.Length == 1)
        {
            return KeyField.Whole with
            {
                FirstField = first.Field, FirstCharacter = first.Character, Numeric = first.Numeric, Reverse = first.Reverse,
            };
        }

        return End(ends[1], 0) is { } last
            ? new KeyField(
                first.Field, first.Character, last.Field, last.Character, first.Numeric || last.Numeric, first.Reverse || last.Reverse)
            : null;
    }

    private static (int Field, int Character, bool Numeric, bool Reverse)? End(string text, int character)
    {
        var place = text.TrimEnd('n', 'r');
        var flags = text.AsSpan(place.Length);
        var dot = place.IndexOf('.', StringComparison.Ordinal);
        return TryNumber(dot < 0 ? place : place[..dot], out var field) && (dot < 0 || TryNumber(place[(dot + 1)..], out character))
            ? (field, character, flags.Contains('n'), flags.Contains('r'))
            : null;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static JobDefinitionException Wrong(string property, string options) =>
        new($"{property} = {options}: expected -n, -r and -k FIELD[.CHARACTER][nr][,FIELD[.CHARACTER][nr]], numbers from 1 on, "
            + "such as -k1,2 or -k2.3,2nr.");
}
