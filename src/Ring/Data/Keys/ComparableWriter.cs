using System.Buffers.Binary;
using Hathi.Ring.Data.Types;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Data.Keys;

/// <summary>
/// The forms of values that are not empty, ascending. Each ends by itself: fixed lengths; text and bytes by 00 01, a zero within them being
/// 00 FF; elements, each behind a byte that says whether it is null or empty, by 00. Goes as deep as the type is composed. What a decimal's
/// scale is stands elsewhere.
/// </summary>
/// <param name="target">Where to.</param>
/// <param name="scales">Gets the scales of decimals, in order.</param>
internal readonly struct ComparableWriter(DataBuffer target, List<int> scales)
{
    internal const byte Escape = 0x00;
    internal const byte EndOfBytes = 0x01;
    internal const byte EscapedZero = 0xFF;
    internal const byte Sign = 0x80;
    internal const int UuidBytes = 16;
    internal const ulong SignsOfBytes = 0x8080_8080_8080_8080;
    private const int TimeVersion = 1;

    internal void Append(CqlType type, ReadOnlySpan<byte> value)
    {
        switch (type)
        {
            case NativeType native:
                Native(native.Kind, value);
                break;
            case ListType list:
                Collection(list.Element, null, value);
                break;
            case SetType set:
                Collection(set.Element, null, value);
                break;
            case MapType map:
                Collection(map.Key, map.Value, value);
                break;
            case TupleType tuple:
                Fields(tuple.Fields, value);
                break;
            case UserType user:
                Fields(user.Fields, value);
                break;
            case VectorType vector:
                Vector(vector, value);
                break;
            default:
                Bytes(value);
                break;
        }
    }

    private void Native(CqlKind kind, ReadOnlySpan<byte> value)
    {
        switch (kind)
        {
            case CqlKind.Bigint or CqlKind.Timestamp:
                Signed(value, sizeof(long));
                break;
            case CqlKind.Int:
                Signed(value, sizeof(int));
                break;
            case CqlKind.Smallint:
                Signed(value, sizeof(short));
                break;
            case CqlKind.Tinyint:
                Signed(value, 1);
                break;
            case CqlKind.Date:
                Fixed(value, sizeof(int));
                break;
            case CqlKind.Time:
                Fixed(value, sizeof(long));
                break;
            case CqlKind.Boolean:
                Require(value.Length == 1);
                target.Byte(value[0] == 0 ? (byte)0 : (byte)1);
                break;
            case CqlKind.Double:
                Double(value);
                break;
            case CqlKind.Float:
                Float(value);
                break;
            case CqlKind.Varint:
                ComparableVarint.Append(target, value);
                break;
            case CqlKind.Decimal:
                scales.Add(ComparableDecimal.Append(target, value));
                break;
            case CqlKind.Uuid:
                Uuid(value);
                break;
            case CqlKind.Timeuuid:
                TimeUuid(value);
                break;
            case CqlKind.Counter or CqlKind.Duration:
                throw new ArgumentException($"Values of type {kind} have no order.", nameof(kind));
            default:
                Bytes(value);
                break;
        }
    }

    private void Fixed(ReadOnlySpan<byte> value, int length)
    {
        Require(value.Length == length);
        target.Bytes(value);
    }

    private void Signed(ReadOnlySpan<byte> value, int length)
    {
        Fixed(value, length);
        target.At(target.Length - length, 1)[0] ^= Sign;
    }

    // Of what is no number one form counts, behind all numbers.
    private void Double(ReadOnlySpan<byte> value)
    {
        Require(NativeValues.TryReadDouble(value, out var number));
        var bits = BitConverter.DoubleToInt64Bits(double.IsNaN(number) ? NotANumber : number);
        BinaryPrimitives.WriteInt64BigEndian(target.Room(sizeof(long)), bits < 0 ? ~bits : bits ^ long.MinValue);
    }

    private void Float(ReadOnlySpan<byte> value)
    {
        Require(NativeValues.TryReadFloat(value, out var number));
        var bits = BitConverter.SingleToInt32Bits(float.IsNaN(number) ? NotAFloat : number);
        BinaryPrimitives.WriteInt32BigEndian(target.Room(sizeof(int)), bits < 0 ? ~bits : bits ^ int.MinValue);
    }

    // Java's; .NET's own is negative.
    private static double NotANumber => BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_0000);

    private static float NotAFloat => BitConverter.Int32BitsToSingle(0x7FC0_0000);

    // The version comes first; of those made from time, it with its highest part first.
    private void Uuid(ReadOnlySpan<byte> value)
    {
        Require(value.Length == UuidBytes);
        var high = BinaryPrimitives.ReadUInt64BigEndian(value);
        var version = (high >> 12) & 0xF;
        var time = version == TimeVersion ? UuidOrder.TimeOf(high) & 0x0FFF_FFFF_FFFF_FFFF : ((high >> 16) << 12) | (high & 0xFFF);
        BinaryPrimitives.WriteUInt64BigEndian(target.Room(sizeof(ulong)), (version << 60) | time);
        target.Bytes(value[sizeof(ulong)..]);
    }

    private void TimeUuid(ReadOnlySpan<byte> value)
    {
        Require(value.Length == UuidBytes);
        var time = UuidOrder.TimeOf(BinaryPrimitives.ReadUInt64BigEndian(value));
        BinaryPrimitives.WriteUInt64BigEndian(target.Room(sizeof(ulong)), time ^ (1UL << 63));
        var low = BinaryPrimitives.ReadUInt64BigEndian(value[sizeof(ulong)..]);
        BinaryPrimitives.WriteUInt64BigEndian(target.Room(sizeof(ulong)), low ^ SignsOfBytes);
    }

    private void Bytes(ReadOnlySpan<byte> value)
    {
        while (value.IndexOf(Escape) is var zero && zero >= 0)
        {
            target.Bytes(value[..(zero + 1)]);
            target.Byte(EscapedZero);
            value = value[(zero + 1)..];
        }

        target.Bytes(value);
        target.Byte(Escape);
        target.Byte(EndOfBytes);
    }

    private void Collection(CqlType type, CqlType? second, ReadOnlySpan<byte> value)
    {
        Require(FieldReader.TryOpen(value, second is null ? 1 : 2, out var count, out var reader));
        for (var i = 0; i < count; i++)
        {
            Require(reader.Read(out var field) == FieldRead.Value);
            Element(type, field);
            if (second is not null)
            {
                Require(reader.Read(out field) == FieldRead.Value);
                Element(second, field);
            }
        }

        target.Byte(ClusteringBytes.End);
    }

    private void Element(CqlType type, ReadOnlySpan<byte> value)
    {
        target.Byte(value.IsEmpty ? ClusteringBytes.Empty : ClusteringBytes.Value);
        if (!value.IsEmpty)
        {
            Append(type, value);
        }
    }

    // Nulls at the end are as good as not there.
    private void Fields(IReadOnlyList<CqlType> types, ReadOnlySpan<byte> value)
    {
        var reader = new FieldReader(value);
        var end = target.Length;
        for (var i = 0; i < types.Count && !reader.AtEnd; i++)
        {
            var read = reader.Read(out var field);
            Require(read != FieldRead.CutOff);
            if (read == FieldRead.Null)
            {
                target.Byte(ClusteringBytes.Null);
                continue;
            }

            Element(types[i], field);
            end = target.Length;
        }

        target.CutTo(end);
        target.Byte(ClusteringBytes.End);
    }

    private void Vector(VectorType vector, ReadOnlySpan<byte> value)
    {
        var reader = new VectorReader(value, vector.Element.FixedLength);
        for (var i = 0; i < vector.Dimension; i++)
        {
            Require(reader.TryRead(out var element));
            Element(vector.Element, element);
        }
    }

    private static void Require(bool condition)
    {
        if (!condition)
        {
            throw new ArgumentException("The bytes are no value of the type.");
        }
    }
}
