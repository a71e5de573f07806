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

        if (BeginsUuid(text, at))
        {
            throw BrokenUuid(text, at);
        }

        if (text[at] == '0' && at + 1 < text.Length && (text[at + 1] | 0x20) == 'x')
        {
            var length = text[(at + 2)..].IndexOfAnyExcept(HexDigits.Values);
            return new(TokenKind.HexNumber, at, length < 0 ? text.Length : at + 2 + length);
        }

        var sign = text[at] == '-' ? 1 : 0;
        if (text[at + sign] == 'P')
        {
            return new(TokenKind.Duration, at, Durations.EndOfNegative(text, at + sign));
        }

        var digits = Durations.EndOfDigits(text, at + sign);
        var units = Durations.EndOfUnits(text, digits, out var stuck);
        if (sign == 0 && (stuck < 0 ? IsBegunUuid(text, Math.Max(units, digits)) : IsStuckUuid(text, at, stuck)))
        {
            throw BrokenUuid(text, at);
        }

        if (stuck >= 0)
        {
            throw LexicalErrors.NoViable(text, stuck);
        }

        return units > 0 ? new(TokenKind.Duration, at, units) : Fraction(text, at, digits);
    }

    // A digit and a letter that can go on as a uuid only.
    private static bool IsBegunUuid(ReadOnlySpan<byte> text, int end) =>
        end < text.Length && (char)(text[end] | 0x20) is 'a' or 'b' or 'c' or 'd' or 'f';

    // The same where digits stand behind a unit: a number has no exponent then.
    private static bool IsStuckUuid(ReadOnlySpan<byte> text, int at, int end) =>
        IsHex(text[at..end]) && end < text.Length && (char)(text[end] | 0x20) is >= 'a' and <= 'f';

    // "12345678-9": Cassandra takes it for a uuid, and refuses it.
    private static bool BeginsUuid(ReadOnlySpan<byte> text, int at) =>
        at + GroupLength < text.Length && text[at + GroupLength] == '-' && IsHex(text.Slice(at, GroupLength));

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

        if (endOfWord == at + GroupLength && BeginsUuid(text, at))
        {
            throw BrokenUuid(text, at);
        }

        if (text[at] != 'P')
        {
            return default;
        }

        var end = Durations.BeginsAlternative(text, at, Durations.EndOfDigits(text, at + 1))
            ? Durations.EndOfAlternative(text, at)
            : Durations.EndOfIso(text, at);
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
