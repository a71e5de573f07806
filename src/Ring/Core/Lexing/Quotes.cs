using System.Text;

namespace Hathi.Ring.Core.Lexing;

/// <summary>What stands between quotes or dollars, and what it means.</summary>
internal static class Quotes
{
    /// <summary><c>'it''s'</c>.</summary>
    public static Token String(ReadOnlySpan<byte> text, int at) => new(TokenKind.StringLiteral, at, Closed(text, at, (byte)'\'', "'''"));

    /// <summary><c>"a name"</c>; without anything in it, it is a kind of its own.</summary>
    public static Token Name(ReadOnlySpan<byte> text, int at)
    {
        if (at + 1 == text.Length)
        {
            throw LexicalErrors.NoViable(text, at + 1);
        }

        var end = Closed(text, at, (byte)'"', "'\"'");
        return new(end == at + 2 ? TokenKind.EmptyQuotedName : TokenKind.QuotedName, at, end);
    }

    /// <summary><c>$$anything$$</c>.</summary>
    public static Token Dollars(ReadOnlySpan<byte> text, int at)
    {
        if (at + 1 == text.Length || text[at + 1] != '$')
        {
            throw LexicalErrors.Mismatched(text, at + 1, "'$'");
        }

        // One that does not end is refused at the last character, if it has one and that is no dollar.
        var length = text[(at + 2)..].IndexOf("$$"u8);
        var last = text.Length > at + 2 && text[^1] != '$' ? text.Length - 1 : text.Length;
        return length < 0
            ? throw LexicalErrors.Mismatched(text, last, "'$'")
            : new(TokenKind.StringLiteral, at, at + 2 + length + 2);
    }

    /// <summary>The text of a string or a quoted name.</summary>
    /// <param name="token">With all its quotes.</param>
    public static string Meaning(ReadOnlySpan<byte> token)
    {
        if (token[0] == '$')
        {
            return Encoding.UTF8.GetString(token[2..^2]);
        }

        var quote = token[0];
        var inner = token[1..^1];
        var text = Encoding.UTF8.GetString(inner);
        return inner.Contains(quote)
            ? text.Replace(quote == '"' ? "\"\"" : "''", quote == '"' ? "\"" : "'", StringComparison.Ordinal)
            : text;
    }

    private static int Closed(ReadOnlySpan<byte> text, int at, byte quote, string expected)
    {
        var end = at + 1;
        while (true)
        {
            var length = text[end..].IndexOf(quote);
            if (length < 0)
            {
                throw LexicalErrors.Unclosed(text, text.Length, expected);
            }

            end += length + 1;
            if (end == text.Length || text[end] != quote)
            {
                return end;
            }

            end++;
        }
    }
}
