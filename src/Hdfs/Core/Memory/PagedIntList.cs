namespace Hathi.Hdfs.Core.Memory;

/// <summary>
/// A list of ints that grows by pages: at most one page of slack, no large copy. Removal moves the last item into the gap.
/// </summary>
internal sealed class PagedIntList
{
    private const int PageBits = 10;
    private const int PageSize = 1 << PageBits;
    private const int FirstSize = 8;

    private int[][] _pages = [];
    private int _pageCount;

    public int Count { get; private set; }

    public int this[int index]
    {
        get => _pages[index >> PageBits][index & (PageSize - 1)];
        set => _pages[index >> PageBits][index & (PageSize - 1)] = value;
    }

    /// <summary>Appends.</summary>
    /// <returns>The item's index.</returns>
    public int Add(int value)
    {
        var index = Count;
        var page = index >> PageBits;
        var offset = index & (PageSize - 1);
        if (page == _pageCount)
        {
            AddPage();
        }
        else if (offset == _pages[page].Length)
        {
            Array.Resize(ref _pages[page], Math.Min(PageSize, offset * 2));
        }

        _pages[page][offset] = value;
        Count = index + 1;
        return index;
    }

    /// <summary>Drops the item at <paramref name="index"/> and puts the last one there.</summary>
    /// <returns>The item that is at <paramref name="index"/> now; -1 when it was the last.</returns>
    public int RemoveAt(int index)
    {
        var last = Count - 1;
        var moved = this[last];
        Count = last;
        if ((last & (PageSize - 1)) == 0)
        {
            _pages[--_pageCount] = [];
        }

        if (index == last)
        {
            return -1;
        }

        this[index] = moved;
        return moved;
    }

    // The first page starts small, so that the many small storages of a lab or a young cluster cost little.
    private void AddPage()
    {
        if (_pageCount == _pages.Length)
        {
            Array.Resize(ref _pages, Math.Max(1, _pages.Length * 2));
        }

        _pages[_pageCount] = new int[_pageCount == 0 ? FirstSize : PageSize];
        _pageCount++;
    }
}
