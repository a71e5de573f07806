using System.Globalization;

namespace Hathi.Base;

/// <summary>
/// Times in milliseconds since 1970, as peers and files tell them. Any 64-bit number may come: whoever may write a file may give it a time
/// of the year 292278994, and showing it must not fail.
/// </summary>
public static class UnixTimes
{
    // A day inside of what .NET can hold, so that no time zone leads out of it.
    private static readonly long s_first = DateTimeOffset.MinValue.AddDays(1).ToUnixTimeMilliseconds();
    private static readonly long s_last = DateTimeOffset.MaxValue.AddDays(-1).ToUnixTimeMilliseconds();

    /// <summary>The time, or the nearest that .NET can hold: years 1 to 9999.</summary>
    public static DateTimeOffset At(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, s_first, s_last));

    /// <summary>The time as Apache's YARN writes it (Times.formatISO8601), in UTC: <c>2025-01-31T23:59:59.000+0000</c>.</summary>
    public static string Iso(long milliseconds) =>
        At(milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture);
}
