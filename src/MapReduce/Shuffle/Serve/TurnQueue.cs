namespace Hathi.MapReduce.Shuffle.Serve;

/// <summary>
/// A queue of several owners, who come in turns, one item each: who has queued a thousand things delays another by one. Not thread-safe.
/// </summary>
internal sealed class TurnQueue<T>
{
    private readonly Dictionary<string, Queue<T>> _items = new(StringComparer.Ordinal);
    private readonly Queue<string> _turns = new();

    /// <summary>Items of all.</summary>
    internal int Count { get; private set; }

    internal void Enqueue(string owner, T item)
    {
        if (!_items.TryGetValue(owner, out var own))
        {
            _items.Add(owner, own = new Queue<T>());
            _turns.Enqueue(owner);
        }

        own.Enqueue(item);
        Count++;
    }

    /// <summary>The first item of the owner whose turn it is.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    internal T Dequeue()
    {
        var owner = _turns.Dequeue();
        var own = _items[owner];
        var item = own.Dequeue();
        Count--;
        if (own.Count > 0)
        {
            _turns.Enqueue(owner);
        }
        else
        {
            _items.Remove(owner);
        }

        return item;
    }

    internal void Clear()
    {
        _items.Clear();
        _turns.Clear();
        Count = 0;
    }
}
