using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Lexing;

/// <summary>Tokens that begin like numbers: numbers, durations, blobs, uuids.</summary>
internal static class Numbers
{
    private const int UuidLength = 36;
    private const int GroupLength = 8;

    /// <summary>What begins at an offset with a digit, or with a minus before a digit or a <c>P</c>.</summary>
    public static Token Read(ReadOnlySpan<byte> text, int at)
    {
        if (IsUuid(text, at))
        {
            return new(TokenKind.Uuid, at, at + UuidLength);
        }

        if (text[at] == '0' && at + 1 < text.Length && (text[at + 1] | 0x20) == 'x')
        {
            var length = text[(at + 2)..].IndexOfAnyExcept(HexDigits.Values);
            return new(TokenKind.HexNumber, at, length < 0 ? text.Length : at + 2 + length);
        }

        var sign = text[at] == '-' ? 1 : 0;
        if (text[at + sign] == 'P')
        {
            var end = Durations.EndOfIso(text, at + sign);
            return end < 0
                ? throw LexicalErrors.NoViable(text, at + sign + 1)
                : new(TokenKind.Duration, at, end);
        }

        var digits = Durations.EndOfDigits(text, at + sign);
        var units = Durations.EndOfUnits(text, digits);
        if (sign == 0 && IsBegunUuid(text, at, Math.Max(units, digits)))
        {
            throw BrokenUuid(text, at);
        }

        return units > 0 ? new(TokenKind.Duration, at, units) : Fraction(text, at, digits);
    }

    // A digit and a letter that can go on as a uuid only, or eight of them and a minus.
    private static bool IsBegunUuid(ReadOnlySpan<byte> text, int at, int end)
    {
        if (end == text.Length)
        {
            return false;
        }

        var next = (char)(text[end] | 0x20);
        return next is 'a' or 'b' or 'c' or 'd' or 'f' || EndsGroup(text, at, end);
    }

    // "12345678-9": Cassandra takes it for a uuid, and refuses it.
    private static bool EndsGroup(ReadOnlySpan<byte> text, int at, int end) =>
        end == at + GroupLength && end + 1 < text.Length && text[end] == '-' && char.IsAsciiHexDigit((char)text[end + 1]);

    private static CqlException BrokenUuid(ReadOnlySpan<byte> text, int at)
    {
        var i = 0;
        while (at + i < text.Length && IsOfUuid(text[at + i], i))
        {
            i++;
        }

        return LexicalErrors.Mismatched(text, at + i, i is 8 or 13 or 18 or 23 ? "'-'" : "set null");
    }

    private static bool IsOfUuid(byte letter, int index) =>
        index is 8 or 13 or 18 or 23 ? letter == '-' : char.IsAsciiHexDigit((char)letter);

    /// <summary>A uuid or a duration that begins with a letter and is longer than the word that begins there; else nothing.</summary>
    public static Token InsteadOfWord(ReadOnlySpan<byte> text, int at, int endOfWord)
    {
        if (IsUuid(text, at))
        {
            return new(TokenKind.Uuid, at, at + UuidLength);
        }

        if (EndsGroup(text, at, endOfWord) && IsHex(text[at..endOfWord]))
        {
            throw BrokenUuid(text, at);
        }

        var end = text[at] == 'P' ? Durations.EndOfIso(text, at) : -1;
        return end >= endOfWord ? new(TokenKind.Duration, at, end) : default;
    }

    private static bool IsHex(ReadOnlySpan<byte> word) => word.IndexOfAnyExcept(HexDigits.Values) < 0;

    private static Token Fraction(ReadOnlySpan<byte> text, int at, int digits)
    {
        var end = digits;
        if (end < text.Length && text[end] == '.')
        {
            // A range behind a number begins with its first point, unless there are three of them.
            var points = text[end..].IndexOfAnyExcept((byte)'.');
            if ((points < 0 ? text.Length - end : points) == 2)
            {
                return new(TokenKind.Integer, at, digits);
            }

            end = Durations.EndOfDigits(text, end + 1);
        }

        end = EndOfExponent(text, end);
        return new(end == digits ? TokenKind.Integer : TokenKind.Float, at, end);
    }

    private static int EndOfExponent(ReadOnlySpan<byte> text, int at)
    {
        if (at < text.Length && (text[at] | 0x20) == 'e')
        {
            var digits = at + 1 < text.Length && text[at + 1] is (byte)'+' or (byte)'-' ? at + 2 : at + 1;
            var end = Durations.EndOfDigits(text, digits);
            return end > digits ? end : throw NoExponent(text, at, digits);
        }

        return at;
    }

    private static CqlException NoExponent(ReadOnlySpan<byte> text, int at, int digits) => char.IsAsciiDigit((char)text[at - 1])
        ? LexicalErrors.NoViable(text, digits)
        : LexicalErrors.NoDigit(text, digits);

    private static bool IsUuid(ReadOnlySpan<byte> text, int at)
    {
        if (text.Length - at < UuidLength || text[at + 8] != '-')
        {
            return false;
        }

        for (var i = 0; i < UuidLength; i++)
        {
            if (!IsOfUuid(text[at + i], i))
            {
                return false;
            }
        }

        return true;
    }
}
