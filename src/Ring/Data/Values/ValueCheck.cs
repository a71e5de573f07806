using System.Text.Unicode;
using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Data.Values;

/// <summary>
/// Whether bytes are a value of a type. Null never comes here; no bytes ("empty") are a value of most types. Goes as deep as the type is
/// composed. Source: <c>native_protocol_v5.spec</c>, section 5; where it says less, what Apache's serializers take.
/// </summary>
public static class ValueCheck
{
    private const int VersionAt = 6;
    private const int UuidBytes = 16;
    private const int LeastDurationBytes = 3;

    // Of bytes that are shown to whoever sent them.
    private const int MostShown = 1024;

    /// <summary>What is wrong with a value.</summary>
    /// <returns>A text for the client, who gets it as an invalid request; null: nothing is.</returns>
    public static string? Fault(CqlType type, ReadOnlySpan<byte> value) => type switch
    {
        ListType list => Collection("list", [list.Element], value),
        SetType set => Collection("set", [set.Element], value),
        MapType map => Collection("map", [map.Key, map.Value], value),
        TupleType tuple => Tuple(tuple, value),
        UserType user => User(user, value),
        VectorType vector => Vector(vector, value),
        NativeType native => Native(native, value),
        _ => null,
    };

    private static string? Native(NativeType type, ReadOnlySpan<byte> value) => type.Kind switch
    {
        CqlKind.Ascii => value.IndexOfAnyInRange((byte)0x80, (byte)0xFF) is var at && at < 0 ? null
            : $"Invalid byte for ascii: {(sbyte)value[at]}",
        CqlKind.Varchar => Utf8.IsValid(value) ? null : "String didn't validate.",
        CqlKind.Bigint or CqlKind.Counter => LengthOrNone(8, value, "8 or 0 byte long"),
        CqlKind.Timestamp => LengthOrNone(8, value, "8 or 0 byte long for date"),
        CqlKind.Double => LengthOrNone(8, value, "8 or 0 byte value for a double"),
        CqlKind.Float => LengthOrNone(4, value, "4 or 0 byte value for a float"),
        CqlKind.Int => LengthOrNone(4, value, "4 or 0 byte int"),
        CqlKind.Boolean => LengthOrNone(1, value, "1 or 0 byte value"),
        CqlKind.Date => Length(4, value, "4 byte long for date"),
        CqlKind.Time => Length(8, value, "8 byte long for time"),
        CqlKind.Smallint => Length(2, value, "2 bytes for a smallint"),
        CqlKind.Tinyint => Length(1, value, "1 byte for a tinyint"),
        CqlKind.Uuid => Uuid(value),
        CqlKind.Timeuuid => Uuid(value) ?? TimeVersion(value),
        CqlKind.Inet => value.Length is 0 or 4 or 16 ? null
            : $"Expected 4 or 16 byte inetaddress; got {Convert.ToHexStringLower(value[..Math.Min(value.Length, MostShown)])}",
        CqlKind.Varint => Number(value, 0, ValueLimits.MaxNumberBytes, "at least 1 byte"),
        CqlKind.Decimal => value.Length is > 0 and < sizeof(int) ? Wrong("0 or at least 4 bytes", value)
            : Number(value, sizeof(int), ValueLimits.MaxDecimalBytes, "0 or at least 5 bytes"),
        CqlKind.Duration => Duration(value),
        _ => null,
    };

    private static string? Length(int length, ReadOnlySpan<byte> value, string expected) =>
        value.Length == length ? null : Wrong(expected, value);

    private static string? LengthOrNone(int length, ReadOnlySpan<byte> value, string expected) =>
        value.IsEmpty ? null : Length(length, value, expected);

    private static string? Uuid(ReadOnlySpan<byte> value) =>
        value.Length is 0 or UuidBytes ? null : $"UUID should be {UuidBytes} or 0 bytes ({value.Length})";

    private static string? Number(ReadOnlySpan<byte> value, int before, int most, string expected) =>
        value.Length > most ? Wrong($"at most {most} bytes", value)
            : value.IsEmpty || value.Length > before ? null : Wrong(expected, value);

    private static string? TimeVersion(ReadOnlySpan<byte> value) =>
        value.IsEmpty || value[VersionAt] >> 4 == 1 ? null : $"Invalid version for TimeUUID type: 0x{value[VersionAt] >> 4:x}";

    private static string? Duration(ReadOnlySpan<byte> value)
    {
        if (value.Length < LeastDurationBytes)
        {
            return Wrong($"at least {LeastDurationBytes} bytes for a duration", value);
        }

        return CqlDuration.TryRead(value, out var duration) ? null
            : duration.HasOneSign ? "Expected months, days and nanoseconds of a duration, and nothing behind them"
            : "The duration months, days and nanoseconds must be all of the same sign "
                + $"({duration.Months}, {duration.Days}, {duration.Nanoseconds})";
    }

    private static string Wrong(string expected, ReadOnlySpan<byte> value) => $"Expected {expected} ({value.Length})";

    private static string? Collection(string name, ReadOnlySpan<CqlType> types, ReadOnlySpan<byte> value)
    {
        if (!FieldReader.TryOpen(value, types.Length, out var count, out var reader))
        {
            return count < 0 ? $"The data cannot be deserialized as a {name}" : $"Not enough bytes to read a {name}";
        }

        for (var i = 0; i < count; i++)
        {
            foreach (var type in types)
            {
                var fault = reader.Read(out var field) switch
                {
                    FieldRead.Value => Fault(type, field),
                    FieldRead.Null => "Null value read when not allowed",
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
    private static string? Tuple(TupleType type, ReadOnlySpan<byte> value)
    {
        var reader = new FieldReader(value);
        for (var i = 0; i < type.Fields.Count && !reader.AtEnd; i++)
        {
            var fault = reader.Read(out var field) switch
            {
                FieldRead.Value => Fault(type.Fields[i], field),
                FieldRead.Null => null,
                _ => $"Not enough bytes to read {SizeOf(reader)}{i}th component",
            };
            if (fault is not null)
            {
                return fault;
            }
        }

        return reader.AtEnd ? null : "Invalid remaining data after end of tuple value";
    }

    private static string? User(UserType type, ReadOnlySpan<byte> value)
    {
        var reader = new FieldReader(value);
        for (var i = 0; i < type.Fields.Count && !reader.AtEnd; i++)
        {
            var read = reader.Read(out var field);
            if (read == FieldRead.CutOff)
            {
                return $"Not enough bytes to read {SizeOf(reader)}{i}th field {type.FieldNames[i]}";
            }

            if (read == FieldRead.Value && Fault(type.Fields[i], field) is { } fault)
            {
                return $"Failure validating the {i}th field {type.FieldNames[i]}; {fault}";
            }
        }

        return reader.AtEnd ? null : "Invalid remaining data after end of UDT value";
    }

    private static string SizeOf(FieldReader reader) => reader.Left < sizeof(int) ? "size of " : "";

    private static string? Vector(VectorType type, ReadOnlySpan<byte> value)
    {
        var reader = new VectorReader(value, type.Element.FixedLength);
        for (var i = 0; i < type.Dimension; i++)
        {
            if (!reader.TryRead(out var element))
            {
                return value.IsEmpty ? "Invalid empty vector value" : $"Not enough bytes to read a {Name(type)}";
            }

            if (Fault(type.Element, element) is { } fault)
            {
                return fault;
            }
        }

        return reader.AtEnd ? null : $"Unexpected {reader.Left} extraneous bytes after {Name(type)} value";
    }

    private static string Name(VectorType type) => type.Element is NativeType element
        ? $"vector<{(element.Kind == CqlKind.Varchar ? "text" : element.Kind.ToString().ToLowerInvariant())}, {type.Dimension}>"
        : $"vector of {type.Dimension}";
}
