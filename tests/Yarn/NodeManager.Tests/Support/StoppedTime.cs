namespace Hathi.Yarn.NodeManager.Tests.Support;

/// <summary>Time that passes when the test says so.</summary>
internal sealed class StoppedTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly HashSet<Wait> _waits = [];
    private long _passed;

    /// <summary>Who waits for time to pass.</summary>
    internal int Waits
    {
        get
        {
            lock (_gate)
            {
                return _waits.Count;
            }
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _passed);

    /// <summary>It has passed for all who wait now.</summary>
    internal void Pass() => Pass(TimeSpan.Zero);

    /// <summary>The same, and so much of it, at least: nobody ran meanwhile.</summary>
    internal void Pass(TimeSpan least)
    {
        Wait[] over;
        lock (_gate)
        {
            over = [.. _waits];
        }

        Interlocked.Add(ref _passed, over.Select(static w => w.Due).Append(least).Max().Ticks);
        foreach (var wait in over)
        {
            wait.Callback();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var wait = new Wait(this, dueTime, () => callback(state));
        lock (_gate)
        {
            _waits.Add(wait);
        }

        return wait;
    }

    private sealed class Wait(StoppedTime time, TimeSpan due, Action callback) : ITimer
    {
        internal TimeSpan Due { get; } = due;

        internal Action Callback { get; } = callback;

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            lock (time._gate)
            {
                time._waits.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
