using Hathi.Rpc;

namespace Hathi.MapReduce.Master.Tests;

/// <summary>The last call, to a ResourceManager that is down.</summary>
public sealed class LastCallTests
{
    private int _calls;

    [Fact]
    public async Task It_is_repeated_until_it_is_heard()
    {
        await new LastCall(_ => ++_calls < 4 ? throw Down() : Task.CompletedTask, TimeSpan.FromSeconds(10), new QuickClock()).RunAsync(default);
        Assert.Equal(4, _calls);
    }

    [Fact]
    public async Task It_is_given_up_after_its_time()
    {
        var call = new LastCall(_ => throw Count(), TimeSpan.FromSeconds(10), new QuickClock());
        await Assert.ThrowsAsync<RpcConnectionException>(() => call.RunAsync(default));
        Assert.Equal(11, _calls);
    }

    private static RpcConnectionException Down() => new("rm:8030", "nobody listens", callMayHaveRun: false, retriable: true, inner: null);

    private RpcConnectionException Count()
    {
        _calls++;
        return Down();
    }

    /// <summary>Its pauses are over at once, and have taken their time.</summary>
    private sealed class QuickClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _now += dueTime.Ticks;
            return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
