using System.Text;
using Hathi.Ring.Core.Lexing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Parsing;

/// <summary>
/// What Cassandra's parser says of a text that is no statement: where, what, and a piece of the text with the offending token in brackets.
/// The end of the text has the position 0:-1 there, and no piece.
/// </summary>
internal static class SyntaxErrors
{
    // Of the piece: tokens before the offending one and behind it, white space counted, and behind it only what was looked at already.
    private const int Before = 10;
    private const int Behind = 2;

    // Bytes of a token or of what is around it: the wire has no place for a longer message, and a text may be megabytes.
    private const int MostShown = ushort.MaxValue;

    public static CqlException Of(string message) => new(CqlErrorCode.SyntaxError, message);

    /// <summary>What Cassandra says where its parser does not refuse and what it calls does.</summary>
    public static CqlException Failed(ReadOnlySpan<byte> text, string reason) =>
        Of($"Failed parsing statement: [{Decoded(text)}] reason: IllegalArgumentException {reason}");

    /// <param name="text">The whole text.</param>
    /// <param name="reported">The token that the message is about.</param>
    /// <param name="offending">The one at which the parser stood: where it looked ahead, an earlier one.</param>
    /// <param name="farthest">Where the farthest token begins that was looked at.</param>
    /// <param name="problem">What is said before the token.</param>
    /// <param name="expected">What is said behind it.</param>
    public static CqlException Of(ReadOnlySpan<byte> text, Token reported, Token offending, int farthest, string problem, string expected)
    {
        var message = new StringBuilder("line ");
        if (reported.Kind == TokenKind.End)
        {
            message.Append("0:-1");
        }
        else
        {
            var (line, column) = TextPosition.Of(text, reported.Start);
            message.Append(line).Append(':').Append(column);
        }

        message.Append(' ').Append(problem).Append(' ').Append(Shown(text, reported)).Append(expected);
        AppendPiece(message, text, offending, farthest);
        return new(CqlErrorCode.SyntaxError, message.ToString()) { IsAboutInput = true };
    }

    private static string Shown(ReadOnlySpan<byte> text, Token token)
    {
        var shown = token.Kind == TokenKind.End ? "<EOF>" : TextOf(text, token);
        return "'" + shown.Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal)
            .Replace("\t", "\\t", StringComparison.Ordinal) + "'";
    }

    private static string TextOf(ReadOnlySpan<byte> text, Token token)
    {
        var bytes = text[token.Start..token.End];
        if (token.Kind is not (TokenKind.StringLiteral or TokenKind.QuotedName))
        {
            return Decoded(bytes);
        }

        // Whatever is cut off, it ends as it begins.
        var quote = bytes[..(bytes[0] == '$' ? 2 : 1)];
        return Quotes.Meaning(bytes.Length > MostShown ? [.. bytes[..MostShown], .. quote] : bytes);
    }

    private static string Decoded(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, MostShown)]);

    private static void AppendPiece(StringBuilder message, ReadOnlySpan<byte> text, Token offending, int farthest)
    {
        var (from, to) = Around(text, offending, farthest);
        if (offending.Kind == TokenKind.End || to.Kind == TokenKind.End)
        {
            return;
        }

        // A token is as long as what it means: of a string that is less than what was written.
        var endOfLine = EndOfLine(text, to.Start);
        var piece = Decoded(text[offending.Start..endOfLine]);
        var end = Encoding.UTF8.GetCharCount(text[offending.Start..to.Start]) + TextOf(text, to).Length;
        end = Math.Min(end, piece.Length);
        var endOfOffending = Math.Min(TextOf(text, offending).Length, end);
        message.Append(from.Start == 0 ? " (" : " (...");
        AppendLines(message, Decoded(text[from.Start..offending.Start]));
        AppendLines(message.Append('['), piece[..endOfOffending]);
        AppendLines(message.Append(']'), piece[endOfOffending..end]);
        message.Append(end == piece.Length && text[endOfLine..].TrimEnd((byte)'\n').IsEmpty ? ")" : "...)");
    }

    private static int EndOfLine(ReadOnlySpan<byte> text, int at)
    {
        var length = text[at..].IndexOf((byte)'\n');
        return length < 0 ? text.Length : at + length;
    }

    // The lines of a piece are put together without what is between them.
    private static void AppendLines(StringBuilder message, string piece) =>
        message.Append(piece.Replace("\n", "", StringComparison.Ordinal));

    private static (Token From, Token To) Around(ReadOnlySpan<byte> text, Token offending, int farthest)
    {
        Span<Token> last = stackalloc Token[Before + 1];
        var count = 0;
        for (var token = RawAt(text, 0); ; token = RawAt(text, token.End))
        {
            last[count++ % last.Length] = token;
            if (token.Start >= offending.Start)
            {
                break;
            }
        }

        var to = offending;
        for (var i = 0; i < Behind && to.Kind != TokenKind.End && to.End <= farthest; i++)
        {
            to = RawAt(text, to.End);
        }

        return (last[count > last.Length ? count % last.Length : 0], to);
    }

    // White space and comments are tokens here, of whatever kind.
    private static Token RawAt(ReadOnlySpan<byte> text, int at)
    {
        var lexer = new CqlLexer(text);
        var end = lexer.Skipped(at);
        return end > at ? new Token(TokenKind.Range, at, end) : lexer.Next(at);
    }
}
