using System.Globalization;

namespace Hathi.Ring.Core.Meaning.Constants;

/// <summary>
/// Points in time: milliseconds since 1970, or a date, with a time and a zone where it says them; without one it is UTC. Source: Apache
/// <c>TimestampSerializer</c>.
/// </summary>
internal static class TimestampText
{
    private const long MillisecondsOfDay = 86_400_000;
    private const long MillisecondsOfMinute = 60_000;
    private const int MostFraction = 9;

    public static long Timestamp(string text)
    {
        if (text.Length > 0 && !text.AsSpan(text.StartsWith('-') ? 1 : 0).ContainsAnyExceptInRange('0', '9'))
        {
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw ConstantText.Refused($"Unable to make long (for date) from: '{text}'");
        }

        var scanner = new TextScanner(text);
        return TryDay(ref scanner, out var day) && TryTime(ref scanner, out var time) && TryZone(ref scanner, out var offset)
            && scanner.AtEnd
            ? day * MillisecondsOfDay + time - offset
            : throw ConstantText.Refused($"Unable to parse a date/time from '{text}'");
    }

    private static bool TryDay(ref TextScanner scanner, out long days)
    {
        days = 0;
        var isNegative = scanner.Takes('-');
        if (scanner.Number(4, MostFraction, out var year) == 0 || !scanner.Takes('-') || scanner.Number(1, 2, out var month) == 0
            || !scanner.Takes('-') || scanner.Number(1, 2, out var day) == 0
            || !CivilDays.IsDay(isNegative ? -year : year, (int)month, (int)day))
        {
            return false;
        }

        days = CivilDays.Of(isNegative ? -year : year, (int)month, (int)day);
        return true;
    }

    // " 12:34", "T12:34:56", "T12:34:56.789", or nothing.
    private static bool TryTime(ref TextScanner scanner, out long milliseconds)
    {
        milliseconds = 0;
        if (!scanner.Takes('T'))
        {
            var isThere = false;
            while (scanner.Takes(' '))
            {
                isThere = true;
            }

            if (!isThere || !char.IsAsciiDigit(scanner.Next))
            {
                return true;
            }
        }

        long seconds = 0, fraction = 0;
        if (scanner.Number(1, 2, out var hours) == 0 || !scanner.Takes(':') || scanner.Number(1, 2, out var minutes) == 0
            || (scanner.Takes(':') && scanner.Number(1, 2, out seconds) == 0) || hours > 23 || minutes > 59 || seconds > 59)
        {
            return false;
        }

        if (scanner.Takes('.'))
        {
            var digits = scanner.Number(1, MostFraction, out fraction);
            if (digits == 0)
            {
                return false;
            }

            for (; digits < 3; digits++)
            {
                fraction *= 10;
            }

            for (; digits > 3; digits--)
            {
                fraction /= 10;
            }
        }

        milliseconds = ((hours * 60 + minutes) * 60 + seconds) * 1000 + fraction;
        return true;
    }

    private static bool TryZone(ref TextScanner scanner, out long offset)
    {
        offset = 0;
        while (scanner.Takes(' '))
        {
        }

        if (scanner.AtEnd || scanner.Takes('Z') || scanner.TakesWord("UTC") || scanner.TakesWord("GMT"))
        {
            return true;
        }

        var isWest = scanner.Takes('-');
        if ((!isWest && !scanner.Takes('+')) || scanner.Number(2, 2, out var hours) == 0)
        {
            return false;
        }

        scanner.Takes(':');
        scanner.Number(2, 2, out var minutes);
        offset = (hours * 60 + minutes) * MillisecondsOfMinute * (isWest ? -1 : 1);
        return hours <= 18 && minutes <= 59;
    }
}
