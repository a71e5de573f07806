namespace Hathi.Yarn.Core.State;

/// <summary>
/// Applications in the order in which they are served: a treap whose links are in the applications, so that coming and going costs the logarithm of
/// their number and no memory. By priority, then (fair) by memory used, then by submission. What the order depends on changes only while out of it.
/// </summary>
internal sealed class AppOrder(bool fair)
{
    private AppShare? _root;

    public int Count { get; private set; }

    /// <summary>Who is served first; null: nobody is there.</summary>
    public AppShare? First => _root is null ? null : Leftmost(_root);

    /// <summary>By priority and submission alone.</summary>
    public static bool IsEarlier(AppShare a, AppShare b) => a.App.Priority != b.App.Priority ? a.App.Priority > b.App.Priority : a.App.Id.CompareTo(b.App.Id) < 0;

    /// <summary>Whether the first is served before the second.</summary>
    public bool IsBefore(AppShare a, AppShare b)
    {
        if (fair && a.App.Priority == b.App.Priority && a.Used.MemoryMiB != b.Used.MemoryMiB)
        {
            return a.Used.MemoryMiB < b.Used.MemoryMiB;
        }

        return IsEarlier(a, b);
    }

    public void Add(AppShare share)
    {
        share.Order = this;
        Count++;
        if (_root is null)
        {
            _root = share;
            return;
        }

        var at = _root;
        while (true)
        {
            if (IsBefore(share, at))
            {
                if (at.OrderLeft is null)
                {
                    at.OrderLeft = share;
                    break;
                }

                at = at.OrderLeft;
            }
            else
            {
                if (at.OrderRight is null)
                {
                    at.OrderRight = share;
                    break;
                }

                at = at.OrderRight;
            }
        }

        share.OrderUp = at;
        while (share.OrderUp is { } up && up.OrderHeap < share.OrderHeap)
        {
            RotateUp(share, up);
        }
    }

    public void Remove(AppShare share)
    {
        while (share.OrderLeft is not null || share.OrderRight is not null)
        {
            var (left, right) = (share.OrderLeft, share.OrderRight);
            RotateUp(right is null || (left is not null && left.OrderHeap > right.OrderHeap) ? left! : right, share);
        }

        Replace(share, share.OrderUp, null);
        share.OrderUp = null;
        share.Order = null;
        Count--;
    }

    /// <summary>Who is served after; null: nobody.</summary>
    public static AppShare? Next(AppShare share)
    {
        if (share.OrderRight is { } right)
        {
            return Leftmost(right);
        }

        var at = share;
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

    private static AppShare Leftmost(AppShare at)
    {
        while (at.OrderLeft is { } left)
        {
            at = left;
        }

        return at;
    }

    private void RotateUp(AppShare child, AppShare parent)
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

    private void Replace(AppShare old, AppShare? up, AppShare? by)
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
