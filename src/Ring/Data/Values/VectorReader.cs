namespace Hathi.Ring.Data.Values;

/// <summary>
/// Walks over a vector's elements: one behind the other where their length is known, else each behind its length. Source: Apache
/// <c>VectorType</c>.
/// </summary>
/// <param name="vector">The value.</param>
/// <param name="elementLength">Bytes of each element; 0: they differ.</param>
public ref struct VectorReader(ReadOnlySpan<byte> vector, int elementLength)
{
    private ReadOnlySpan<byte> _rest = vector;

    /// <summary>Bytes that are left.</summary>
    internal readonly int Left => _rest.Length;

    /// <summary>Nothing is left.</summary>
    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>The next element.</summary>
    /// <returns>False: the bytes end before it does.</returns>
    public bool TryRead(out ReadOnlySpan<byte> element)
    {
        element = default;
        var length = (ulong)elementLength;
        if (elementLength == 0)
        {
            var taken = UnsignedVInt.TryRead(_rest, out length);
            if (taken == 0)
            {
                return false;
            }

            _rest = _rest[taken..];
        }

        if (length > (ulong)_rest.Length)
        {
            return false;
        }

        element = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }
}
