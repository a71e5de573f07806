using Hathi.Hdfs.Core.Memory;

namespace Hathi.Hdfs.Core.Namespace;

/// <summary>
/// The children of directories as handles in order of their names (<see cref="Compare"/>): sorted chunks of up to 1,024 under a table of
/// chunks, so that a directory of a million stays cheap to insert into and to page through. A directory of few has one
/// small chunk and no table.
/// </summary>
internal sealed partial class Children(Slab<Inode> inodes, Arena names)
{
    private const int MinChunk = 4;
    private const int MaxChunk = TreeLimits.MaxChunk;
    private const int MergeBelow = MaxChunk / 2;
    private readonly Arena _arena = new();

    private const int ChunkBytes = TreeLimits.ChunkBytes;

    public long Bytes => _arena.Bytes;

    /// <summary>A place among the children.</summary>
    internal struct Place
    {
        public int Chunk;
        public int Index;
    }

    private struct Chunk
    {
        public uint Reference;
        public ushort Count;
        public ushort Capacity;
    }

    /// <summary>
    /// The order of names: by bytes, and those are signed, as Java has them (DFSUtilClient.compareBytes). What begins with a letter beyond
    /// ASCII comes before what does not; clients see this order in listings.
    /// </summary>
    public static int Compare(ReadOnlySpan<byte> name, ReadOnlySpan<byte> other)
    {
        var same = name.CommonPrefixLength(other);
        return same < name.Length && same < other.Length ? (sbyte)name[same] - (sbyte)other[same] : name.Length - other.Length;
    }

    /// <summary>The child of that name, or 0. <paramref name="place"/> is where it is, or where it would be inserted.</summary>
    public int Find(ref DirectoryNode directory, ReadOnlySpan<byte> name, out Place place)
    {
        place = default;
        if (directory.Count == 0)
        {
            return 0;
        }

        place.Chunk = directory.ChunkCount == 1 ? 0 : FindChunk(Table(ref directory), name);
        var handles = Handles(ref directory, place.Chunk);
        int low = 0, high = handles.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            var order = Compare(NameOf(handles[middle]), name);
            if (order == 0)
            {
                place.Index = middle;
                return handles[middle];
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        place.Index = low;
        return 0;
    }

    /// <summary>Inserts at a place that <see cref="Find"/> gave for the child's name.</summary>
    public void Insert(ref DirectoryNode directory, Place place, int child)
    {
        if (directory.ChunkCount == 0)
        {
            directory.Chunks = _arena.Allocate(MinChunk * 4);
            directory.Capacity = MinChunk;
            directory.ChunkCount = 1;
        }

        if (directory.ChunkCount == 1)
        {
            InsertIntoOnlyChunk(ref directory, place, child);
        }
        else
        {
            InsertIntoTable(ref directory, place, child);
        }
    }

    /// <summary>Adds behind all others; the caller knows that its name is greater.</summary>
    public void Append(ref DirectoryNode directory, int child)
    {
        Place end = default;
        if (directory.ChunkCount > 0)
        {
            end.Chunk = directory.ChunkCount - 1;
            end.Index = Handles(ref directory, end.Chunk).Length;
        }

        Insert(ref directory, end, child);
    }

    /// <summary>The child with the greatest name; 0 when there is none.</summary>
    public int Last(ref DirectoryNode directory) => directory.Count == 0 ? 0 : Handles(ref directory, directory.ChunkCount - 1)[^1];

    /// <summary>Takes out the child at a place that <see cref="Find"/> gave.</summary>
    public void Remove(ref DirectoryNode directory, Place place)
    {
        if (directory.ChunkCount == 1)
        {
            var handles = _arena.Ints(directory.Chunks, directory.Count);
            handles[(place.Index + 1)..].CopyTo(handles[place.Index..]);
            directory.Count--;
            ShrinkOnlyChunk(ref directory);
            return;
        }

        ref var chunk = ref Table(ref directory)[place.Chunk];
        var ints = _arena.Ints(chunk.Reference, chunk.Count);
        ints[(place.Index + 1)..].CopyTo(ints[place.Index..]);
        chunk.Count--;
        directory.Count--;
        MergeIfSmall(ref directory, place.Chunk);
    }

    /// <summary>Gives back the memory of a directory without children.</summary>
    public void Release(ref DirectoryNode directory)
    {
        if (directory.ChunkCount > 1)
        {
            foreach (ref var chunk in Table(ref directory))
            {
                _arena.Free(chunk.Reference, chunk.Capacity * 4);
            }

            _arena.Free(directory.Chunks, directory.Capacity * ChunkBytes);
        }
        else if (directory.ChunkCount == 1)
        {
            _arena.Free(directory.Chunks, directory.Capacity * 4);
        }

        directory.Chunks = 0;
        directory.ChunkCount = directory.Capacity = directory.Count = 0;
    }

    /// <summary>The children of one chunk in order.</summary>
    public ReadOnlySpan<int> Handles(ref DirectoryNode directory, int chunk)
    {
        if (directory.ChunkCount == 1)
        {
            return _arena.Ints(directory.Chunks, directory.Count);
        }

        ref var entry = ref Table(ref directory)[chunk];
        return _arena.Ints(entry.Reference, entry.Count);
    }

    private ReadOnlySpan<byte> NameOf(int handle)
    {
        ref var inode = ref inodes[handle];
        return names.Span(inode.Name, inode.NameLength);
    }

    private Span<Chunk> Table(ref DirectoryNode directory) =>
        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, Chunk>(_arena.Span(directory.Chunks, directory.ChunkCount * ChunkBytes));

    // The last chunk whose first name is not greater.
    private int FindChunk(Span<Chunk> table, ReadOnlySpan<byte> name)
    {
        int low = 0, high = table.Length - 1;
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            if (Compare(NameOf(_arena.Ints(table[middle].Reference, 1)[0]), name) <= 0)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    private void InsertIntoOnlyChunk(ref DirectoryNode directory, Place place, int child)
    {
        if (directory.Count == directory.Capacity)
        {
            if (directory.Capacity == MaxChunk)
            {
                MakeTable(ref directory);
                InsertIntoTable(ref directory, place, child);
                return;
            }

            ResizeOnlyChunk(ref directory, directory.Capacity * 2);
        }

        var handles = _arena.Ints(directory.Chunks, directory.Count + 1);
        handles[place.Index..^1].CopyTo(handles[(place.Index + 1)..]);
        handles[place.Index] = child;
        directory.Count++;
    }

    private void ResizeOnlyChunk(ref DirectoryNode directory, int capacity)
    {
        var bigger = _arena.Allocate(capacity * 4);
        _arena.Ints(directory.Chunks, directory.Count).CopyTo(_arena.Ints(bigger, directory.Count));
        _arena.Free(directory.Chunks, directory.Capacity * 4);
        directory.Chunks = bigger;
        directory.Capacity = capacity;
    }

    private void ShrinkOnlyChunk(ref DirectoryNode directory)
    {
        if (directory.Count == 0)
        {
            Release(ref directory);
        }
        else if (directory.Capacity > MinChunk && directory.Count <= directory.Capacity / 4)
        {
            ResizeOnlyChunk(ref directory, directory.Capacity / 2);
        }
    }

    private void MakeTable(ref DirectoryNode directory)
    {
        const int FirstTable = 8;
        var only = new Chunk { Reference = directory.Chunks, Count = (ushort)directory.Count, Capacity = (ushort)directory.Capacity };
        directory.Chunks = _arena.Allocate(FirstTable * ChunkBytes);
        directory.Capacity = FirstTable;
        Table(ref directory)[0] = only;
    }

    private void InsertIntoTable(ref DirectoryNode directory, Place place, int child)
    {
        if (Table(ref directory)[place.Chunk].Count == MaxChunk)
        {
            SplitChunk(ref directory, ref place);
        }

        ref var chunk = ref Table(ref directory)[place.Chunk];
        if (chunk.Count == chunk.Capacity)
        {
            GrowChunk(ref chunk);
        }

        var handles = _arena.Ints(chunk.Reference, chunk.Count + 1);
        handles[place.Index..^1].CopyTo(handles[(place.Index + 1)..]);
        handles[place.Index] = child;
        chunk.Count++;
        directory.Count++;
    }

    private void GrowChunk(ref Chunk chunk)
    {
        var bigger = _arena.Allocate(chunk.Capacity * 8);
        _arena.Ints(chunk.Reference, chunk.Count).CopyTo(_arena.Ints(bigger, chunk.Count));
        _arena.Free(chunk.Reference, chunk.Capacity * 4);
        chunk.Reference = bigger;
        chunk.Capacity *= 2;
    }

    // In half; but names that come in order leave full chunks behind them.
    private void SplitChunk(ref DirectoryNode directory, ref Place place)
    {
        var last = place.Chunk == directory.ChunkCount - 1 && place.Index == MaxChunk;
        InsertChunk(ref directory, place.Chunk + 1);
        var table = Table(ref directory);
        var keep = last ? MaxChunk : MaxChunk / 2;
        ref var full = ref table[place.Chunk];
        ref var fresh = ref table[place.Chunk + 1];
        var capacity = last ? MinChunk : MaxChunk;
        fresh = new Chunk { Reference = _arena.Allocate(capacity * 4), Capacity = (ushort)capacity, Count = (ushort)(MaxChunk - keep) };
        _arena.Ints(full.Reference, MaxChunk)[keep..].CopyTo(_arena.Ints(fresh.Reference, capacity));
        full.Count = (ushort)keep;
        if (place.Index > keep || last)
        {
            place.Chunk++;
            place.Index -= keep;
        }
    }

    private void InsertChunk(ref DirectoryNode directory, int at)
    {
        if (directory.ChunkCount == directory.Capacity)
        {
            var bigger = _arena.Allocate(directory.Capacity * 2 * ChunkBytes);
            var bytes = directory.ChunkCount * ChunkBytes;
            _arena.Span(directory.Chunks, bytes).CopyTo(_arena.Span(bigger, bytes));
            _arena.Free(directory.Chunks, directory.Capacity * ChunkBytes);
            directory.Chunks = bigger;
            directory.Capacity *= 2;
        }

        directory.ChunkCount++;
        var table = Table(ref directory);
        table[at..^1].CopyTo(table[(at + 1)..]);
    }

    private void MergeIfSmall(ref DirectoryNode directory, int at)
    {
        var table = Table(ref directory);
        if (table[at].Count == 0)
        {
            RemoveChunk(ref directory, at);
            return;
        }

        var neighbour = at + 1 < table.Length ? at + 1 : at - 1;
        if (table[at].Count + table[neighbour].Count > MergeBelow)
        {
            return;
        }

        ref var left = ref table[Math.Min(at, neighbour)];
        ref var right = ref table[Math.Max(at, neighbour)];
        while (left.Capacity < left.Count + right.Count)
        {
            GrowChunk(ref left);
        }

        _arena.Ints(right.Reference, right.Count).CopyTo(_arena.Ints(left.Reference, left.Capacity)[left.Count..]);
        left.Count += right.Count;
        RemoveChunk(ref directory, Math.Max(at, neighbour));
    }

    private void RemoveChunk(ref DirectoryNode directory, int at)
    {
        var table = Table(ref directory);
        _arena.Free(table[at].Reference, table[at].Capacity * 4);
        table[(at + 1)..].CopyTo(table[at..]);
        directory.ChunkCount--;
        if (directory.ChunkCount == 1)
        {
            var only = table[0];
            _arena.Free(directory.Chunks, directory.Capacity * ChunkBytes);
            directory.Chunks = only.Reference;
            directory.Capacity = only.Capacity;
            ShrinkOnlyChunk(ref directory);
        }
    }
}
