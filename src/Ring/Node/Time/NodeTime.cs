using Hathi.Base;

namespace Hathi.Ring.Node.Time;

/// <summary>
/// The time that a node gives to what is written: microseconds since 1970, each later than the one before, also when the machine's clock
/// runs backwards. Any thread.
/// </summary>
/// <param name="clock">The machine's.</param>
internal sealed class NodeTime(IClock clock)
{
    private const long MicrosecondsOfMillisecond = 1_000;
    private long _last;

    /// <summary>The time of a request.</summary>
    public long NextMicros()
    {
        var now = clock.Read().WallMilliseconds * MicrosecondsOfMillisecond;
        while (true)
        {
            var last = Volatile.Read(ref _last);
            var next = Math.Max(last + 1, now);
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
            {
                return next;
            }
        }
    }
}
