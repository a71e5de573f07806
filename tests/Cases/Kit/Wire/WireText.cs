using System.Globalization;
using System.Text;

namespace Hathi.Tests.Cases.Wire;

/// <summary>Bytes as readable text: hex pairs and quoted ASCII.</summary>
internal static class WireText
{
    private const int ShortestQuoted = 4;

    // A line of a transcript is no longer than those that people write.
    private const int Columns = 130;

    /// <exception cref="FormatException">It is no such text.</exception>
    public static byte[] Parse(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length;)
        {
            if (text[i] == ' ')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                var end = text.IndexOf('"', i + 1);
                end = end > 0 ? end : throw new FormatException("a quoted text has no end");
                bytes.AddRange(Encoding.ASCII.GetBytes(text[(i + 1)..end]));
                i = end + 1;
            }
            else
            {
                var pair = text.AsSpan(i, Math.Min(2, text.Length - i));
                var isByte = byte.TryParse(pair, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value);
                bytes.Add(isByte && pair.Length == 2 ? value : throw new FormatException($"'{pair}' is no byte in two hex digits"));
                i += 2;
            }
        }

        return [.. bytes];
    }

    public static string Format(ReadOnlySpan<byte> bytes) => string.Join(' ', Pieces(bytes));

    /// <summary>The same, cut into lines; of no bytes one that is empty.</summary>
    public static IEnumerable<string> Lines(byte[] bytes)
    {
        var line = new StringBuilder();
        foreach (var piece in Pieces(bytes))
        {
            if (line.Length > 0 && line.Length + 1 + piece.Length > Columns)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(piece);
        }

        yield return line.ToString();
    }

    private static List<string> Pieces(ReadOnlySpan<byte> bytes)
    {
        var pieces = new List<string>();
        while (!bytes.IsEmpty)
        {
            var printable = bytes.IndexOfAnyExceptInRange((byte)' ', (byte)'~');
            printable = printable < 0 ? bytes.Length : printable;
            var quote = bytes[..printable].IndexOf((byte)'"');
            printable = Math.Min(quote < 0 ? printable : quote, Columns - "\"\"".Length);
            if (printable >= ShortestQuoted)
            {
                pieces.Add($"\"{Encoding.ASCII.GetString(bytes[..printable])}\"");
                bytes = bytes[printable..];
            }
            else
            {
                pieces.Add(bytes[0].ToString("x2", CultureInfo.InvariantCulture));
                bytes = bytes[1..];
            }
        }

        return pieces;
    }
}
