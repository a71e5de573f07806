using System.Runtime.CompilerServices;

namespace Hathi.Hdfs.Core.Memory;

/// <summary>What a slab asks of its items.</summary>
internal interface ISlabItem
{
    /// <summary>Items in a page, as a power of two: a table of few items is not to hold a large page, one of many not many pages.</summary>
    static abstract int PageBits { get; }

    /// <summary>Handle of the next free item; used only while the item itself is free.</summary>
    int NextFree { get; set; }
}

/// <summary>
/// Structs in pages, named by int handles: no object an item, nothing moves as it grows, nothing for the collector to scan, freed items
/// used again. Handle 0 is never given out.
/// </summary>
internal sealed class Slab<T>
    where T : unmanaged, ISlabItem
{
    private T[][] _pages = [new T[PageSize]];
    private int _pageCount = 1;
    private int _next = 1;
    private int _free;

    /// <summary>Handles below this have been given out at least once.</summary>
    public int End => _next;

    /// <summary>Items in use.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes held, free items included.</summary>
    public long Bytes => ((long)_pageCount * PageSize * Unsafe.SizeOf<T>()) + (_pages.Length * 8L);

    private static int PageSize => 1 << T.PageBits;

    /// <summary>The item of a handle that <see cref="Allocate"/> gave. The reference stays good until the handle is freed.</summary>
    public ref T this[int handle]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _pages[handle >> T.PageBits][handle & (PageSize - 1)];
    }

    /// <summary>A zeroed item.</summary>
    public int Allocate()
    {
        if (_free != 0)
        {
            var reused = _free;
            ref var item = ref this[reused];
            _free = item.NextFree;
            item = default;
            Count++;
            return reused;
        }

        if (_next == int.MaxValue)
        {
            throw new InsufficientMemoryException("More than 2^31 entries in one table.");
        }

        if (_next >> T.PageBits == _pageCount)
        {
            AddPage();
        }

        Count++;
        return _next++;
    }

    /// <summary>Takes the place back; of what was in it nothing is left.</summary>
    public void Free(int handle)
    {
        ref var item = ref this[handle];
        item = default;
        item.NextFree = _free;
        _free = handle;
        Count--;
    }

    private void AddPage()
    {
        if (_pageCount == _pages.Length)
        {
            Array.Resize(ref _pages, _pages.Length * 2);
        }

        _pages[_pageCount++] = new T[PageSize];
    }
}
