namespace Hathi.Ring.Core.Running;

/// <summary>Sorts few things without making any.</summary>
internal static class Sorting
{
    /// <summary>Up to so many are sorted by putting one after another where it belongs; the library's way makes objects.</summary>
    private const int Few = 32;

    /// <summary>Sorts.</summary>
    public static void Sort<T, TOrder>(Span<T> items, TOrder order)
        where TOrder : struct, IComparer<T>
    {
        if (items.Length > Few)
        {
            items.Sort(order);
            return;
        }

        for (var i = 1; i < items.Length; i++)
        {
            var item = items[i];
            var at = i;
            while (at > 0 && order.Compare(items[at - 1], item) > 0)
            {
                items[at] = items[at - 1];
                at--;
            }

            items[at] = item;
        }
    }
}
