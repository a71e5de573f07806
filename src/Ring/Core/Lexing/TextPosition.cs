using System.Text;

namespace Hathi.Ring.Core.Lexing;

/// <summary>
/// Line from 1 and column from 0 of a byte of the text, as Cassandra counts them: in Java's characters, lines end with LF.
/// </summary>
internal readonly record struct TextPosition(int Line, int Column)
{
    public static TextPosition Of(ReadOnlySpan<byte> text, int offset)
    {
        var before = text[..offset];
        var line = before[(before.LastIndexOf((byte)'\n') + 1)..];
        return new(before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(line));
    }
}
