using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Data.Values;

/// <summary>
/// The order of values of a type, as clustering columns, sets and maps have it. Values were checked before (<see cref="ValueCheck"/>); of
/// others the order is any, and the same each time. Goes as deep as the type is composed. Source: Apache's
/// <c>org.apache.cassandra.db.marshal</c>.
/// </summary>
public static class ValueOrder
{
    /// <summary>Below zero, zero or above: <paramref name="a"/> comes before <paramref name="b"/>, is equal, comes behind.</summary>
    public static int Compare(CqlType type, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => type switch
    {
        NativeType native => Native(native.Kind, a, b),
        ListType list => Collections([list.Element], a, b),
        SetType set => Collections([set.Element], a, b),
        MapType map => Collections([map.Key, map.Value], a, b),
        TupleType tuple => Fields(tuple.Fields, a, b),
        UserType user => Fields(user.Fields, a, b),
        VectorType vector => Vectors(vector, a, b),
        _ => a.SequenceCompareTo(b),
    };

    private static int Native(CqlKind kind, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => kind switch
    {
        CqlKind.Bigint or CqlKind.Int or CqlKind.Smallint or CqlKind.Tinyint or CqlKind.Timestamp or CqlKind.Counter => Signed(a, b),
        CqlKind.Boolean => Booleans(a, b),
        CqlKind.Double => Doubles(a, b),
        CqlKind.Float => Floats(a, b),
        CqlKind.Decimal => CqlDecimal.Compare(a, b),
        CqlKind.Varint => VarintValue.Compare(a, b),
        CqlKind.Uuid => UuidOrder.Compare(a, b),
        CqlKind.Timeuuid => UuidOrder.CompareTimes(a, b),
        _ => a.SequenceCompareTo(b),
    };

    // Of one length, or empty, which comes first.
    private static int Signed(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (a.IsEmpty || b.IsEmpty || (a[0] ^ b[0]) < 0x80)
        {
            return a.SequenceCompareTo(b);
        }

        return a[0] >= 0x80 ? -1 : 1;
    }

    private static int Booleans(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) =>
        a.IsEmpty || b.IsEmpty ? b.IsEmpty.CompareTo(a.IsEmpty) : (a[0] != 0).CompareTo(b[0] != 0);

    // As Java's: -0.0 before 0.0, and what is no number behind all.
    private static int Doubles(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var (isNumber, isOther) = (NativeValues.TryReadDouble(a, out var x), NativeValues.TryReadDouble(b, out var y));
        if (!isNumber || !isOther)
        {
            return isNumber.CompareTo(isOther);
        }

        return x < y ? -1 : x > y ? 1 : Ordered(x).CompareTo(Ordered(y));
    }

    private static int Floats(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var (isNumber, isOther) = (NativeValues.TryReadFloat(a, out var x), NativeValues.TryReadFloat(b, out var y));
        if (!isNumber || !isOther)
        {
            return isNumber.CompareTo(isOther);
        }

        return x < y ? -1 : x > y ? 1 : Ordered(x).CompareTo(Ordered(y));
    }

    private static long Ordered(double number) =>
        double.IsNaN(number) ? long.MaxValue : BitConverter.DoubleToInt64Bits(number);

    private static int Collections(ReadOnlySpan<CqlType> types, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var isOne = FieldReader.TryOpen(a, types.Length, out var count, out var reader);
        var isOther = FieldReader.TryOpen(b, types.Length, out var otherCount, out var other);
        if (!isOne || !isOther)
        {
            return isOne.CompareTo(isOther);
        }

        for (var i = 0; i < Math.Min(count, otherCount); i++)
        {
            foreach (var type in types)
            {
                reader.Read(out var x);
                other.Read(out var y);
                var order = Compare(type, x, y);
                if (order != 0)
                {
                    return order;
                }
            }
        }

        return count.CompareTo(otherCount);
    }

    // Null comes first; fields that a value does not have are null.
    private static int Fields(IReadOnlyList<CqlType> types, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (a.IsEmpty || b.IsEmpty)
        {
            return b.IsEmpty.CompareTo(a.IsEmpty);
        }

        var reader = new FieldReader(a);
        var other = new FieldReader(b);
        for (var i = 0; i < types.Count; i++)
        {
            var isThere = reader.Read(out var x) == FieldRead.Value;
            var isOther = other.Read(out var y) == FieldRead.Value;
            var order = isThere && isOther ? Compare(types[i], x, y) : isThere.CompareTo(isOther);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private static int Vectors(VectorType type, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var reader = new VectorReader(a, type.Element.FixedLength);
        var other = new VectorReader(b, type.Element.FixedLength);
        for (var i = 0; i < type.Dimension; i++)
        {
            var isThere = reader.TryRead(out var x);
            var isOther = other.TryRead(out var y);
            if (!isThere || !isOther)
            {
                return isThere.CompareTo(isOther);
            }

            var order = Compare(type.Element, x, y);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }
}
