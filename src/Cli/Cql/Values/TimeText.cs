using System.Globalization;
using System.Text;
using Hathi.Base;
using Hathi.Ring.Data.Values;

namespace Hathi.Cli.Cql.Values;

/// <summary>Times as <c>cqlsh</c> shows them; what its years 1 to 9999 do not reach is shown as a number.</summary>
internal static class TimeText
{
    private const long NanosecondsOfHour = 3_600_000_000_000;
    private const uint DayZero = 1U << 31;
    private const long MillisecondsOfDay = 86_400_000;

    private static readonly (long Nanoseconds, string Unit)[] s_units =
    [
        (NanosecondsOfHour, "h"), (60_000_000_000, "m"), (1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "us"), (1, "ns"),
    ];

    /// <summary>Milliseconds since 1970, with microseconds and the zone.</summary>
    public static string OfTimestamp(long milliseconds)
    {
        var time = UnixTimes.At(milliseconds);
        return time.ToUnixTimeMilliseconds() == milliseconds
            ? time.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture) + "+0000"
            : milliseconds.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Days, of which 1970-01-01 is the 2^31st.</summary>
    public static string OfDate(uint days)
    {
        var day = days - (long)DayZero;
        var time = UnixTimes.At(day * MillisecondsOfDay);
        return time.ToUnixTimeMilliseconds() == day * MillisecondsOfDay
            ? time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : day.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Nanoseconds since midnight.</summary>
    public static string OfTime(long nanoseconds)
    {
        var (hour, rest) = Math.DivRem(nanoseconds, NanosecondsOfHour);
        var (minute, left) = Math.DivRem(rest, 60_000_000_000);
        var (second, nano) = Math.DivRem(left, 1_000_000_000);
        return string.Create(CultureInfo.InvariantCulture, $"{hour:00}:{minute:00}:{second:00}.{nano:000000000}");
    }

    public static string OfDuration(in CqlDuration duration)
    {
        var text = new StringBuilder();
        if (duration.Months < 0 || duration.Days < 0 || duration.Nanoseconds < 0)
        {
            text.Append('-');
        }

        var (years, months) = Math.DivRem(Math.Abs((long)duration.Months), 12);
        Append(years, "y");
        Append(months, "mo");
        Append(Math.Abs((long)duration.Days), "d");

        // The smallest of all has no positive counterpart.
        var left = duration.Nanoseconds < 0 ? 0UL - (ulong)duration.Nanoseconds : (ulong)duration.Nanoseconds;
        foreach (var (nanoseconds, unit) in s_units)
        {
            Append((long)(left / (ulong)nanoseconds), unit);
            left %= (ulong)nanoseconds;
        }

        return text.ToString();

        void Append(long count, string unit)
        {
            if (count > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"{count}{unit}");
            }
        }
    }
}
