using System.Globalization;

namespace Hathi.Cli.Dfs.Text;

/// <summary>Points in time, given in milliseconds since 1970.</summary>
internal static class Times
{
    /// <summary>2026-01-31 23:59, here.</summary>
    public static string LocalMinutes(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).LocalDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>2026-01-31 23:59:58, in UTC.</summary>
    public static string UtcSeconds(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Sat Jan 31 23:59:58 UTC 2026, here: how Java prints a date.</summary>
    public static string Java(long milliseconds)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToLocalTime();
        return time.ToString($"ddd MMM dd HH:mm:ss '{ZoneName.At(time)}' yyyy", CultureInfo.InvariantCulture);
    }
}
