namespace Hathi.Yarn.ResourceManager.Tests;

/// <summary>Time that passes when a test says so. A delay that begins is told to who waits for it: then it can be let pass.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly SemaphoreSlim _begun = new(0);
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state), dueTime);
        lock (_gate)
        {
            _timers.Add(timer);
        }

        _begun.Release();
        return timer;
    }

    /// <summary>Lets the next delay pass, once it has begun.</summary>
    /// <returns>How long it was.</returns>
    public async Task<TimeSpan> PassAsync()
    {
        Assert.True(await _begun.WaitAsync(TimeSpan.FromMinutes(2)), "no delay has begun");
        ManualTimer timer;
        lock (_gate)
        {
            timer = _timers[0];
            _timers.RemoveAt(0);
        }

        timer.Fire();
        return timer.Due;
    }

    /// <summary>Does something that ends the delay which is under way.</summary>
    public async Task PassOverAsync(Func<Task> what)
    {
        Assert.True(await _begun.WaitAsync(TimeSpan.FromMinutes(2)), "no delay has begun");
        await what();
    }

    private sealed class ManualTimer(ManualTime time, Action fire, TimeSpan due) : ITimer
    {
        public TimeSpan Due => due;

        public Action Fire => fire;

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
