namespace Hathi.Yarn.NodeManager.Tests.Support;

/// <summary>Every wait is over soon, and its time has passed then.</summary>
internal sealed class Soon : TimeProvider
{
    private long _passed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _passed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(
        s =>
        {
            Interlocked.Add(ref _passed, Math.Max(0, dueTime.Ticks));
            callback(s);
        },
        state,
        TimeSpan.FromMilliseconds(2),
        period);
}
