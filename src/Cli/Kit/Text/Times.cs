using System.Globalization;
using Hathi.Base;
using Hathi.Platform.Native;

namespace Hathi.Cli.Kit.Text;

/// <summary>
/// Points in time, given in milliseconds since 1970. Any number is shown, since anybody may give a file of his any time: years above 9999,
/// which .NET does not know, as Java writes them.
/// </summary>
internal static class Times
{
    /// <summary>The Gregorian calendar and its weekdays come again after 400 years.</summary>
    private const int CycleYears = 400;
    private const long CycleMilliseconds = 146_097L * 24 * 3_600_000;

    private static readonly long s_last = new DateTimeOffset(9999, 12, 31, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <summary>2026-01-31 23:59, here.</summary>
    public static string LocalMinutes(long milliseconds)
    {
        var (time, years) = Fold(milliseconds);
        var local = time.ToLocalTime();
        return Year(local, years) + local.ToString("-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    /// <summary>2026-01-31 23:59:58, in UTC.</summary>
    public static string UtcSeconds(long milliseconds)
    {
        var (time, years) = Fold(milliseconds);
        return Year(time, years) + time.ToString("-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }

    /// <summary>2026-01-31T23:59:58.123Z: ISO 8601, with a sign before years of more than four digits.</summary>
    public static string Iso(long milliseconds)
    {
        var (time, years) = Fold(milliseconds);
        return (time.Year + years > DateTime.MaxValue.Year ? "+" : "") + Year(time, years) + time.ToString(
            "-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
    }

    /// <summary>Sat Jan 31 23:59:58 UTC 2026, here: how Java prints a date.</summary>
    public static string Java(long milliseconds)
    {
        var (time, years) = Fold(milliseconds);
        var local = time.ToLocalTime();
        return local.ToString($"ddd MMM dd HH:mm:ss '{ZoneName.At(local)}' ", CultureInfo.InvariantCulture) + Year(local, years);
    }

    /// <summary>The same day some cycles earlier, and the years that were taken off.</summary>
    private static (DateTimeOffset Time, long Years) Fold(long milliseconds)
    {
        var cycles = milliseconds < s_last ? 0 : ((milliseconds - s_last) / CycleMilliseconds) + 1;
        return (UnixTimes.At(milliseconds - (cycles * CycleMilliseconds)), cycles * CycleYears);
    }

    private static string Year(DateTimeOffset time, long years) => (time.Year + years).ToString("0000", CultureInfo.InvariantCulture);
}
