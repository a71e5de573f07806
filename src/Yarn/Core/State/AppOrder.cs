namespace Hathi.Yarn.Core.State;

/// <summary>
/// Applications in the order in which they are served: a treap whose links are in the applications, so that coming and going costs the
/// logarithm of their number and no memory. By priority, then (fair) by memory used, then by submission. What the order depends on
/// changes only while out of it.
/// </summary>
internal sealed class AppOrder(bool fair)
{
    private ScheduledApplication? _root;

    public int Count { get; private set; }

    /// <summary>Who is served first; null: nobody is there.</summary>
    public ScheduledApplication? First => _root is null ? null : Leftmost(_root);

    /// <summary>By priority and submission alone.</summary>
    public static bool IsEarlier(ScheduledApplication a, ScheduledApplication b) =>
        a.App.Priority != b.App.Priority ? a.App.Priority > b.App.Priority : a.App.Id.CompareTo(b.App.Id) < 0;

    /// <summary>Whether the first is served before the second.</summary>
    public bool IsBefore(ScheduledApplication a, ScheduledApplication b)
    {
        if (fair && a.App.Priority == b.App.Priority && a.Used.MemoryMiB != b.Used.MemoryMiB)
        {
            return a.Used.MemoryMiB < b.Used.MemoryMiB;
        }

        return IsEarlier(a, b);
    }

    /// <summary>The first that is served after a place in the order, whoever has it now; null: nobody is.</summary>
    public ScheduledApplication? FirstAfter(AppKey key)
    {
        ScheduledApplication? first = null;
        for (var at = _root; at is not null;)
        {
            if (IsAfter(at, key))
            {
                first = at;
                at = at.OrderLeft;
            }
            else
            {
                at = at.OrderRight;
            }
        }

        return first;
    }

    private bool IsAfter(ScheduledApplication application, AppKey key)
    {
        if (application.App.Priority != key.Priority)
        {
            return application.App.Priority < key.Priority;
        }

        return fair && application.Used.MemoryMiB != key.Memory
            ? application.Used.MemoryMiB > key.Memory
            : application.App.Id.CompareTo(key.Id) > 0;
    }

    public void Add(ScheduledApplication application)
    {
        application.Order = this;
        Count++;
        if (_root is null)
        {
            _root = application;
            return;
        }

        var at = _root;
        while (true)
        {
            if (IsBefore(application, at))
            {
                if (at.OrderLeft is null)
                {
                    at.OrderLeft = application;
                    break;
                }

                at = at.OrderLeft;
            }
            else
            {
                if (at.OrderRight is null)
                {
                    at.OrderRight = application;
                    break;
                }

                at = at.OrderRight;
            }
        }

        application.OrderUp = at;
        while (application.OrderUp is { } up && up.OrderHeap < application.OrderHeap)
        {
            RotateUp(application, up);
        }
    }

    public void Remove(ScheduledApplication application)
    {
        while (application.OrderLeft is not null || application.OrderRight is not null)
        {
            var (left, right) = (application.OrderLeft, application.OrderRight);
            RotateUp(right is null || (left is not null && left.OrderHeap > right.OrderHeap) ? left! : right, application);
        }

        Replace(application, application.OrderUp, null);
        application.OrderUp = null;
        application.Order = null;
        Count--;
    }

    /// <summary>Who is served after; null: nobody.</summary>
    public static ScheduledApplication? Next(ScheduledApplication application)
    {
        if (application.OrderRight is { } right)
        {
            return Leftmost(right);
        }

        var at = application;
        while (at.OrderUp is { } up)
        {
            if (up.OrderLeft == at)
            {
                return up;
            }

            at = up;
        }

        return null;
    }

    private static ScheduledApplication Leftmost(ScheduledApplication at)
    {
        while (at.OrderLeft is { } left)
        {
            at = left;
        }

        return at;
    }

    private void RotateUp(ScheduledApplication child, ScheduledApplication parent)
    {
        var up = parent.OrderUp;
        if (parent.OrderLeft == child)
        {
            parent.OrderLeft = child.OrderRight;
            parent.OrderLeft?.OrderUp = parent;
            child.OrderRight = parent;
        }
        else
        {
            parent.OrderRight = child.OrderLeft;
            parent.OrderRight?.OrderUp = parent;
            child.OrderLeft = parent;
        }

        Replace(parent, up, child);
        child.OrderUp = up;
        parent.OrderUp = child;
    }

    private void Replace(ScheduledApplication old, ScheduledApplication? up, ScheduledApplication? by)
    {
        if (up is null)
        {
            _root = by;
        }
        else if (up.OrderLeft == old)
        {
            up.OrderLeft = by;
        }
        else
        {
            up.OrderRight = by;
        }
    }
}
