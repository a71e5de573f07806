using System.Text;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Lexing;

/// <summary>What Cassandra's lexer says of characters that make no token.</summary>
internal static class LexicalErrors
{
    /// <summary>No token begins so.</summary>
    public static CqlException NoViable(ReadOnlySpan<byte> text, int at) =>
        Error(text, at, $"no viable alternative at character {Shown(text, at)}");

    /// <summary>A token goes on otherwise.</summary>
    public static CqlException Mismatched(ReadOnlySpan<byte> text, int at, string expected) =>
        Error(text, at, $"mismatched character {Shown(text, at)} expecting {expected}");

    /// <summary>The text ends within a token.</summary>
    public static CqlException Unclosed(ReadOnlySpan<byte> text, int at, string expected) => Mismatched(text, at, expected);

    private static CqlException Error(ReadOnlySpan<byte> text, int at, string message)
    {
        var position = TextPosition.Of(text, Math.Min(at, text.Length));
        return new(CqlErrorCode.SyntaxError, $"line {position.Line}:{position.Column} {message}");
    }

    /// <summary>A token wants at least one digit more.</summary>
    public static CqlException NoDigit(ReadOnlySpan<byte> text, int at) =>
        Error(text, at, $"required (...)+ loop did not match anything at character {Shown(text, at)}");

    private static string Shown(ReadOnlySpan<byte> text, int at)
    {
        if (at >= text.Length)
        {
            return "'<EOF>'";
        }

        Rune.DecodeFromUtf8(text[at..], out var rune, out _);
        return rune.Value switch
        {
            '\n' => "'\\n'",
            '\t' => "'\\t'",
            '\r' => "'\\r'",
            > char.MaxValue => "'?'",
            _ => $"'{rune}'",
        };
    }
}
