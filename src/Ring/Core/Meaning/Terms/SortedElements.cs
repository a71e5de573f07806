using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Hathi.Ring.Data.Types;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Core.Meaning.Terms;

/// <summary>Elements of a set or entries of a map as they are kept: sorted, each once, the last of several.</summary>
internal sealed class SortedElements(CqlType type)
{
    private readonly List<(byte[] Key, byte[]? Value)> _elements = [];

    public void Add(byte[] key, byte[]? value) => _elements.Add((key, value));

    /// <summary>As the wire has them.</summary>
    public byte[] Bytes()
    {
        // Stable: of those that are equal the last counts.
        var order = Comparer<(byte[] Key, byte[]? Value)>.Create((a, b) => ValueOrder.Compare(type, a.Key, b.Key));
        var sorted = _elements.Order(order).ToList();
        var count = 0;
        foreach (var element in CollectionsMarshal.AsSpan(sorted))
        {
            count -= count > 0 && ValueOrder.Compare(type, sorted[count - 1].Key, element.Key) == 0 ? 1 : 0;
            sorted[count++] = element;
        }

        sorted.RemoveRange(count, sorted.Count - count);
        var bytes = new byte[sizeof(int) + sorted.Sum(static e => Size(e.Key) + (e.Value is null ? 0 : Size(e.Value)))];
        BinaryPrimitives.WriteInt32BigEndian(bytes, sorted.Count);
        var rest = bytes.AsSpan(sizeof(int));
        foreach (var (key, value) in sorted)
        {
            rest = Put(rest, key);
            rest = value is null ? rest : Put(rest, value);
        }

        return bytes;
    }

    private static int Size(byte[] field) => sizeof(int) + field.Length;

    private static Span<byte> Put(Span<byte> target, byte[] field)
    {
        BinaryPrimitives.WriteInt32BigEndian(target, field.Length);
        field.CopyTo(target[sizeof(int)..]);
        return target[Size(field)..];
    }
}
