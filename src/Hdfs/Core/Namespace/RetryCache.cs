using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Namespace;

/// <summary>
/// Answers of calls that must not be carried out twice, encoded, until they expire (RetryCache). Bounded: the oldest goes when there are too many.
/// </summary>
internal sealed class RetryCache(int limit)
{
    private readonly Dictionary<CallKey, Entry> _entries = [];
    private readonly Queue<(CallKey Key, long Expires)> _order = [];

    /// <summary>One answer.</summary>
    /// <param name="Expires">Milliseconds since 1970.</param>
    /// <param name="Answer">See <see cref="AnswerCodec"/>.</param>
    internal readonly record struct Entry(long Expires, byte[] Answer);

    public int Count => _entries.Count;

    /// <summary>All entries, oldest first.</summary>
    public IEnumerable<(CallKey Key, Entry Entry)> Entries
    {
        get
        {
            foreach (var (key, expires) in _order)
            {
                if (_entries.TryGetValue(key, out var entry) && entry.Expires == expires)
                {
                    yield return (key, entry);
                }
            }
        }
    }

    public bool TryGet(CallKey key, long now, out byte[] answer)
    {
        var found = _entries.TryGetValue(key, out var entry) && entry.Expires > now;
        answer = found ? entry.Answer : [];
        return found;
    }

    /// <summary>Keeps an answer; those that have expired at <paramref name="now"/> go.</summary>
    public void Add(CallKey key, long expires, byte[] answer, long now)
    {
        _entries[key] = new Entry(expires, answer);
        _order.Enqueue((key, expires));
        while (_order.Count > limit || (_order.TryPeek(out var oldest) && oldest.Expires <= now))
        {
            var (gone, wasToExpire) = _order.Dequeue();
            if (_entries.TryGetValue(gone, out var entry) && entry.Expires == wasToExpire)
            {
                _entries.Remove(gone);
            }
        }
    }
}
