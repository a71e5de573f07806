using System.Collections;
using Hathi.Records;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce;

/// <summary>
/// The values of one key: one pass, in which nothing is allocated, however many there are. A value that points into the engine's buffer
/// (<see cref="Text"/>, <see cref="Bytes"/>) is good until the next one.
/// </summary>
public sealed class Values<T> : IEnumerable<T>, IEnumerator<T>
    where T : allows ref struct
{
    private readonly GroupSource _source;
    private readonly Serializer<T> _serializer;

    internal Values(GroupSource source, Serializer<T> serializer)
    {
        _source = source;
        _serializer = serializer;
    }

    public T Current => _serializer.Read(_source.Value);

    object IEnumerator.Current => throw new NotSupportedException("Values are read by type, not as objects.");

    public bool MoveNext() => _source.MoveNext();

    /// <summary>Itself: a second loop goes on where the first one stopped.</summary>
    public Values<T> GetEnumerator() => this;

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => this;

    IEnumerator IEnumerable.GetEnumerator() => this;

    /// <summary>Values come once.</summary>
    public void Reset() => throw new NotSupportedException("The values of a key can be read once; keep what is needed again.");

    public void Dispose()
    {
    }
}

/// <summary>Sums without a detour.</summary>
public static class ValuesExtensions
{
    /// <summary>The sum of all values.</summary>
    /// <exception cref="OverflowException">It does not fit in 64 bits.</exception>
    public static long Sum(this Values<long> values)
    {
        var sum = 0L;
        while (values.MoveNext())
        {
            sum = checked(sum + values.Current);
        }

        return sum;
    }

    /// <summary>The sum of all values.</summary>
    /// <exception cref="OverflowException">It does not fit in 32 bits.</exception>
    public static int Sum(this Values<int> values)
    {
        var sum = 0;
        while (values.MoveNext())
        {
            sum = checked(sum + values.Current);
        }

        return sum;
    }
}
