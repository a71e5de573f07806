using Hathi.Base;

namespace Hathi.Hdfs.Core.NameNode;

/// <summary>
/// Time as it passed while this process ran. A process that was stopped (a suspended machine, a long collection, a debugger) has heard of nobody
/// meanwhile, and must take neither its DataNodes nor its writers to be dead for that. Source: HeartbeatManager.shouldAbortHeartbeatCheck, which passes over one look.
/// </summary>
/// <param name="longestGap">Milliseconds between two steps beyond which the process was stopped: there is a tick every second at least.</param>
internal sealed class RunningClock(long longestGap)
{
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
