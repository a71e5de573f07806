namespace Hathi.Base;

/// <summary>
/// Milliseconds that pass, as shells count them for their time-outs. A shell reads them, and sets its timers, from a
/// <see cref="TimeProvider"/> that it is given: the system's, or that of a simulated cluster.
/// </summary>
public static class Ticks
{
    /// <summary>Milliseconds since some moment; they never go back, and no clock that is set moves them.</summary>
    public static long Milliseconds(this TimeProvider time) =>
        ReferenceEquals(time, TimeProvider.System) ? Environment.TickCount64 : (long)time.GetElapsedTime(0).TotalMilliseconds;
}
