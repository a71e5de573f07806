using System.Globalization;
using System.Text;

namespace Hathi.Cli.Kit.Text;

/// <summary>Text that a terminal can show: control, format, private, unassigned characters and lone surrogates become '?'.</summary>
internal static class Printable
{
    public static string Of(string text)
    {
        var printable = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var pair = char.IsSurrogatePair(text, i);
            var category = pair ? CharUnicodeInfo.GetUnicodeCategory(text, i) : CharUnicodeInfo.GetUnicodeCategory(text[i]);
            if (category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate
                or UnicodeCategory.OtherNotAssigned)
            {
                printable.Append('?');
            }
            else
            {
                printable.Append(text, i, pair ? 2 : 1);
            }

            i += pair ? 1 : 0;
        }

        return printable.ToString();
    }
}
