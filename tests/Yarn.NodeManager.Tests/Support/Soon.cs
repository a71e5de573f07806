namespace Hathi.Yarn.NodeManager.Tests.Support;

/// <summary>Every wait is over soon.</summary>
internal sealed class Soon : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(callback, state, TimeSpan.FromMilliseconds(20), period);
}
