using System.Buffers.Binary;

namespace Hathi.Ring.Data.Values;

/// <summary>What <see cref="FieldReader"/> found.</summary>
public enum FieldRead
{
    /// <summary>A value, which may have no bytes.</summary>
    Value,

    /// <summary>Null.</summary>
    Null,

    /// <summary>The bytes end before the value does.</summary>
    CutOff,
}

/// <summary>
/// Walks over values of which each has its length before it: elements of lists and sets, keys and values of maps, fields of tuples and
/// user types. Source: <c>native_protocol_v5.spec</c>, sections 5.12 to 5.14, 5.21 and 6.
/// </summary>
/// <param name="fields">The bytes.</param>
public ref struct FieldReader(ReadOnlySpan<byte> fields)
{
    private ReadOnlySpan<byte> _rest = fields;

    /// <summary>Bytes that are left.</summary>
    internal readonly int Left => _rest.Length;

    /// <summary>Nothing is left.</summary>
    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>Begins a list, set or map, whose number of elements or pairs is told first.</summary>
    /// <param name="collection">The value.</param>
    /// <param name="fieldsEach">Two for a map.</param>
    /// <param name="count">Elements or pairs: no more than there are bytes for.</param>
    /// <param name="reader">Behind the number.</param>
    /// <returns>False: no number, or one that cannot be.</returns>
    public static bool TryOpen(ReadOnlySpan<byte> collection, int fieldsEach, out int count, out FieldReader reader)
    {
        count = 0;
        reader = default;
        if (collection.Length < sizeof(int))
        {
            return false;
        }

        count = BinaryPrimitives.ReadInt32BigEndian(collection);
        reader = new FieldReader(collection[sizeof(int)..]);
        return count >= 0 && (long)count * fieldsEach * sizeof(int) <= collection.Length - sizeof(int);
    }

    /// <summary>The next value.</summary>
    public FieldRead Read(out ReadOnlySpan<byte> field)
    {
        field = default;
        if (_rest.Length < sizeof(int))
        {
            return FieldRead.CutOff;
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(_rest);
        if (length > _rest.Length - sizeof(int))
        {
            return FieldRead.CutOff;
        }

        _rest = _rest[sizeof(int)..];
        if (length < 0)
        {
            return FieldRead.Null;
        }

        field = _rest[..length];
        _rest = _rest[length..];
        return FieldRead.Value;
    }
}
