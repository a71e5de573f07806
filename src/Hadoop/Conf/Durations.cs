using System.Globalization;

namespace Hathi.Hadoop.Conf;

/// <summary>Times as Hadoop's configuration writes them. Source: Apache <c>Configuration.getTimeDuration</c>.</summary>
internal static class Durations
{
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

    internal static bool TryParse(string text, TimeSpan plain, out TimeSpan span)
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
        if (!long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count) || Math.Abs(count * ticks) > long.MaxValue / 2)
        {
            return false;
        }

        span = TimeSpan.FromTicks((long)(count * ticks));
        return true;
    }
}
