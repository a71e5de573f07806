namespace Hathi.Base;

/// <summary>
/// Times in milliseconds since 1970, as peers and files tell them. Any 64-bit number may come: whoever may write a file may give it a time of the year 292278994,
/// and showing it must not fail.
/// </summary>
public static class UnixTimes
{
    // A day inside of what .NET can hold, so that no time zone leads out of it.
    private static readonly long s_first = DateTimeOffset.MinValue.AddDays(1).ToUnixTimeMilliseconds();
    private static readonly long s_last = DateTimeOffset.MaxValue.AddDays(-1).ToUnixTimeMilliseconds();

    /// <summary>The time, or the nearest that .NET can hold: years 1 to 9999.</summary>
    public static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, s_first, s_last));
}
