namespace Hathi.Hdfs.Core.Memory;

/// <summary>First in, first out, by pages: no large copy as it grows, and what it does not need goes.</summary>
internal sealed class PagedIntQueue
{
    private const int PageSize = 1024;

    private readonly Queue<int[]> _pages = new();
    private int[] _last = [];
    private int _head;
    private int _tail = PageSize;

    public int Count { get; private set; }

    /// <summary>From the first on; nothing may be put in or taken out meanwhile.</summary>
    public IEnumerable<int> Items
    {
        get
        {
            var (at, left) = (_head, Count);
            foreach (var page in _pages)
            {
                for (; at < PageSize && left > 0; at++, left--)
                {
                    yield return page[at];
                }

                at = 0;
            }
        }
    }

    public void Enqueue(int value)
    {
        if (_tail == PageSize)
        {
            _last = new int[PageSize];
            _pages.Enqueue(_last);
            _tail = 0;
        }

        _last[_tail++] = value;
        Count++;
    }

    public bool TryDequeue(out int value)
    {
        if (Count == 0)
        {
            value = 0;
            return false;
        }

        value = _pages.Peek()[_head++];
        if (--Count == 0 || _head == PageSize)
        {
            _pages.Dequeue();
            _head = 0;
            _tail = Count == 0 ? PageSize : _tail;
        }

        return true;
    }
}
