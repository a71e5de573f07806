using System.Globalization;
using System.Text;

namespace Hathi.Hdfs.Protocol.Storage;

/// <summary>
/// The text format of <c>java.util.Properties</c>, in ISO 8859-1: comments, <c>key=value</c> lines, backslash escapes and continued
/// lines. Source: documentation of <c>Properties.load</c> and <c>Properties.store</c>, Java 17.
/// </summary>
public static class JavaProperties
{
    /// <summary>The longest text taken, characters: VERSION files have a few hundred.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>Reads all pairs; the last of several with one key counts.</summary>
    /// <exception cref="MalformedMessageException">Too long, or a \u escape without four hexadecimal digits.</exception>
    public static Dictionary<string, string> Parse(ReadOnlySpan<byte> text)
    {
        if (text.Length > MaxLength)
        {
            throw new MalformedMessageException($"a properties file of {text.Length} bytes, at most {MaxLength} are read");
        }

        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        var lines = Encoding.Latin1.GetString(text).Split(["\r\n", "\n", "\r"], StringSplitOptions.None);
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].TrimStart(' ', '\t', '\f');
            if (line.Length == 0 || line[0] is '#' or '!')
            {
                continue;
            }

            var whole = new StringBuilder(line);
            while (IsContinued(whole))
            {
                whole.Length--;
                i++;
                whole.Append(i < lines.Length ? lines[i].TrimStart(' ', '\t', '\f') : "");
            }

            AddPair(pairs, whole.ToString());
        }

        return pairs;
    }

    /// <summary>Writes a comment line (without line breaks) and the pairs in the order given.</summary>
    public static byte[] Format(string comment, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var text = new StringBuilder().Append('#').Append(comment).Append('\n');
        foreach (var (key, value) in pairs)
        {
            Escape(text, key, true);
            text.Append('=');
            Escape(text, value, false);
            text.Append('\n');
        }

        return Encoding.Latin1.GetBytes(text.ToString());
    }

    private static bool IsContinued(StringBuilder line)
    {
        var backslashes = 0;
        while (backslashes < line.Length && line[line.Length - 1 - backslashes] == '\\')
        {
            backslashes++;
        }

        return backslashes % 2 == 1;
    }

    private static void AddPair(Dictionary<string, string> pairs, string line)
    {
        var end = 0;
        while (end < line.Length && line[end] is not ('=' or ':' or ' ' or '\t' or '\f'))
        {
            end += line[end] == '\\' ? 2 : 1;
        }

        end = Math.Min(end, line.Length);
        var rest = line[end..].TrimStart(' ', '\t', '\f');
        if (rest.Length > 0 && rest[0] is '=' or ':')
        {
            rest = rest[1..].TrimStart(' ', '\t', '\f');
        }

        pairs[Unescape(line[..end])] = Unescape(rest);
    }

    private static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || ++i == text.Length)
            {
                plain.Append(i < text.Length ? text[i].ToString() : "");
                continue;
            }

            plain.Append(text[i] switch
            {
                't' => '\t',
                'n' => '\n',
                'r' => '\r',
                'f' => '\f',
                'u' => Unicode(text, ref i),
                var other => other,
            });
        }

        return plain.ToString();
    }

    private static char Unicode(string text, ref int i)
    {
        if (i + 4 >= text.Length
            || !ushort.TryParse(text.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            throw new MalformedMessageException("a properties file with a \\u escape that has no four hexadecimal digits");
        }

        i += 4;
        return (char)code;
    }

    private static void Escape(StringBuilder text, string value, bool isKey)
    {
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            _ = c switch
            {
                ' ' when isKey || i == 0 => text.Append("\\ "),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\f' => text.Append("\\f"),
                '\\' or '=' or ':' or '#' or '!' => text.Append('\\').Append(c),
                < ' ' or > '~' => text.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture)),
                _ => text.Append(c),
            };
        }
    }
}
