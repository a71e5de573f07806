namespace Hathi.Hdfs.Core.Namespace.Memory;

/// <summary>Small ints for values that many inodes share. Values are never forgotten: there are few.</summary>
internal sealed class Interner<T>
    where T : notnull
{
    private readonly Dictionary<T, int> _indices = [];
    private T[] _values = new T[16];
    private int _count;

    public ReadOnlySpan<T> All => _values.AsSpan(0, _count);

    /// <summary>The value of an index that <see cref="Intern"/> gave.</summary>
    public ref readonly T this[int index] => ref _values[index];

    public int Intern(T value)
    {
        if (_indices.TryGetValue(value, out var index))
        {
            return index;
        }

        if (_count == _values.Length)
        {
            Array.Resize(ref _values, _count * 2);
        }

        _values[_count] = value;
        _indices.Add(value, _count);
        return _count++;
    }
}
