using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;
using Hathi.Ring.Data.Types;
using Hathi.Ring.Data.Values;
using Hathi.Ring.Protocol.Notation;

namespace Hathi.Cli.Cql.Values;

/// <summary>
/// Values as <c>cqlsh</c> shows them. Otherwise than there: vectors as lists (its driver knows none and shows their bytes), null within a
/// list or tuple as <c>null</c> rather than <c>None</c>, the year 1 with four digits.
/// </summary>
internal static class ValueText
{
    public const string Null = "null";

    public static string Of(CqlType type, WireValue value)
    {
        if (!value.IsPresent)
        {
            return Null;
        }

        var text = new StringBuilder();
        Append(text, type, value.Bytes, isQuoted: false);
        return text.ToString();
    }

    private static void Append(StringBuilder text, CqlType type, ReadOnlySpan<byte> value, bool isQuoted)
    {
        var isText = type.Kind is CqlKind.Ascii or CqlKind.Varchar;
        if (value.IsEmpty && !isText && type.Kind is not CqlKind.Blob)
        {
            return; // Bytes there are, and none of them: no value of the type, and not null.
        }

        if (ValueCheck.Fault(type, value) is not null)
        {
            AppendBytes(text, value);
            return;
        }

        switch (type)
        {
            case ListType list:
                AppendElements(text, list.Element, value, '[', ']');
                break;
            case SetType set:
                AppendElements(text, set.Element, value, '{', '}');
                break;
            case MapType map:
                AppendPairs(text, map, value);
                break;
            case TupleType tuple:
                AppendTuple(text, tuple, value);
                break;
            case UserType user:
                AppendUserType(text, user, value);
                break;
            case VectorType vector:
                AppendVector(text, vector, value);
                break;
            default:
                AppendNative(text, type.Kind, value, isQuoted);
                break;
        }
    }

    private static void AppendNative(StringBuilder text, CqlKind kind, ReadOnlySpan<byte> value, bool isQuoted)
    {
        switch (kind)
        {
            case CqlKind.Ascii or CqlKind.Varchar:
                AppendQuoted(text, isQuoted, Encoding.UTF8.GetString(value), areCharacters: true);
                break;
            case CqlKind.Inet:
                AppendQuoted(text, isQuoted, new IPAddress(value).ToString(), areCharacters: false);
                break;
            case CqlKind.Timestamp:
                AppendQuoted(text, isQuoted, TimeText.OfTimestamp(BinaryPrimitives.ReadInt64BigEndian(value)), areCharacters: false);
                break;
            case CqlKind.Blob or CqlKind.Custom:
                AppendBytes(text, value);
                break;
            default:
                text.Append(Plain(kind, value));
                break;
        }
    }

    private static string Plain(CqlKind kind, ReadOnlySpan<byte> value) => kind switch
    {
        CqlKind.Boolean => value[0] != 0 ? "True" : "False",
        CqlKind.Tinyint => ((sbyte)value[0]).ToString(CultureInfo.InvariantCulture),
        CqlKind.Smallint => BinaryPrimitives.ReadInt16BigEndian(value).ToString(CultureInfo.InvariantCulture),
        CqlKind.Int => BinaryPrimitives.ReadInt32BigEndian(value).ToString(CultureInfo.InvariantCulture),
        CqlKind.Bigint or CqlKind.Counter => BinaryPrimitives.ReadInt64BigEndian(value).ToString(CultureInfo.InvariantCulture),
        CqlKind.Varint => VarintValue.Read(value).ToString(CultureInfo.InvariantCulture),
        CqlKind.Float => NumberText.Of(BinaryPrimitives.ReadSingleBigEndian(value)),
        CqlKind.Double => NumberText.Of(BinaryPrimitives.ReadDoubleBigEndian(value)),
        CqlKind.Decimal when CqlDecimal.TryRead(value, out var number) => NumberText.Of(number),
        CqlKind.Uuid or CqlKind.Timeuuid => new Guid(value, bigEndian: true).ToString(),
        CqlKind.Date => TimeText.OfDate(BinaryPrimitives.ReadUInt32BigEndian(value)),
        CqlKind.Time => TimeText.OfTime(BinaryPrimitives.ReadInt64BigEndian(value)),
        CqlKind.Duration when CqlDuration.TryRead(value, out var duration) => TimeText.OfDuration(duration),
        _ => "0x" + Convert.ToHexStringLower(value),
    };

    private static void AppendBytes(StringBuilder text, ReadOnlySpan<byte> value) =>
        text.Append("0x").Append(Convert.ToHexStringLower(value));

    private static void AppendQuoted(StringBuilder text, bool isQuoted, string value, bool areCharacters)
    {
        var quote = isQuoted ? "'" : "";
        text.Append(quote);
        if (areCharacters)
        {
            ControlCharacters.Append(text, value, isQuoted);
        }
        else
        {
            text.Append(value);
        }

        text.Append(quote);
    }

    private static void AppendField(StringBuilder text, CqlType type, FieldRead read, ReadOnlySpan<byte> field)
    {
        if (read == FieldRead.Value)
        {
            Append(text, type, field, isQuoted: true);
        }
        else
        {
            text.Append(Null);
        }
    }

    private static void AppendElements(StringBuilder text, CqlType element, ReadOnlySpan<byte> value, char open, char close)
    {
        text.Append(open);
        FieldReader.TryOpen(value, fieldsEach: 1, out var count, out var reader);
        for (var i = 0; i < count; i++)
        {
            text.Append(i > 0 ? ", " : "");
            AppendField(text, element, reader.Read(out var field), field);
        }

        text.Append(close);
    }

    private static void AppendPairs(StringBuilder text, MapType map, ReadOnlySpan<byte> value)
    {
        text.Append('{');
        FieldReader.TryOpen(value, fieldsEach: 2, out var count, out var reader);
        for (var i = 0; i < count; i++)
        {
            text.Append(i > 0 ? ", " : "");
            AppendField(text, map.Key, reader.Read(out var key), key);
            text.Append(": ");
            AppendField(text, map.Value, reader.Read(out var field), field);
        }

        text.Append('}');
    }

    private static void AppendTuple(StringBuilder text, TupleType tuple, ReadOnlySpan<byte> value)
    {
        text.Append('(');
        var reader = new FieldReader(value);
        for (var i = 0; i < tuple.Fields.Count; i++)
        {
            text.Append(i > 0 ? ", " : "");
            AppendField(text, tuple.Fields[i], reader.Read(out var field), field);
        }

        text.Append(')');
    }

    // A value may have fewer fields than its type has by now.
    private static void AppendUserType(StringBuilder text, UserType user, ReadOnlySpan<byte> value)
    {
        text.Append('{');
        var reader = new FieldReader(value);
        for (var i = 0; i < user.Fields.Count; i++)
        {
            text.Append(i > 0 ? ", " : "");
            ControlCharacters.Append(text, user.FieldNames[i], isQuoted: false);
            text.Append(": ");
            AppendField(text, user.Fields[i], reader.Read(out var field), field);
        }

        text.Append('}');
    }

    private static void AppendVector(StringBuilder text, VectorType vector, ReadOnlySpan<byte> value)
    {
        text.Append('[');
        var reader = new VectorReader(value, vector.Element.FixedLength);
        for (var i = 0; i < vector.Dimension && reader.TryRead(out var element); i++)
        {
            text.Append(i > 0 ? ", " : "");
            Append(text, vector.Element, element, isQuoted: true);
        }

        text.Append(']');
    }
}
