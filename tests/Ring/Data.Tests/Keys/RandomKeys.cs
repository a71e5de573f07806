using System.Buffers;
using Hathi.Base;
using Hathi.Ring.Data.Types;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Data.Tests.Keys;

/// <summary>Types that have an order, and values of them that are near each other, from a seed.</summary>
internal static class RandomKeys
{
    private static readonly NativeType[] s_ordered =
        [.. NativeType.All.Where(static t => t.Kind is not (CqlKind.Counter or CqlKind.Duration))];

    private static readonly string[] s_texts = ["", "a", "a\0", "a\0\0", "a\0b", "a\u0001", "ab", "\0", "é", "\U0001F418", "zz"];

    public static CqlType Type(SeededRandom random, int depth) => depth == 0 || random.Chance(0.5)
        ? s_ordered[random.Next(s_ordered.Length)]
        : random.Next(7) switch
        {
            0 => new ListType(Type(random, depth - 1)),
            1 => new SetType(Type(random, depth - 1)),
            2 => new MapType(Type(random, depth - 1), Type(random, depth - 1)),
            3 => new TupleType(Types(random, depth)),
            4 => User(random, depth),
            5 => new CustomType("com.example.T"),
            _ => new VectorType(Type(random, depth - 1), random.Next(1, 4)),
        };

    public static byte[] Value(SeededRandom random, CqlType type) => type switch
    {
        ListType list => Fields(random, random.Next(4), [list.Element]),
        SetType set => Fields(random, random.Next(4), [set.Element]),
        MapType map => Fields(random, random.Next(3), [map.Key, map.Value]),
        TupleType tuple => Nullable(random, tuple.Fields),
        UserType user => Nullable(random, user.Fields),
        VectorType vector => Vector(random, vector),
        NativeType native => Native(random, native),
        _ => Bytes(random, random.Next(5)),
    };

    private static CqlType[] Types(SeededRandom random, int depth)
    {
        var types = new CqlType[random.Next(1, 4)];
        for (var i = 0; i < types.Length; i++)
        {
            types[i] = Type(random, depth - 1);
        }

        return types;
    }

    private static UserType User(SeededRandom random, int depth)
    {
        var fields = Types(random, depth);
        return new UserType("ks", $"u{random.Next(9)}", [.. fields.Select(static (_, i) => $"f{i}")], fields);
    }

    private static byte[] Fields(SeededRandom random, int count, CqlType[] types)
    {
        var target = new ArrayBufferWriter<byte>();
        ValueWriter.WriteCount(target, count);
        for (var i = 0; i < count; i++)
        {
            foreach (var type in types)
            {
                ValueWriter.WriteField(target, Value(random, type));
            }
        }

        return target.WrittenSpan.ToArray();
    }

    private static byte[] Nullable(SeededRandom random, IReadOnlyList<CqlType> types)
    {
        var target = new ArrayBufferWriter<byte>();
        foreach (var type in types.Take(random.Chance(0.5) ? types.Count : random.Next(types.Count + 1)))
        {
            if (random.Chance(0.3))
            {
                ValueWriter.WriteNull(target);
            }
            else
            {
                ValueWriter.WriteField(target, Value(random, type));
            }
        }

        return target.WrittenSpan.ToArray();
    }

    private static byte[] Vector(SeededRandom random, VectorType vector)
    {
        var target = new ArrayBufferWriter<byte>();
        for (var i = 0; i < vector.Dimension; i++)
        {
            var element = Value(random, vector.Element);
            while (vector.Element.FixedLength > 0 && element.Length == 0)
            {
                element = Value(random, vector.Element);
            }

            ValueWriter.WriteElement(target, element, vector.Element.FixedLength);
        }

        return target.WrittenSpan.ToArray();
    }

    private static byte[] Native(SeededRandom random, NativeType type)
    {
        var mayBeEmpty = type.Kind is not (CqlKind.Smallint or CqlKind.Tinyint or CqlKind.Date or CqlKind.Time);
        if (mayBeEmpty && random.Chance(0.05))
        {
            return [];
        }

        switch (type.Kind)
        {
            case CqlKind.Ascii:
                return System.Text.Encoding.ASCII.GetBytes(new string('\0', random.Next(3)) + new string('x', random.Next(3)));
            case CqlKind.Varchar:
                return System.Text.Encoding.UTF8.GetBytes(s_texts[random.Next(s_texts.Length)]);
            case CqlKind.Blob:
                return Bytes(random, random.Next(6));
            case CqlKind.Varint:
                return Bytes(random, random.Chance(0.9) ? random.Next(1, 5) : random.Next(100, 130));
            case CqlKind.Decimal:
                return Decimal(random);
            case CqlKind.Inet:
                return Bytes(random, random.Chance(0.5) ? 4 : 16);
            case CqlKind.Timeuuid:
                return Version(Bytes(random, 16), 1);
            case CqlKind.Uuid:
                return Version(Bytes(random, 16), random.Chance(0.5) ? 1 : random.Next(16));
            case CqlKind.Double when random.Chance(0.3):
                return Convert.FromHexString(random.Chance(0.5) ? "7FF8000000000001" : "FFF8000000000000");
            case CqlKind.Float when random.Chance(0.3):
                return Convert.FromHexString(random.Chance(0.5) ? "7FC00001" : "FFF00000");
            default:
                return Bytes(random, Length(type));
        }
    }

    private static int Length(NativeType type) => type.Kind switch
    {
        CqlKind.Smallint => 2,
        CqlKind.Tinyint => 1,
        CqlKind.Date => 4,
        CqlKind.Time => 8,
        _ => type.FixedLength,
    };

    // Often of one value and several scales, now and then large.
    private static byte[] Decimal(SeededRandom random)
    {
        if (random.Chance(0.2))
        {
            return [.. Bytes(random, 4), .. Bytes(random, random.Chance(0.5) ? random.Next(1, 20) : random.Next(400, 420))];
        }

        var zeros = random.Next(5);
        var digits = new System.Numerics.BigInteger(random.Next(-12, 13)) * System.Numerics.BigInteger.Pow(10, zeros);
        return new CqlDecimal(digits, zeros + random.Next(3) - 1).Write();
    }

    private static byte[] Version(byte[] id, int version)
    {
        id[6] = (byte)((id[6] & 0x0F) | (version << 4));
        return id;
    }

    private static byte[] Bytes(SeededRandom random, int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
        {
            bytes[i] = random.Next(4) switch { 0 => 0, 1 => 0xFF, 2 => (byte)(0x7F + random.Next(2)), _ => (byte)random.NextUInt64() };
        }

        return bytes;
    }
}
