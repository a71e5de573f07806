using Hathi.Hdfs.Core.Memory;

namespace Hathi.Hdfs.Core.Image;

/// <summary>
/// Values that many inodes share, as an image writes them: those that are used, numbered without gaps in the order of their indices.
/// </summary>
internal sealed class ImageTable<T>
    where T : notnull
{
    private readonly SharedValues<T> _values;
    private readonly int[] _numbers;
    private int _next;

    public ImageTable(SharedValues<T> values)
    {
        _values = values;
        _numbers = new int[values.IndexEnd];
        var number = 0;
        for (var i = 0; i < _numbers.Length; i++)
        {
            _numbers[i] = values.UsersOf(i) > 0 ? number++ : -1;
        }
    }

    /// <summary>The next value that is to be written; false: that was all.</summary>
    public bool TryNext(out T value)
    {
        while (_next < _numbers.Length && _numbers[_next] < 0)
        {
            _next++;
        }

        var isThere = _next < _numbers.Length;
        value = isThere ? _values[_next++] : default!;
        return isThere;
    }

    /// <summary>Where in the image's table the value of an index stands.</summary>
    public int NumberOf(int index) => _numbers[index] >= 0
        ? _numbers[index]
        : throw new InvalidOperationException($"An inode has value {index}, which nobody uses.");
}
