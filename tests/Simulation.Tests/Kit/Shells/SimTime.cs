using Hathi.Base;

namespace Hathi.Simulation.Tests.Kit.Shells;

/// <summary>
/// Time as the shells of a process see it, with their timers; both stand still when the process is held, and end with it.
/// </summary>
internal sealed class SimTime(ShellLife life) : TimeProvider, IClock
{
    public override long TimestampFrequency => 1_000;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>A mistake: the time that has passed is taken from the wall clock.</summary>
    public bool TellsTheWall { get; set; }

    public override long GetTimestamp() => Read().MonotonicMilliseconds;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(life.Process.Now.WallMilliseconds);

    public Now Read()
    {
        var now = life.Process.Now;
        return TellsTheWall ? now with { MonotonicMilliseconds = now.WallMilliseconds } : now;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(life, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(ShellLife life, TimerCallback callback, object? state) : ITimer
    {
        private SimTimer? _set;
        private TimeSpan _period;
        private bool _disposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _set?.Cancel();
            _set = null;
            _period = period;
            if (!_disposed && dueTime >= TimeSpan.Zero)
            {
                Set(dueTime);
            }

            return !_disposed;
        }

        public void Dispose()
        {
            _disposed = true;
            _set?.Cancel();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Set(TimeSpan after) => _set = life.After((long)Math.Ceiling(after.TotalMilliseconds), Ring);

        private void Ring()
        {
            _set = null;
            if (_period > TimeSpan.Zero)
            {
                Set(_period);
            }

            // As a machine's timers do: what goes on with it may have to wait, which the world must not.
            ThreadPool.UnsafeQueueUserWorkItem(static t => t.Call(), this, preferLocal: false);
        }

        private void Call() => life.Guard(() => callback(state));
    }
}
