namespace Hathi.Ring.Core.Lexing;

/// <summary>The three spellings of a duration; each method says where one ends, or -1.</summary>
internal static class Durations
{
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
    public static int EndOfUnits(ReadOnlySpan<byte> text, int at)
    {
        var end = -1;
        while (UnitLength(text, at) is var length and > 0)
        {
            end = at + length;
            at = EndOfDigits(text, end);
            if (at == end)
            {
                break;
            }
        }

        return end;
    }

    /// <summary>Of what begins with a <c>P</c>: years to seconds, weeks, or a date and a time.</summary>
    public static int EndOfIso(ReadOnlySpan<byte> text, int at)
    {
        var alternative = EndOfAlternative(text, at);
        if (alternative > 0)
        {
            return alternative;
        }

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

    // P0001-02-03T04:05:06
    private static int EndOfAlternative(ReadOnlySpan<byte> text, int at)
    {
        var form = "P0000-00-00T00:00:00"u8;
        if (text.Length - at < form.Length)
        {
            return -1;
        }

        for (var i = 0; i < form.Length; i++)
        {
            if (form[i] == '0' ? !char.IsAsciiDigit((char)text[at + i]) : text[at + i] != form[i])
            {
                return -1;
            }
        }

        return at + form.Length;
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
            'u' or 'n' => second == 's' ? 2 : 0,
            'y' or 'w' or 'd' or 'h' or 's' => 1,
            _ => text[at..].StartsWith("\u00b5s"u8) || text[at..].StartsWith("\u00b5S"u8) ? 3 : 0,
        };
    }
}
