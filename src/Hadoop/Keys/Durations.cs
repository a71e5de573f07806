using System.Globalization;

namespace Hathi.Hadoop.Keys;

/// <summary>Times as Hadoop's configuration writes them. Source: Apache <c>Configuration.getTimeDuration</c>.</summary>
public static class Durations
{
    /// <summary>
    /// What Hadoop's 0 means where a time-out is set: no time-out. So long it is here, in all: whole days, and less than the 24 that a
    /// timer takes.
    /// </summary>
    public static readonly TimeSpan NoTimeout = TimeSpan.FromDays(20);

    // Longest first: "ms" and "ns" end in "s" too.
    private static readonly (string Suffix, double Ticks)[] Units =
    [
        ("ns", 0.01),
        ("us", TimeSpan.TicksPerMicrosecond),
        ("ms", TimeSpan.TicksPerMillisecond),
        ("s", TimeSpan.TicksPerSecond),
        ("m", TimeSpan.TicksPerMinute),
        ("h", TimeSpan.TicksPerHour),
        ("d", TimeSpan.TicksPerDay),
    ];

    /// <summary>Reads one.</summary>
    /// <param name="text">30s, 500ms, 2m, 1h, 1d, 10us, 10ns, or a number alone.</param>
    /// <param name="plain">What a number alone counts.</param>
    /// <param name="span">What it says.</param>
    /// <returns>False: it is no time, or longer than can be counted with.</returns>
    public static bool TryParse(string text, TimeSpan plain, out TimeSpan span)
    {
        var number = text.AsSpan().Trim();
        double ticks = plain.Ticks;
        foreach (var unit in Units)
        {
            if (number.EndsWith(unit.Suffix, StringComparison.OrdinalIgnoreCase))
            {
                number = number[..^unit.Suffix.Length].TrimEnd();
                ticks = unit.Ticks;
                break;
            }
        }

        span = default;
        if (!long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count)
            || Math.Abs(count * ticks) > long.MaxValue / 2)
        {
            return false;
        }

        span = TimeSpan.FromTicks((long)(count * ticks));
        return true;
    }
}
