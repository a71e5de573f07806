namespace Hathi.Yarn.NodeManager.Tests.Support;

/// <summary>Time that passes when the test says so.</summary>
internal sealed class StoppedTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly HashSet<Wait> _waits = [];

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

    /// <summary>It has passed for all who wait.</summary>
    internal void Pass()
    {
        Wait[] over;
        lock (_gate)
        {
            over = [.. _waits];
        }

        foreach (var wait in over)
        {
            wait.Callback();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var wait = new Wait(this, () => callback(state));
        lock (_gate)
        {
            _waits.Add(wait);
        }

        return wait;
    }

    private sealed class Wait(StoppedTime time, Action callback) : ITimer
    {
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
