using System.Collections.Concurrent;

namespace Hathi.Base;

/// <summary>
/// Which faults of ours are worth a line with a stack: the first of its kind, and then one a minute. A client that repeats a call that
/// fails must not fill the disk with our log. Any thread.
/// </summary>
public sealed class RepeatedFaults
{
    private const long QuietMilliseconds = 60_000;

    /// <summary>
    /// Kinds remembered: calls times classes of exceptions, of which a program has few; beyond it, they are forgotten and told again.
    /// </summary>
    private const int MaxKinds = 1_000;

    private readonly ConcurrentDictionary<(string Call, Type Fault), Told> _kinds = new();

    /// <summary>Whether to tell of a fault now.</summary>
    /// <param name="call">The kind of call that failed.</param>
    /// <param name="fault">What was thrown.</param>
    /// <param name="now">Monotonic milliseconds.</param>
    /// <param name="unheard">How many of this kind were not told since the last that was.</param>
    public bool ShouldTell(string call, Type fault, long now, out int unheard)
    {
        if (_kinds.Count >= MaxKinds)
        {
            _kinds.Clear();
        }

        var told = _kinds.GetOrAdd((call, fault), static _ => new Told());
        lock (told)
        {
            unheard = told.Unheard;
            if (now < told.QuietUntil)
            {
                told.Unheard++;
                return false;
            }

            told.QuietUntil = now + QuietMilliseconds;
            told.Unheard = 0;
            return true;
        }
    }

    private sealed class Told
    {
        public long QuietUntil = long.MinValue;
        public int Unheard;
    }
}
