using System.Buffers.Binary;
using Hathi.Ring.Data.Types;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Data.Keys;

/// <summary>Reads what a <see cref="ComparableWriter"/> wrote, also turned for descending order. Goes as deep as the type.</summary>
internal ref struct ComparableReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>What bytes are to be turned by: 0, or 0xFF where they were.</summary>
    internal byte Mask { get; set; }

    internal readonly ReadOnlySpan<byte> Rest => _rest;

    internal byte Byte()
    {
        if (_rest.IsEmpty)
        {
            throw CutOff();
        }

        var value = (byte)(_rest[0] ^ Mask);
        _rest = _rest[1..];
        return value;
    }

    internal int UInt16() => (Byte() << 8) | Byte();

    internal uint UInt32() => ((uint)UInt16() << 16) | (uint)UInt16();

    /// <summary>The next scale: they stand at the end, the first one last.</summary>
    internal int Scale()
    {
        if (_rest.Length < sizeof(int))
        {
            throw CutOff();
        }

        var scale = BinaryPrimitives.ReadInt32BigEndian(_rest[^sizeof(int)..]);
        _rest = _rest[..^sizeof(int)];
        return scale;
    }

    /// <summary>So many bytes, written behind what the buffer holds.</summary>
    internal Span<byte> Take(int length, DataBuffer target)
    {
        if (length > _rest.Length)
        {
            throw CutOff();
        }

        var taken = target.Room(length);
        _rest[..length].CopyTo(taken);
        Turn(taken);
        _rest = _rest[length..];
        return taken;
    }

    internal void Read(CqlType type, DataBuffer target)
    {
        switch (type)
        {
            case NativeType native:
                Native(native.Kind, target);
                break;
            case ListType list:
                Collection(list.Element, null, target);
                break;
            case SetType set:
                Collection(set.Element, null, target);
                break;
            case MapType map:
                Collection(map.Key, map.Value, target);
                break;
            case TupleType tuple:
                Fields(tuple.Fields, target);
                break;
            case UserType user:
                Fields(user.Fields, target);
                break;
            case VectorType vector:
                Vector(vector, target);
                break;
            default:
                Bytes(target);
                break;
        }
    }

    private void Native(CqlKind kind, DataBuffer target)
    {
        switch (kind)
        {
            case CqlKind.Bigint or CqlKind.Timestamp:
                Take(sizeof(long), target)[0] ^= ComparableWriter.Sign;
                break;
            case CqlKind.Int:
                Take(sizeof(int), target)[0] ^= ComparableWriter.Sign;
                break;
            case CqlKind.Smallint:
                Take(sizeof(short), target)[0] ^= ComparableWriter.Sign;
                break;
            case CqlKind.Tinyint:
                Take(1, target)[0] ^= ComparableWriter.Sign;
                break;
            case CqlKind.Date:
                Take(sizeof(int), target);
                break;
            case CqlKind.Time:
                Take(sizeof(long), target);
                break;
            case CqlKind.Boolean:
                Take(1, target);
                break;
            case CqlKind.Double:
                Floating(sizeof(double), target);
                break;
            case CqlKind.Float:
                Floating(sizeof(float), target);
                break;
            case CqlKind.Varint:
                ComparableVarint.Read(ref this, target);
                break;
            case CqlKind.Decimal:
                ComparableDecimal.Read(ref this, target);
                break;
            case CqlKind.Uuid:
                Uuid(target);
                break;
            case CqlKind.Timeuuid:
                TimeUuid(target);
                break;
            case CqlKind.Counter or CqlKind.Duration:
                throw new ArgumentException($"Values of type {kind} have no order.", nameof(kind));
            default:
                Bytes(target);
                break;
        }
    }

    private void Floating(int length, DataBuffer target)
    {
        var value = Take(length, target);
        if (value[0] >= ComparableWriter.Sign)
        {
            value[0] ^= ComparableWriter.Sign;
            return;
        }

        foreach (ref var part in value)
        {
            part = (byte)~part;
        }
    }

    private void Uuid(DataBuffer target)
    {
        var value = Take(ComparableWriter.UuidBytes, target);
        var high = BinaryPrimitives.ReadUInt64BigEndian(value);
        high = high >> 60 == 1 ? UuidOrder.OfTime(high)
            : ((high << 4) & 0xFFFF_FFFF_FFFF_0000) | ((high >> 48) & 0xF000) | (high & 0xFFF);
        BinaryPrimitives.WriteUInt64BigEndian(value, high);
    }

    private void TimeUuid(DataBuffer target)
    {
        var value = Take(ComparableWriter.UuidBytes, target);
        var time = BinaryPrimitives.ReadUInt64BigEndian(value) ^ (1UL << 63);
        BinaryPrimitives.WriteUInt64BigEndian(value, UuidOrder.OfTime(time));
        var low = value[sizeof(ulong)..];
        BinaryPrimitives.WriteUInt64BigEndian(low, BinaryPrimitives.ReadUInt64BigEndian(low) ^ ComparableWriter.SignsOfBytes);
    }

    private void Bytes(DataBuffer target)
    {
        var escape = (byte)(ComparableWriter.Escape ^ Mask);
        while (true)
        {
            var at = _rest.IndexOf(escape);
            if (at < 0)
            {
                throw CutOff();
            }

            Take(at + 1, target);
            var next = Byte();
            if (next == ComparableWriter.EndOfBytes)
            {
                target.CutTo(target.Length - 1);
                return;
            }

            if (next != ComparableWriter.EscapedZero)
            {
                throw new RingDataException($"A zero that 0x{next:x2} follows in a clustering value");
            }
        }
    }

    private void Collection(CqlType type, CqlType? second, DataBuffer target)
    {
        var start = target.Length;
        target.Room(sizeof(int));
        var count = 0;
        while (Byte() is var head && head != ClusteringBytes.End)
        {
            Field(head, type, target);
            if (second is not null)
            {
                Field(Byte(), second, target);
            }

            count++;
        }

        BinaryPrimitives.WriteInt32BigEndian(target.At(start, sizeof(int)), count);
    }

    // A value has all fields of the type, be it that some were added since it was written.
    private void Fields(IReadOnlyList<CqlType> types, DataBuffer target)
    {
        var isEnd = false;
        for (var i = 0; i < types.Count; i++)
        {
            var head = isEnd ? ClusteringBytes.Null : Byte();
            isEnd |= head == ClusteringBytes.End;
            if (isEnd || head == ClusteringBytes.Null)
            {
                BinaryPrimitives.WriteInt32BigEndian(target.Room(sizeof(int)), -1);
                continue;
            }

            Field(head, types[i], target);
        }

        if (!isEnd && Byte() is var end && end != ClusteringBytes.End)
        {
            throw new RingDataException($"More fields than the {types.Count} of their type, or 0x{end:x2} behind them");
        }
    }

    private void Field(byte head, CqlType type, DataBuffer target)
    {
        var start = target.Length;
        target.Room(sizeof(int));
        Element(head, type, target);
        BinaryPrimitives.WriteInt32BigEndian(target.At(start, sizeof(int)), target.Length - start - sizeof(int));
    }

    private void Element(byte head, CqlType type, DataBuffer target)
    {
        if (head == ClusteringBytes.Value)
        {
            Read(type, target);
        }
        else if (head != ClusteringBytes.Empty)
        {
            throw new RingDataException($"An element that begins with 0x{head:x2} in a clustering value");
        }
    }

    private void Vector(VectorType vector, DataBuffer target)
    {
        for (var i = 0; i < vector.Dimension; i++)
        {
            var start = target.Length;
            Element(Byte(), vector.Element, target);
            if (vector.Element.FixedLength == 0)
            {
                Count(start, target);
            }
            else if (target.Length - start != vector.Element.FixedLength)
            {
                throw new RingDataException("An element of a vector that is empty");
            }
        }
    }

    // Its length comes before an element, and is known behind it.
    private static void Count(int start, DataBuffer target)
    {
        var length = target.Length - start;
        var size = UnsignedVInt.Size((ulong)length);
        target.Room(size);
        var whole = target.At(start, size + length);
        whole[..length].CopyTo(whole[size..]);
        UnsignedVInt.Write(whole, (ulong)length);
    }

    private readonly void Turn(Span<byte> bytes)
    {
        if (Mask == 0)
        {
            return;
        }

        foreach (ref var value in bytes)
        {
            value ^= Mask;
        }
    }

    private static RingDataException CutOff() => new("A clustering value that ends too early");
}
