using System.Globalization;
using System.Text;

namespace Hathi.Cli.Cql.Values;

/// <summary>Text as it is shown: what would move the cursor is written out, and so is the backslash that tells of it.</summary>
internal static class ControlCharacters
{
    public static void Append(StringBuilder text, ReadOnlySpan<char> value, bool isQuoted)
    {
        foreach (var c in value)
        {
            switch (c)
            {
                case '\\':
                    text.Append(@"\\");
                    break;
                case '\'' when isQuoted:
                    text.Append("''");
                    break;
                case '\n':
                    text.Append(@"\n");
                    break;
                case '\r':
                    text.Append(@"\r");
                    break;
                case '\t':
                    text.Append(@"\t");
                    break;
                case < ' ' or (>= '\x7f' and <= '\xa0'):
                    text.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
                    break;
                default:
                    text.Append(c);
                    break;
            }
        }
    }
}
