namespace Hathi.Hdfs.Core.Memory;

/// <summary>
/// Small ints for values that many inodes share. A value is there as long as somebody uses it: each <see cref="Acquire"/> is followed by
/// one <see cref="Release"/>, and with the last the value is forgotten and its index free for another. There is no limit but the inodes: a
/// value that one inode has for itself costs about as much memory as a long name (some 100 bytes and its texts). Owners, groups and block
/// sizes are what clients claim, so the values are kept in a tree: its depth is the logarithm of their number whatever they are, and no
/// step has to copy it to let it grow.
/// </summary>
/// <param name="order">Of values; equal are those that it does not tell apart.</param>
internal sealed class SharedValues<T>(IComparer<T> order)
    where T : notnull
{
    private const int PageBits = 10;
    private const int PageSize = 1 << PageBits;
    private const int NoneFree = -1;
    private readonly SortedDictionary<T, int> _indices = new(order);
    private Entry[][] _pages = new Entry[4][];
    private int _used;
    private int _free = NoneFree;

    /// <summary>Values that are used.</summary>
    public int Count => _indices.Count;

    /// <summary>Indices that have been given out lie below it; not each of them is in use.</summary>
    public int IndexEnd => _used;

    /// <summary>The value of an index that is in use.</summary>
    public ref readonly T this[int index] => ref At(index).Value;

    /// <summary>How many use an index below <see cref="IndexEnd"/>; 0: it is free.</summary>
    public int UsersOf(int index) => At(index).Users;

    /// <summary>One more uses the value.</summary>
    /// <returns>Its index.</returns>
    public int Acquire(in T value)
    {
        if (!_indices.TryGetValue(value, out var index))
        {
            index = NewIndex();
            At(index).Value = value;
            _indices.Add(value, index);
        }

        At(index).Users++;
        return index;
    }

    /// <summary>One more uses the value of an index that is in use.</summary>
    public int Share(int index)
    {
        At(index).Users++;
        return index;
    }

    /// <summary>One uses it no more.</summary>
    public void Release(int index)
    {
        ref var entry = ref At(index);
        if (entry.Users <= 0)
        {
            throw new InvalidOperationException($"Value {index}, which nobody uses, is given back.");
        }

        if (--entry.Users == 0)
        {
            _indices.Remove(entry.Value);
            entry.Value = default!;
            entry.NextFree = _free;
            _free = index;
        }
    }

    private ref Entry At(int index) => ref _pages[index >> PageBits][index & (PageSize - 1)];

    private int NewIndex()
    {
        if (_free is not NoneFree and var index)
        {
            _free = At(index).NextFree;
            return index;
        }

        var page = _used >> PageBits;
        if (page == _pages.Length)
        {
            Array.Resize(ref _pages, page * 2);
        }

        _pages[page] ??= new Entry[PageSize];
        return _used++;
    }

    private struct Entry
    {
        public T Value;
        public int Users;

        /// <summary>The free index after this one, which is free.</summary>
        public int NextFree;
    }
}
