namespace Hathi.Base;

/// <summary>
/// Time as it passed while this process ran, for the silences that a Core counts. A process that was stopped (a suspended machine, a long
/// collection, a debugger) has heard of nobody meanwhile, and must take nobody to be dead for that: neither nodes nor writers, masters and
/// workers. One to a Core; every time of the Core that is compared with another is of this clock, but for what others may have done
/// meanwhile. Source: HeartbeatManager.shouldAbortHeartbeatCheck, which passes over one look.
/// </summary>
/// <param name="longestGap">
/// Milliseconds between two steps beyond which the process was stopped: there is a tick every second at least.
/// </param>
public sealed class RunningClock(long longestGap)
{
    /// <summary>A shell ticks once a second at least: a gap of two seconds or less is a busy machine, in milliseconds. Ours.</summary>
    public const long DefaultLongestGap = 2_000;

    private long _last = -1;
    private long _stopped;

    /// <summary>Milliseconds that the process was stopped before this step, as far as they do not count; 0: it was not.</summary>
    public long Stopped { get; private set; }

    /// <summary>The time of a step, without the time that the process did not run.</summary>
    public Now Read(Now now)
    {
        var gap = _last < 0 ? 0 : now.MonotonicMilliseconds - _last;
        _last = now.MonotonicMilliseconds;
        Stopped = Math.Max(0, gap - longestGap);
        _stopped += Stopped;
        return now with { MonotonicMilliseconds = now.MonotonicMilliseconds - _stopped };
    }
}
