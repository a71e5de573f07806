using System.Text;

namespace Hathi.Hdfs.Core.Namespace.Memory;

/// <summary>One string object for each user and group name, also when it comes as UTF-8.</summary>
internal sealed class NameInterner
{
    private const int StackChars = 256;
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    public string Intern(string name)
    {
        if (_names.TryGetValue(name, out var known))
        {
            return known;
        }

        _names.Add(name, name);
        return name;
    }

    public string Intern(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > StackChars)
        {
            return Intern(Encoding.UTF8.GetString(utf8));
        }

        Span<char> chars = stackalloc char[StackChars];
        var length = Encoding.UTF8.GetChars(utf8, chars);
        var lookup = _names.GetAlternateLookup<ReadOnlySpan<char>>();
        return lookup.TryGetValue(chars[..length], out var known) ? known : Intern(new string(chars[..length]));
    }
}

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
