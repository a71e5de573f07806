using System.Runtime.CompilerServices;

namespace Hathi.Hdfs.Core.Blocks.Map;

/// <summary>What a slab asks of its items: a place for the chain of free ones.</summary>
internal interface ISlabItem
{
    /// <summary>Handle of the next free item; used only while the item itself is free.</summary>
    int NextFree { get; set; }
}

/// <summary>
/// Structs in pages, named by int handles: no object an item, no copying as it grows, freed items used again. Handle 0 is never given out.
/// </summary>
internal sealed class Slab<T>
    where T : struct, ISlabItem
{
    private const int PageBits = 12;
    private const int PageSize = 1 << PageBits;

    private T[][] _pages = [new T[PageSize]];
    private int _pageCount = 1;
    private int _next = 1;
    private int _free;

    /// <summary>Handles below this have been given out at least once.</summary>
    public int End => _next;

    /// <summary>Items in use.</summary>
    public int Count { get; private set; }

    public ref T this[int handle]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _pages[handle >> PageBits][handle & (PageSize - 1)];
    }

    /// <summary>A cleared item.</summary>
    public int Allocate()
    {
        Count++;
        if (_free != 0)
        {
            var reused = _free;
            ref var item = ref this[reused];
            _free = item.NextFree;
            item = default;
            return reused;
        }

        if (_next >> PageBits == _pageCount)
        {
            AddPage();
        }

        return _next++;
    }

    public void Release(int handle)
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
