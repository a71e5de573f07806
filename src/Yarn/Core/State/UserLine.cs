namespace Hathi.Yarn.Core.State;

/// <summary>
/// Users whose applications are taken one after the other, in the order of all: a heap by where each user has come to
/// (<see cref="QueueUser.Cursor"/>), for there may be as many users as applications. The order must not change while it is taken from.
/// </summary>
internal sealed class UserLine
{
    // Kept, whatever was there: most lines are no longer.
    private const int Spare = 64;

    private readonly List<QueueUser> _heap = [];

    public int Count => _heap.Count;

    /// <summary>Users that there is room for.</summary>
    public int Capacity => _heap.Capacity;

    /// <summary>Nobody is in it, and nobody is kept in memory by it.</summary>
    public void Clear()
    {
        foreach (var user in _heap)
        {
            user.Cursor = null;
        }

        _heap.Clear();
    }

    /// <summary>There are so many users now: what a burst of them has taken is given back.</summary>
    public void Fit(int users)
    {
        if (_heap.Capacity > Spare && _heap.Capacity / 4 > users && _heap.Count <= users)
        {
            _heap.Capacity = Math.Max(Spare, users);
        }
    }

    /// <summary>A user begins with one of those that wait.</summary>
    public void Add(QueueUser user, ScheduledApplication first)
    {
        user.Cursor = first;
        _heap.Add(user);
        for (var at = _heap.Count - 1; at > 0;)
        {
            var up = (at - 1) / 2;
            if (!IsBefore(_heap[at], _heap[up]))
            {
                return;
            }

            (_heap[at], _heap[up]) = (_heap[up], _heap[at]);
            at = up;
        }
    }

    /// <summary>The next application; null: there is none.</summary>
    public ScheduledApplication? Take()
    {
        if (_heap.Count == 0)
        {
            return null;
        }

        var first = _heap[0];
        var taken = first.Cursor!;
        first.Cursor = AppOrder.Next(taken);
        if (first.Cursor is null)
        {
            _heap[0] = _heap[^1];
            _heap.RemoveAt(_heap.Count - 1);
        }

        SiftDown();
        return taken;
    }

    private void SiftDown()
    {
        for (var at = 0; ;)
        {
            var least = at;
            for (var child = (2 * at) + 1; child <= (2 * at) + 2 && child < _heap.Count; child++)
            {
                least = IsBefore(_heap[child], _heap[least]) ? child : least;
            }

            if (least == at)
            {
                return;
            }

            (_heap[at], _heap[least]) = (_heap[least], _heap[at]);
            at = least;
        }
    }

    private static bool IsBefore(QueueUser a, QueueUser b) => a.Waiting.IsBefore(a.Cursor!, b.Cursor!);
}
