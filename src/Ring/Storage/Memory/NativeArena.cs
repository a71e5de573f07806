using System.Runtime.InteropServices;

namespace Hathi.Ring.Storage.Memory;

/// <summary>
/// Memory off the managed heap that is taken piece by piece and given back as a whole, so that the collector never walks it. What was
/// written and published is not changed any more, and stays where it is until the end: readers need no lock. One thread allocates.
/// </summary>
internal sealed unsafe class NativeArena : IDisposable
{
    /// <summary>Alignment of what is allocated: whole words are read and written in one.</summary>
    internal const int Alignment = 8;

    // A node has dozens of tables that nobody writes to; the next chunks double until they are large.
    private const int FirstChunkBytes = 16 << 10;
    private const int MostChunkBytes = 1 << 20;

    private readonly MemoryBudget _budget;
    private readonly List<(nint Start, nint Bytes)> _chunks = [];
    private byte* _next;
    private nint _left;
    private int _chunkBytes = FirstChunkBytes;

    internal NativeArena(MemoryBudget budget) => _budget = budget;

    /// <summary>Somebody forgot to dispose of it; nobody can read in it any more.</summary>
    ~NativeArena() => Free();

    /// <summary>Bytes taken from the system.</summary>
    internal long Reserved { get; private set; }

    /// <summary>So many bytes, at least one, which hold anything; aligned to a word.</summary>
    internal void* Allocate(int bytes)
    {
        var size = (bytes + (nint)(Alignment - 1)) & ~(nint)(Alignment - 1);
        if (size <= _left)
        {
            var start = _next;
            _next += size;
            _left -= size;
            return start;
        }

        return AllocateBehind(size);
    }

    /// <summary>A copy of bytes; null of none.</summary>
    internal byte* Copy(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return null;
        }

        var start = (byte*)Allocate(bytes.Length);
        bytes.CopyTo(new Span<byte>(start, bytes.Length));
        return start;
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void* AllocateBehind(nint size)
    {
        // What is large gets a chunk of its own, so that what is left of the one in use is not lost.
        if (size > MostChunkBytes / 4)
        {
            return Chunk(size);
        }

        while (_chunkBytes < size)
        {
            _chunkBytes *= 2;
        }

        var start = Chunk(_chunkBytes);
        _next = start + size;
        _left = _chunkBytes - size;
        _chunkBytes = Math.Min(_chunkBytes * 2, MostChunkBytes);
        return start;
    }

    private byte* Chunk(nint bytes)
    {
        var start = (byte*)NativeMemory.Alloc((nuint)bytes);
        _chunks.Add(((nint)start, bytes));
        Reserved += bytes;
        _budget.Take(bytes);
        return start;
    }

    private void Free()
    {
        foreach (var (start, bytes) in _chunks)
        {
            NativeMemory.Free((void*)start);
            _budget.GiveBack(bytes);
        }

        _chunks.Clear();
        _next = null;
        _left = 0;
    }
}
