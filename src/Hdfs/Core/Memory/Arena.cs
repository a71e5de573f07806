using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hathi.Hdfs.Core.Memory;

/// <summary>
/// Runs of bytes in pages, named by uint references in units of 8 bytes; 0 is no reference. Freed runs wait in a list for each size class;
/// a list is threaded through the free runs themselves. At most 131,072 bytes a run, 32 GiB in all.
/// </summary>
internal sealed class Arena
{
    /// <summary>The longest run, bytes.</summary>
    public const int MaxRun = PageBytes;

    private const int UnitBits = 3;
    private const int PageBytes = 131_072;
    private const int UnitsInPageBits = 14;
    private const int SmallClasses = 32; // 8, 16, … 256 bytes
    private byte[][] _pages = new byte[4][];
    private int _pageCount;
    private int _pageUsed = PageBytes;
    private readonly uint[] _free = new uint[SmallClasses + 9]; // then 512 … 131,072

    /// <summary>Bytes held, free runs included.</summary>
    public long Bytes => ((long)_pageCount * PageBytes) + (_pages.Length * 8L);

    /// <summary>The bytes that a run of this many takes.</summary>
    public static int Rounded(int bytes) =>
        bytes <= 256 ? (bytes + 7) & ~7 : (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)bytes);

    /// <summary>A run with room for so many bytes (at least 1). Its content is undefined.</summary>
    public uint Allocate(int bytes)
    {
        var size = Rounded(bytes);
        ref var head = ref _free[ClassOf(size)];
        if (head != 0)
        {
            var run = head;
            head = MemoryMarshal.Read<uint>(Span(run, 4));
            return run;
        }

        if (_pageUsed + size > PageBytes)
        {
            AddPage();
        }

        var reference = (uint)(((_pageCount - 1) << UnitsInPageBits) | (_pageUsed >> UnitBits));
        _pageUsed += size;
        return reference + 1;
    }

    /// <summary>Gives a run back. <paramref name="bytes"/> is what was asked for, or any number of the same rounded size.</summary>
    public void Free(uint reference, int bytes)
    {
        ref var head = ref _free[ClassOf(Rounded(bytes))];
        MemoryMarshal.Write(Span(reference, 4), head);
        head = reference;
    }

    /// <summary>The first bytes of a run.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Span(uint reference, int bytes)
    {
        var unit = reference - 1;
        return _pages[unit >> UnitsInPageBits].AsSpan((int)(unit & ((1 << UnitsInPageBits) - 1)) << UnitBits, bytes);
    }

    /// <summary>A run seen as ints.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<int> Ints(uint reference, int count) => MemoryMarshal.Cast<byte, int>(Span(reference, count * 4));

    /// <summary>A run seen as longs.</summary>
    public Span<long> Longs(uint reference, int count) => MemoryMarshal.Cast<byte, long>(Span(reference, count * 8));

    private static int ClassOf(int size) =>
        size <= 256 ? (size >> 3) - 1 : SmallClasses + System.Numerics.BitOperations.Log2((uint)size) - 9;

    private void AddPage()
    {
        // What is left of the old page is lost to runs of this size only until smaller ones are asked for: hand it to the small classes.
        for (var left = PageBytes - _pageUsed; left >= 8;)
        {
            var run = Math.Min(left, 256);
            var reference = (uint)(((_pageCount - 1) << UnitsInPageBits) | ((PageBytes - left) >> UnitBits)) + 1;
            Free(reference, run);
            left -= run;
        }

        if (_pageCount == 1 << (32 - UnitsInPageBits))
        {
            throw new InsufficientMemoryException("More than 32 GiB of names or lists in the name space.");
        }

        if (_pageCount == _pages.Length)
        {
            Array.Resize(ref _pages, _pageCount * 2);
        }

        _pages[_pageCount++] = GC.AllocateUninitializedArray<byte>(PageBytes);
        _pageUsed = 0;
    }
}
