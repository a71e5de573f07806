using Hathi.Hdfs.Core.Memory;

namespace Hathi.Hdfs.Core.Image;

/// <summary>
/// A table of an image as it is read. A value comes among those that inodes share with the first inode that has it: what nobody has any
/// more is not taken over.
/// </summary>
internal sealed class SharedTable<T>(SharedValues<T> values)
    where T : notnull
{
    private const int Unused = -1;
    private readonly List<(T Value, int Index)> _entries = [];

    public void Add(T value) => _entries.Add((value, Unused));

    /// <exception cref="FormatException">There is no such entry.</exception>
    public T At(int number) => number < _entries.Count
        ? _entries[number].Value
        : throw ImageReader.Damaged($"speaks of entry {number} of a table of {_entries.Count}");

    /// <summary>The index of an entry, for one more inode that has it.</summary>
    /// <exception cref="FormatException">There is no such entry.</exception>
    public int Acquire(int number)
    {
        var value = At(number);
        if (_entries[number].Index is var index and not Unused)
        {
            return values.Share(index);
        }

        index = values.Acquire(value);
        _entries[number] = (value, index);
        return index;
    }
}
