using Hathi.Base;

namespace Hathi.Hdfs.DataNode.Tests.Support;

/// <summary>A clock that a test moves.</summary>
internal sealed class ManualClock : IClock
{
    private long _time = 1_000;

    /// <summary>Monotonic milliseconds.</summary>
    public long Time
    {
        get => Interlocked.Read(ref _time);
        set => Interlocked.Exchange(ref _time, value);
    }

    public Now Read() => new(1_700_000_000_000 + Time, Time);
}
