using Hathi.Yarn.NodeManager.Localize;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>A fetch lives as long as something comes of it.</summary>
public sealed class FetchWatchTests : TimeProvider
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(10);

    private readonly List<Alarm> _alarms = [];

    private TimeSpan _now;

    [Fact]
    public void With_progress_it_goes_on_and_without_it_ends()
    {
        using var watch = new FetchWatch(s_limit, this, default);
        for (var i = 0; i < 5; i++)
        {
            Pass(TimeSpan.FromMinutes(9));
            watch.Came(FetchWatch.ProgressBytes);
            Pass(TimeSpan.FromMinutes(9));
            watch.CameWhole();
        }

        Assert.False(watch.Token.IsCancellationRequested);
        Pass(s_limit);
        Assert.True(watch.Token.IsCancellationRequested);
        Assert.True(watch.HasStalled);
    }

    [Fact]
    public void A_byte_now_and_then_is_none()
    {
        using var watch = new FetchWatch(s_limit, this, default);
        for (var i = 0; i < 10; i++)
        {
            Pass(TimeSpan.FromMinutes(1));
            watch.Came(1);
        }

        Assert.True(watch.HasStalled);
    }

    [Fact]
    public void What_is_here_may_be_unpacked_as_long_as_it_takes()
    {
        using var watch = new FetchWatch(s_limit, this, default);
        watch.CameAll();
        Pass(TimeSpan.FromHours(10));
        Assert.False(watch.HasStalled);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, () => callback(state));
        alarm.Change(dueTime, period);
        _alarms.Add(alarm);
        return alarm;
    }

    private void Pass(TimeSpan time)
    {
        _now += time;
        foreach (var alarm in _alarms.Where(a => a.Due <= _now).ToList())
        {
            alarm.Fire();
        }
    }

    private sealed class Alarm(FetchWatchTests time, Action fire) : ITimer
    {
        internal TimeSpan Due { get; private set; }

        internal Action Fire => fire;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : time._now + dueTime;
            return true;
        }

        public void Dispose() => Due = TimeSpan.MaxValue;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
