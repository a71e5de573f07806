namespace Hathi.Web.Figures;

/// <summary>
/// A pattern of names of beans: <c>DOMAIN:KEY=VALUE,…</c>, where <c>*</c> and <c>?</c> stand for any characters in the domain and in
/// values, and <c>*</c> among the keys for any others. Source: Java's ObjectName.
/// </summary>
internal sealed class JmxQuery
{
    private readonly string _domain;
    private readonly Dictionary<string, string> _values;
    private readonly bool _anyOthers;

    private JmxQuery(string domain, Dictionary<string, string> values, bool anyOthers)
    {
        _domain = domain;
        _values = values;
        _anyOthers = anyOthers;
    }

    /// <returns>Null: it is no name of a bean.</returns>
    public static JmxQuery? Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || text.Contains('\n', StringComparison.Ordinal))
        {
            return null;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var anyOthers = false;
        foreach (var property in text[(colon + 1)..].Split(','))
        {
            if (property == "*" && !anyOthers)
            {
                anyOthers = true;
                continue;
            }

            var equals = property.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0
                || property.AsSpan(0, equals).IndexOfAny('*', '?', ':') >= 0
                || property.AsSpan(equals + 1).IndexOfAny('=', ':') >= 0
                || !values.TryAdd(property[..equals], property[(equals + 1)..]))
            {
                return null;
            }
        }

        return new JmxQuery(text[..colon], values, anyOthers);
    }

    /// <summary>Whether it stands for a bean.</summary>
    public bool Matches(string name)
    {
        var bean = Parse(name)!;
        return Fits(_domain, bean._domain)
            && (_anyOthers || bean._values.Count == _values.Count)
            && _values.All(v => bean._values.TryGetValue(v.Key, out var value) && Fits(v.Value, value));
    }

    // The last star is where it goes on when what follows it does not fit: as long as text times pattern at most, and both are short.
    private static bool Fits(string pattern, string text)
    {
        var (p, t, star, resume) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && (pattern[p] == '?' || (pattern[p] == text[t] && pattern[p] != '*')))
            {
                p++;
                t++;
            }
            else if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                resume = t;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++resume;
            }
            else
            {
                return false;
            }
        }

        return pattern.AsSpan(p).TrimStart('*').IsEmpty;
    }
}
