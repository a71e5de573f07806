namespace Hathi.Ring.Core.Lexing;

/// <summary>
/// Tokens of CQL in UTF-8 (Cassandra's src/antlr/Lexer.g), one at a time: nothing is kept, so that whoever looks ahead just asks again.
/// </summary>
internal readonly ref struct CqlLexer(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;

    /// <summary>The text.</summary>
    public ReadOnlySpan<byte> Source => _text;

    /// <summary>The first token that begins at or behind an offset, past white space and comments.</summary>
    /// <exception cref="Syntax.CqlException">There is none.</exception>
    public Token Next(int at)
    {
        while (Skipped(at) is var end && end > at)
        {
            at = end;
        }

        return at == _text.Length ? new Token(TokenKind.End, at, at) : Read(at);
    }

    /// <summary>Behind the white space or the comment that begins at an offset; the offset itself where none does.</summary>
    public int Skipped(int at)
    {
        switch ((char)ByteAt(at))
        {
            case ' ' or '\t' or '\n' or '\r':
                var length = _text[at..].IndexOfAnyExcept(" \t\n\r"u8);
                return length < 0 ? _text.Length : at + length;
            case '-' when ByteAt(at + 1) == '-':
            case '/' when ByteAt(at + 1) == '/':
                var end = _text[at..].IndexOfAny((byte)'\n', (byte)'\r');
                return end < 0 ? throw LexicalErrors.Unclosed(_text, _text.Length, "set null") : at + end + 1;
            case '/' when ByteAt(at + 1) == '*':
                var close = _text[(at + 2)..].IndexOf("*/"u8);
                return close < 0 ? throw LexicalErrors.Unclosed(_text, _text.Length, "'*'") : at + 2 + close + 2;
            default:
                return at;
        }
    }

    // At the end and behind it a byte that begins nothing.
    private byte ByteAt(int at) => (uint)at < (uint)_text.Length ? _text[at] : (byte)0;

    private Token Read(int at)
    {
        var first = _text[at];
        if (char.IsAsciiLetter((char)first))
        {
            return Word(at);
        }

        if (char.IsAsciiDigit((char)first))
        {
            return Numbers.Read(_text, at);
        }

        return first switch
        {
            (byte)'\'' => Quotes.String(_text, at),
            (byte)'"' => Quotes.Name(_text, at),
            (byte)'$' => Quotes.Dollars(_text, at),
            (byte)'-' => Minus(at),
            _ => Sign(at, first),
        };
    }

    private Token Word(int at)
    {
        var end = at;
        var hash = Keywords.HashStart;
        for (; end < _text.Length && IsOfWord(_text[end]); end++)
        {
            hash = Keywords.Hash(hash, _text[end]);
        }

        var other = Numbers.InsteadOfWord(_text, at, end);
        if (other.End > 0)
        {
            return other;
        }

        if (ByteAt(end) == '(' && _text[at..end].SequenceEqual("expr"u8))
        {
            return new Token(TokenKind.OpenExpr, at, end + 1);
        }

        return new Token(Keywords.KindOf(_text[at..end], hash), at, end);
    }

    private static bool IsOfWord(byte letter) => char.IsAsciiLetterOrDigit((char)letter) || letter == '_';

    // A sign belongs to the number behind it.
    private Token Minus(int at)
    {
        var next = ByteAt(at + 1);
        if (char.IsAsciiDigit((char)next) || next == 'P')
        {
            return Numbers.Read(_text, at);
        }

        // Nothing else begins so.
        switch (next | 0x20)
        {
            case 'n':
                return new Token(TokenKind.NegativeNan, at, EndOfWord(at + 1, "nan"u8));
            case 'i':
                return new Token(TokenKind.NegativeInfinity, at, EndOfWord(at + 1, "infinity"u8));
        }

        return next == '=' ? new Token(TokenKind.MinusEqual, at, at + 2) : new Token(TokenKind.Minus, at, at + 1);
    }

    private int EndOfWord(int at, ReadOnlySpan<byte> word)
    {
        foreach (var letter in word)
        {
            if ((ByteAt(at) | 0x20) != letter)
            {
                throw LexicalErrors.Mismatched(_text, at, "set null");
            }

            at++;
        }

        return at;
    }

    private Token Sign(int at, byte first)
    {
        var next = ByteAt(at + 1);
        var (kind, length) = (char)first switch
        {
            '.' => next == '.' ? (TokenKind.Range, 2) : (TokenKind.Dot, 1),
            ',' => (TokenKind.Comma, 1),
            ';' => (TokenKind.Semicolon, 1),
            ':' => (TokenKind.Colon, 1),
            '?' => (TokenKind.QMark, 1),
            '=' => (TokenKind.Equal, 1),
            '!' => next == '=' ? (TokenKind.NotEqual, 2) : throw LexicalErrors.Mismatched(_text, at + 1, "'='"),
            '<' => next == '=' ? (TokenKind.LessOrEqual, 2) : (TokenKind.Less, 1),
            '>' => next == '=' ? (TokenKind.GreaterOrEqual, 2) : (TokenKind.Greater, 1),
            '+' => next == '=' ? (TokenKind.PlusEqual, 2) : (TokenKind.Plus, 1),
            '*' => (TokenKind.Star, 1),
            '/' => (TokenKind.Slash, 1),
            '%' => (TokenKind.Percent, 1),
            '(' => (TokenKind.OpenParen, 1),
            ')' => (TokenKind.CloseParen, 1),
            '[' => (TokenKind.OpenBracket, 1),
            ']' => (TokenKind.CloseBracket, 1),
            '{' => (TokenKind.OpenBrace, 1),
            '}' => (TokenKind.CloseBrace, 1),
            _ => throw LexicalErrors.NoViable(_text, at),
        };
        return new Token(kind, at, at + length);
    }
}
