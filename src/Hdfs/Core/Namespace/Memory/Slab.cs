using System.Runtime.CompilerServices;

namespace Hathi.Hdfs.Core.Namespace.Memory;

/// <summary>
/// Structs in pages, named by int handles from 1; 0 is no handle. No object per struct, nothing moves, nothing for the collector to scan.
/// </summary>
internal sealed class Slab<T>
    where T : unmanaged
{
    private const int PageBits = 10;
    private const int PageSize = 1 << PageBits;
    private T[][] _pages = new T[4][];
    private int _used = 1;
    private int[] _free = [];
    private int _freeCount;

    /// <summary>Structs in use.</summary>
    public int Count => _used - 1 - _freeCount;

    /// <summary>Bytes held, free places included.</summary>
    public long Bytes
    {
        get
        {
            var pages = (_used + PageSize - 1) >> PageBits;
            return ((long)pages * PageSize * Unsafe.SizeOf<T>()) + (_pages.Length * 8L) + (_free.Length * 4L);
        }
    }

    /// <summary>The struct of a handle that <see cref="Allocate"/> gave. The reference stays good until the handle is freed.</summary>
    public ref T this[int handle]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _pages[handle >> PageBits][handle & (PageSize - 1)];
    }

    /// <summary>A zeroed struct.</summary>
    public int Allocate()
    {
        if (_freeCount > 0)
        {
            return _free[--_freeCount];
        }

        if (_used == int.MaxValue)
        {
            throw new InsufficientMemoryException("More than 2^31 entries in one table of the name space.");
        }

        var page = _used >> PageBits;
        if (page == _pages.Length)
        {
            Array.Resize(ref _pages, page * 2);
        }

        _pages[page] ??= new T[PageSize];
        return _used++;
    }

    /// <summary>Takes the place back and zeroes it.</summary>
    public void Free(int handle)
    {
        this[handle] = default;
        if (_freeCount == _free.Length)
        {
            Array.Resize(ref _free, Math.Max(16, _freeCount * 2));
        }

        _free[_freeCount++] = handle;
    }
}
