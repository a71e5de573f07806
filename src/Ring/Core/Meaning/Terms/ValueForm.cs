using System.Buffers.Binary;
using Hathi.Ring.Data;
using Hathi.Ring.Data.Types;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Core.Meaning.Terms;

/// <summary>
/// The form in which a value is kept: elements of sets and entries of maps are in order, each once. A client may send them in any order,
/// and of a frozen one the bytes are compared. As deep as a type is composed.
/// </summary>
internal static class ValueForm
{
    /// <summary>Whether values of a type may come in another form than they are kept in.</summary>
    public static bool MayDiffer(CqlType type) => type switch
    {
        SetType or MapType => true,
        ListType list => MayDiffer(list.Element),
        TupleType tuple => tuple.Fields.Any(MayDiffer),
        UserType user => user.Fields.Any(MayDiffer),
        VectorType vector => MayDiffer(vector.Element),
        _ => false,
    };

    /// <summary>Whether a value, which was checked, is in its form.</summary>
    public static bool IsKept(CqlType type, ReadOnlySpan<byte> value)
    {
        switch (type)
        {
            case SetType set:
                return AreKept([set.Element], value, isSorted: true);
            case MapType map:
                return AreKept([map.Key, map.Value], value, isSorted: true);
            case ListType list:
                return AreKept([list.Element], value, isSorted: false);
            case TupleType or UserType:
                var reader = new FieldReader(value);
                foreach (var field in TermCompiler.FieldsOf(type)!)
                {
                    if (reader.Read(out var part) == FieldRead.Value && !IsKept(field, part))
                    {
                        return false;
                    }
                }

                return true;
            default:
                return true;
        }
    }

    /// <summary>Writes a value, which was checked, in its form.</summary>
    public static void Append(CqlType type, ReadOnlySpan<byte> value, DataBuffer target)
    {
        switch (type)
        {
            case SetType set:
                AppendSorted(set.Element, null, value, target);
                break;
            case MapType map:
                AppendSorted(map.Key, map.Value, value, target);
                break;
            case ListType list:
                FieldReader.TryOpen(value, 1, out var count, out var reader);
                BinaryPrimitives.WriteInt32BigEndian(target.Room(sizeof(int)), count);
                for (var i = 0; i < count; i++)
                {
                    reader.Read(out var element);
                    AppendField(list.Element, element, target);
                }

                break;
            case TupleType or UserType:
                AppendFields(TermCompiler.FieldsOf(type)!, value, target);
                break;
            default:
                target.Bytes(value);
                break;
        }
    }

    private static bool AreKept(ReadOnlySpan<CqlType> types, ReadOnlySpan<byte> value, bool isSorted)
    {
        FieldReader.TryOpen(value, types.Length, out var count, out var reader);
        ReadOnlySpan<byte> before = default;
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < types.Length; j++)
            {
                reader.Read(out var part);
                if (!IsKept(types[j], part) || (isSorted && j == 0 && i > 0 && ValueOrder.Compare(types[0], before, part) >= 0))
                {
                    return false;
                }

                before = j == 0 ? part : before;
            }
        }

        return true;
    }

    private static void AppendFields(IReadOnlyList<CqlType> types, ReadOnlySpan<byte> value, DataBuffer target)
    {
        var reader = new FieldReader(value);
        for (var i = 0; i < types.Count && !reader.AtEnd; i++)
        {
            if (reader.Read(out var field) == FieldRead.Value)
            {
                AppendField(types[i], field, target);
            }
            else
            {
                BinaryPrimitives.WriteInt32BigEndian(target.Room(sizeof(int)), -1);
            }
        }
    }

    private static void AppendField(CqlType type, ReadOnlySpan<byte> value, DataBuffer target)
    {
        var at = target.Length;
        target.Room(sizeof(int));
        Append(type, value, target);
        BinaryPrimitives.WriteInt32BigEndian(target.At(at, sizeof(int)), target.Length - at - sizeof(int));
    }

    // The exception: who sends what is not in order pays for an array.
    private static void AppendSorted(CqlType key, CqlType? element, ReadOnlySpan<byte> value, DataBuffer target)
    {
        FieldReader.TryOpen(value, element is null ? 1 : 2, out var count, out var reader);
        var elements = new List<(byte[] Key, byte[] Value)>(count);
        for (var i = 0; i < count; i++)
        {
            reader.Read(out var first);
            ReadOnlySpan<byte> second = default;
            if (element is not null)
            {
                reader.Read(out second);
            }

            elements.Add((first.ToArray(), second.ToArray()));
        }

        // Stable, so that of several of one key the last counts.
        var order = Comparer<(byte[] Key, byte[] Value)>.Create((a, b) => ValueOrder.Compare(key, a.Key, b.Key));
        var sorted = elements.Order(order).ToArray();
        var at = target.Length;
        target.Room(sizeof(int));
        var kept = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            if (i + 1 < sorted.Length && ValueOrder.Compare(key, sorted[i].Key, sorted[i + 1].Key) == 0)
            {
                continue;
            }

            kept++;
            AppendField(key, sorted[i].Key, target);
            if (element is not null)
            {
                AppendField(element, sorted[i].Value, target);
            }
        }

        BinaryPrimitives.WriteInt32BigEndian(target.At(at, sizeof(int)), kept);
    }
}
