using System.Text;
using System.Text.Unicode;
using Hathi.Ring.Protocol.Types;

namespace Hathi.Ring.Protocol.Values;

/// <summary>
/// Whether bytes are a value of a type. Null never comes here; no bytes ("empty") are a value of most types. Goes as deep as the type is
/// composed. Source: <c>native_protocol_v5.spec</c>, section 5; where it says less, what Apache's serializers take.
/// </summary>
public static class ValueCheck
{
    private const int VersionAt = 6;

    /// <summary>What is wrong with a value.</summary>
    /// <returns>A text for the client, who gets it with <see cref="ErrorCode.Invalid"/>; null: nothing is.</returns>
    public static string? Fault(CqlType type, ReadOnlySpan<byte> value) => type switch
    {
        ListType list => Collection("list", [list.Element], value),
        SetType set => Collection("set", [set.Element], value),
        MapType map => Collection("map", [map.Key, map.Value], value),
        TupleType tuple => Fields("tuple", tuple.Fields, value),
        UserType user => Fields("user type", user.Fields, value),
        VectorType vector => Vector(vector, value),
        NativeType native => Native(native, value),
        _ => null,
    };

    private static string? Native(NativeType type, ReadOnlySpan<byte> value) => type.Kind switch
    {
        CqlKind.Ascii => Ascii.IsValid(value) ? null : "Invalid byte for ascii: above 127",
        CqlKind.Varchar => Utf8.IsValid(value) ? null : "String didn't validate: it is not UTF-8",
        CqlKind.Bigint or CqlKind.Counter or CqlKind.Timestamp or CqlKind.Double => LengthOrNone(type, 8, value),
        CqlKind.Int or CqlKind.Float => LengthOrNone(type, 4, value),
        CqlKind.Uuid => LengthOrNone(type, 16, value),
        CqlKind.Boolean => LengthOrNone(type, 1, value),
        CqlKind.Date => Length(type, 4, value),
        CqlKind.Time => Length(type, 8, value),
        CqlKind.Smallint => Length(type, 2, value),
        CqlKind.Tinyint => Length(type, 1, value),
        CqlKind.Timeuuid => LengthOrNone(type, 16, value) ?? TimeVersion(value),
        CqlKind.Inet => value.Length is 0 or 4 or 16 ? null : Wrong(type, "4 or 16 or 0", value),
        CqlKind.Varint => Number(type, 0, value),
        CqlKind.Decimal => Number(type, sizeof(int), value),
        CqlKind.Duration => CqlDuration.TryRead(value, out _) ? null
            : "Expected a duration: months, days and nanoseconds, all of the same sign",
        _ => null,
    };

    private static string? Length(NativeType type, int expected, ReadOnlySpan<byte> value) =>
        value.Length == expected ? null : Wrong(type, $"{expected}", value);

    private static string? LengthOrNone(NativeType type, int expected, ReadOnlySpan<byte> value) =>
        value.Length == expected || value.IsEmpty ? null : Wrong(type, $"{expected} or 0", value);

    private static string? Number(NativeType type, int before, ReadOnlySpan<byte> value) =>
        value.IsEmpty || (value.Length > before && value.Length <= ValueLimits.MaxNumberBytes) ? null
            : Wrong(type, $"0 or {before + 1} to {ValueLimits.MaxNumberBytes}", value);

    private static string? TimeVersion(ReadOnlySpan<byte> value) =>
        value.IsEmpty || value[VersionAt] >> 4 == 1 ? null : $"Invalid version for TimeUUID type: {value[VersionAt] >> 4}";

    private static string Wrong(NativeType type, string expected, ReadOnlySpan<byte> value) =>
        $"Expected {expected} bytes for a {type.Kind.ToString().ToLowerInvariant()} ({value.Length})";

    private static string? Collection(string name, ReadOnlySpan<CqlType> types, ReadOnlySpan<byte> value)
    {
        if (!FieldReader.TryOpen(value, types.Length, out var count, out var reader))
        {
            return $"Not enough bytes to read a {name}";
        }

        for (var i = 0; i < count; i++)
        {
            foreach (var type in types)
            {
                var fault = reader.Read(out var field) switch
                {
                    FieldRead.Value => Fault(type, field),
                    FieldRead.Null => $"Null value read when not allowed, in a {name}",
                    _ => $"Not enough bytes to read a {name}",
                };
                if (fault is not null)
                {
                    return fault;
                }
            }
        }

        return reader.AtEnd ? null : $"Unexpected extraneous bytes after {name} value";
    }

    // A value may have fewer fields than its type.
    private static string? Fields(string name, IReadOnlyList<CqlType> types, ReadOnlySpan<byte> value)
    {
        var reader = new FieldReader(value);
        for (var i = 0; i < types.Count && !reader.AtEnd; i++)
        {
            var fault = reader.Read(out var field) switch
            {
                FieldRead.Value => Fault(types[i], field),
                FieldRead.Null => null,
                _ => $"Not enough bytes to read field {i} of a {name}",
            };
            if (fault is not null)
            {
                return fault;
            }
        }

        return reader.AtEnd ? null : $"Invalid remaining data after end of {name} value";
    }

    private static string? Vector(VectorType type, ReadOnlySpan<byte> value)
    {
        var reader = new VectorReader(value, type.Element.FixedLength);
        for (var i = 0; i < type.Dimension; i++)
        {
            if (!reader.TryRead(out var element))
            {
                return value.IsEmpty ? "Invalid empty vector value" : $"Not enough bytes to read a vector of {type.Dimension}";
            }

            if (Fault(type.Element, element) is { } fault)
            {
                return fault;
            }
        }

        return reader.AtEnd ? null : $"Unexpected extraneous bytes after a vector of {type.Dimension}";
    }
}
