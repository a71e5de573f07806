using System.Text.RegularExpressions;

namespace Hathi.Tests.Cases.Verbs;

/// <summary>
/// Names that stand in texts for what is another each time: values that the stage knows, and forms that anything may have.
/// </summary>
/// <param name="values">With their <c>$</c>; of two names for one value the first is written.</param>
internal sealed class VerbNames(IReadOnlyList<(string Name, string Value)> values)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    // Those that are written take the place of what was printed when a text is written anew; people may write all of them.
    private static readonly (string Name, string Form, bool IsWritten)[] s_forms =
    [
        ("$STAMP", "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}[+-][0-9]{4}", true),
        ("$DATE", "[A-Z][a-z]{2} [A-Z][a-z]{2} [0-9]{2} [0-9:]{8} [+-][0-9]{4} [0-9]{4}", true),
        ("$HEALTH", "[A-Z][a-z]{2} [0-9]{2}/[A-Z][a-z]{2}/[0-9]{2} [0-9:]{8}:([0-9]{2}|[1-9][0-9]{2})[^0-9\n][^\n]*", true),
        ("$TIME", "[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}", true),
        ("$SECONDS", "[0-9]+[.][0-9](?= s)", true),
        ("$NUMBER", "[0-9]+", false),
        ("$ANY", "[^\n]*", false),
    ];

    // The longest first: a name may be the begin of another.
    private readonly (string Name, string Value)[] _byName = [.. values.OrderByDescending(static v => v.Name.Length)];

    // The longest first: a value may be a part of another.
    private readonly (string Name, string Value)[] _byValue = [.. values.OrderByDescending(static v => v.Value.Length)];

    /// <summary>Values in place of their names.</summary>
    public string Fill(string text)
    {
        foreach (var (name, value) in _byName)
        {
            text = text.Replace(name, value, StringComparison.Ordinal);
        }

        return text;
    }

    /// <summary>Whether a text says what was printed.</summary>
    public bool Fits(string expected, string printed)
    {
        var filled = Fill(expected);
        if (!filled.Contains('$', StringComparison.Ordinal))
        {
            return filled == printed;
        }

        var pattern = Regex.Escape(filled);
        foreach (var (name, form, _) in s_forms)
        {
            pattern = pattern.Replace(Regex.Escape(name), form, StringComparison.Ordinal);
        }

        return Regex.IsMatch(printed, $"\\A{pattern}\\z", RegexOptions.CultureInvariant, s_patience);
    }

    /// <summary>As a text would say it: names in place of what is another each time.</summary>
    public string Write(string printed)
    {
        foreach (var (name, value) in _byValue)
        {
            printed = printed.Replace(value, name, StringComparison.Ordinal);
        }

        foreach (var (name, form, _) in s_forms.Where(static f => f.IsWritten))
        {
            printed = Regex.Replace(
                printed, form, name.Replace("$", "$$", StringComparison.Ordinal), RegexOptions.CultureInvariant, s_patience);
        }

        return printed;
    }
}
