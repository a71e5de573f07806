namespace Hathi.Hdfs.DataNode.Transfer.Serve;

/// <summary>
/// What peers can have happen as often as they connect is told once a minute: the log would be what fills the disk. Safe from any thread.
/// </summary>
internal sealed class SeldomTold
{
    private const long Every = 60_000;

    private long _from = long.MinValue;

    /// <summary>Whether it is told this time.</summary>
    internal bool IsDue()
    {
        var now = Environment.TickCount64;
        var from = Volatile.Read(ref _from);
        return now >= from && Interlocked.CompareExchange(ref _from, now + Every, from) == from;
    }
}
