namespace Hathi.Base.Cores;

/// <summary>
/// Answers of calls that must not be carried out twice (<see cref="IAtMostOnce"/>), encoded, until they expire (RetryCache). Times run by
/// the monotonic clock: a wall clock that jumps forgets none and keeps none for ever. What was loaded at a start lives as long as if it had
/// been answered then. Bounded: the oldest goes when there are too many.
/// </summary>
/// <param name="limit">Answers kept.</param>
/// <param name="expiry">How long, milliseconds.</param>
public sealed class RetryCache(int limit, long expiry)
{
    private readonly Dictionary<CallKey, Entry> _entries = [];
    private readonly Queue<Entry> _order = [];

    /// <summary>One answer.</summary>
    /// <param name="key">Of the call.</param>
    /// <param name="expires">Milliseconds since 1970 by the clock of then: what edits and images say, and nobody looks at.</param>
    /// <param name="answer">As the Core encodes it.</param>
    public sealed class Entry(CallKey key, long expires, byte[] answer)
    {
        /// <summary>Of the call.</summary>
        public CallKey Key { get; } = key;

        /// <summary>Milliseconds since 1970 by the clock of then.</summary>
        public long Expires { get; } = expires;

        /// <summary>As the Core encodes it.</summary>
        public byte[] Answer { get; } = answer;

        /// <summary>Monotonic milliseconds.</summary>
        public long GoodUntil { get; set; }
    }

    /// <summary>How many there are.</summary>
    public int Count => _entries.Count;

    /// <summary>All entries, oldest first.</summary>
    public IEnumerable<Entry> Entries => _order.Where(IsCurrent);

    /// <summary>The answer to a call that was answered before.</summary>
    public bool TryGet(CallKey key, long now, out byte[] answer)
    {
        var found = _entries.TryGetValue(key, out var entry) && entry.GoodUntil > now;
        answer = found ? entry!.Answer : [];
        return found;
    }

    /// <summary>Keeps an answer; those that have expired go.</summary>
    /// <param name="key">Of the call.</param>
    /// <param name="expires">For the record: milliseconds since 1970.</param>
    /// <param name="answer">As the Core encodes it.</param>
    /// <param name="now">Monotonic milliseconds; 0 while the log is replayed.</param>
    public void Add(CallKey key, long expires, byte[] answer, long now)
    {
        var entry = new Entry(key, expires, answer) { GoodUntil = now + expiry };
        _entries[key] = entry;
        _order.Enqueue(entry);
        while (_order.Count > limit || (_order.TryPeek(out var oldest) && oldest.GoodUntil <= now))
        {
            var gone = _order.Dequeue();
            if (IsCurrent(gone))
            {
                _entries.Remove(gone.Key);
            }
        }
    }

    /// <summary>Everything is loaded: what there is lives from now on.</summary>
    public void Start(long now)
    {
        foreach (var entry in _order)
        {
            entry.GoodUntil = now + expiry;
        }
    }

    // A key that was answered again has an entry of its own.
    private bool IsCurrent(Entry entry) => _entries.TryGetValue(entry.Key, out var current) && current == entry;
}
