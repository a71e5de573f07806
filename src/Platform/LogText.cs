using System.Globalization;
using System.Text;

namespace Hathi.Platform;

/// <summary>
/// Texts as a log shows them. Names of files, users and hosts come from anybody: a line break in one would forge a line of the log, other
/// control characters do things to terminals, and a long one pushes out what is worth reading.
/// </summary>
internal static class LogText
{
    /// <summary>
    /// Characters of a message. The longest of ours names two or three usual paths; of what is longer the middle is left out, for a
    /// message ends with what to do.
    /// </summary>
    internal const int LongestMessage = 4_096;

    /// <summary>Characters of an exception with its stack.</summary>
    internal const int LongestError = 16_384;

    private const string Below = "\n    ";

    /// <summary>A message as part of one line.</summary>
    public static string Line(string message)
    {
        var cut = Cut(message, LongestMessage);
        foreach (var c in cut)
        {
            if (IsUnsafe(c))
            {
                return Escape(cut, lineBreak: @"\n");
            }
        }

        return cut;
    }

    /// <summary>
    /// An exception with its stack, to stand below a line: each of its own lines is indented, so that none looks like a line of the log.
    /// </summary>
    public static string Under(Exception error) => Below[1..] + Escape(Cut(error.ToString().ReplaceLineEndings("\n"), LongestError), Below);

    private static string Cut(string text, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        var left = string.Create(CultureInfo.InvariantCulture, $" … {text.Length} characters … ");
        var tail = longest / 4;
        return string.Concat(text.AsSpan(0, longest - tail - left.Length), left, text.AsSpan(text.Length - tail));
    }

    private static string Escape(string text, string lineBreak)
    {
        var escaped = new StringBuilder(text.Length + 32);
        foreach (var c in text)
        {
            _ = c switch
            {
                '\n' => escaped.Append(lineBreak),
                '\r' => escaped.Append(@"\r"),
                '\t' => escaped.Append(@"\t"),
                _ when IsUnsafe(c) => escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }

    private static bool IsUnsafe(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';
}
