namespace Hathi.Ring.Core.Lexing;

/// <summary>The three spellings of a duration; each method says where one ends, or -1 where it may be something else.</summary>
internal static class Durations
{
    private const int YearDigits = 4;

    public static int EndOfDigits(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && char.IsAsciiDigit((char)text[at]))
        {
            at++;
        }

        return at;
    }

    /// <summary>Of <c>1h30m</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Behind the first digits.</param>
    /// <param name="stuck">Behind digits that stand behind a unit and have none themselves, which is no token; else -1.</param>
    public static int EndOfUnits(ReadOnlySpan<byte> text, int at, out int stuck)
    {
        var end = -1;
        stuck = -1;
        while (UnitLength(text, at) is var length and > 0)
        {
            end = at + length;
            at = EndOfDigits(text, end);
            if (at == end)
            {
                return end;
            }
        }

        stuck = end < 0 ? -1 : at;
        return end;
    }

    /// <summary>Of a word that begins with a <c>P</c>: years to seconds, or weeks. Any other word is one.</summary>
    public static int EndOfIso(ReadOnlySpan<byte> text, int at)
    {
        var end = EndOfDigits(text, at + 1);
        if (end > at + 1 && end < text.Length && text[end] == 'W')
        {
            return end + 1;
        }

        var days = EndOfDesignators(text, at + 1, "YMD"u8);
        if (days < 0)
        {
            days = at + 1;
        }

        if (days < text.Length && text[days] == 'T')
        {
            var time = EndOfDesignators(text, days + 1, "HMS"u8);
            if (time > 0)
            {
                return time;
            }
        }

        return days > at + 1 ? days : -1;
    }

    /// <summary>Of a <c>P</c> behind a minus, where no word can be: what goes on otherwise is refused.</summary>
    public static int EndOfNegative(ReadOnlySpan<byte> text, int at)
    {
        if (BeginsAlternative(text, at, EndOfDigits(text, at + 1)))
        {
            return EndOfAlternative(text, at);
        }

        var weeks = EndOfDigits(text, at + 1);
        if (weeks > at + 1 && weeks < text.Length && text[weeks] == 'W')
        {
            return weeks + 1;
        }

        var end = EndOfAllDesignators(text, at + 1, "YMD"u8);
        if (end < text.Length && text[end] == 'T')
        {
            var time = EndOfAllDesignators(text, end + 1, "HMS"u8);
            return time > end + 1 ? time : throw LexicalErrors.NoViable(text, end + 1);
        }

        return end > at + 1 ? end : throw LexicalErrors.NoViable(text, end);
    }

    /// <summary>Whether a <c>P</c> and the digits behind it go on as a date and a time, which nothing else can be.</summary>
    public static bool BeginsAlternative(ReadOnlySpan<byte> text, int at, int endOfDigits) =>
        endOfDigits == at + 1 + YearDigits && endOfDigits < text.Length && text[endOfDigits] == '-';

    /// <summary>Of <c>P0001-02-03T04:05:06</c>, which <see cref="BeginsAlternative"/>.</summary>
    public static int EndOfAlternative(ReadOnlySpan<byte> text, int at)
    {
        var form = "P0000-00-00T00:00:00"u8;
        for (var i = 0; i < form.Length; i++)
        {
            var letter = at + i < text.Length ? text[at + i] : (byte)0;
            if (form[i] == '0' ? !char.IsAsciiDigit((char)letter) : letter != form[i])
            {
                throw LexicalErrors.Mismatched(text, at + i, form[i] == '0' ? "set null" : $"'{(char)form[i]}'");
            }
        }

        return at + form.Length;
    }

    // Digits and a letter, each letter at most once and in order.
    private static int EndOfDesignators(ReadOnlySpan<byte> text, int at, ReadOnlySpan<byte> letters)
    {
        var end = -1;
        while (true)
        {
            var digits = EndOfDigits(text, at);
            var letter = digits > at && digits < text.Length ? letters.IndexOf(text[digits]) : -1;
            if (letter < 0)
            {
                return end;
            }

            letters = letters[(letter + 1)..];
            end = at = digits + 1;
        }
    }

    // The same, where digits must have their letter unless it was the last one.
    private static int EndOfAllDesignators(ReadOnlySpan<byte> text, int at, ReadOnlySpan<byte> letters)
    {
        while (!letters.IsEmpty && EndOfDigits(text, at) is var digits && digits > at)
        {
            var letter = digits < text.Length ? letters.IndexOf(text[digits]) : -1;
            if (letter < 0)
            {
                throw letters.Length == 1
                    ? LexicalErrors.Mismatched(text, digits, $"'{(char)letters[0]}'")
                    : LexicalErrors.NoViable(text, digits);
            }

            letters = letters[(letter + 1)..];
            at = digits + 1;
        }

        return at;
    }

    private static int UnitLength(ReadOnlySpan<byte> text, int at)
    {
        if (at >= text.Length)
        {
            return 0;
        }

        var second = at + 1 < text.Length ? (char)(text[at + 1] | 0x20) : '\0';
        return (char)(text[at] | 0x20) switch
        {
            'm' => second is 'o' or 's' ? 2 : 1,
            'u' or 'n' => second == 's' ? 2 : throw LexicalErrors.Mismatched(text, at + 1, "set null"),
            'y' or 'w' or 'd' or 'h' or 's' => 1,
            _ => text[at..].StartsWith("\u00b5s"u8) || text[at..].StartsWith("\u00b5S"u8) ? 3 : 0,
        };
    }
}
