namespace Hathi.Hdfs.Core.Namespace.Memory;

/// <summary>
/// Small ints for values that many inodes share. A value is there as long as somebody uses it: each <see cref="Acquire"/> is followed by one
/// <see cref="Release"/>, and with the last the value is forgotten and its index free for another.
/// </summary>
internal sealed class SharedValues<T>
    where T : notnull
{
    private readonly Dictionary<T, int> _indices = [];
    private readonly Stack<int> _free = new();
    private T[] _values = new T[16];
    private int[] _users = new int[16];
    private int _used;

    /// <summary>Values that are used.</summary>
    public int Count => _indices.Count;

    /// <summary>Indices that have been given out lie below it; not each of them is in use.</summary>
    public int IndexEnd => _used;

    /// <summary>The value of an index that is in use.</summary>
    public ref readonly T this[int index] => ref _values[index];

    /// <summary>How many use an index below <see cref="IndexEnd"/>; 0: it is free.</summary>
    public int UsersOf(int index) => _users[index];

    /// <summary>Whether somebody uses the value.</summary>
    public bool Contains(in T value) => _indices.ContainsKey(value);

    /// <summary>One more uses the value.</summary>
    /// <returns>Its index.</returns>
    public int Acquire(in T value)
    {
        if (!_indices.TryGetValue(value, out var index))
        {
            index = _free.TryPop(out var free) ? free : Extend();
            _values[index] = value;
            _indices.Add(value, index);
        }

        _users[index]++;
        return index;
    }

    /// <summary>One more uses the value of an index that is in use.</summary>
    public int Share(int index)
    {
        _users[index]++;
        return index;
    }

    /// <summary>One uses it no more.</summary>
    public void Release(int index)
    {
        if (_users[index] <= 0)
        {
            throw new InvalidOperationException($"Value {index}, which nobody uses, is given back.");
        }

        if (--_users[index] == 0)
        {
            _indices.Remove(_values[index]);
            _values[index] = default!;
            _free.Push(index);
        }
    }

    private int Extend()
    {
        if (_used == _values.Length)
        {
            Array.Resize(ref _values, _used * 2);
            Array.Resize(ref _users, _used * 2);
        }

        return _used++;
    }
}
