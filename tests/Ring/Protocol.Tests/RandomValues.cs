using Hathi.Base;
using Hathi.Ring.Data.Types;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Protocol.Tests;

/// <summary>Types and values of them from a seed.</summary>
internal static class RandomValues
{
    private static readonly string[] s_texts = ["", "a", "ab", "é", "\U0001F418 elephant", "zz"];

    public static CqlType Type(SeededRandom random, int depth) => depth == 0 || random.Chance(0.4)
        ? NativeType.All[random.Next(NativeType.All.Count)]
        : random.Next(6) switch
        {
            0 => new ListType(Type(random, depth - 1)),
            1 => new SetType(Type(random, depth - 1)),
            2 => new MapType(Type(random, depth - 1), Type(random, depth - 1)),
            3 => new TupleType(Types(random, depth)),
            4 => User(random, depth),
            _ => new VectorType(Type(random, depth - 1), random.Next(1, 4)),
        };

    public static byte[] Value(SeededRandom random, CqlType type) => type switch
    {
        ListType list => Fields(random, random.Next(4), [list.Element]),
        SetType set => Fields(random, random.Next(4), [set.Element]),
        MapType map => Fields(random, random.Next(4), [map.Key, map.Value]),
        TupleType tuple => Nullable(random, tuple.Fields),
        UserType user => Nullable(random, user.Fields),
        VectorType vector => Vector(random, vector),
        _ => Native(random, type.Kind),
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

    private static byte[] Fields(SeededRandom random, int count, CqlType[] types) => Wire.Written(b =>
    {
        ValueWriter.WriteCount(b, count);
        for (var i = 0; i < count; i++)
        {
            foreach (var type in types)
            {
                ValueWriter.WriteField(b, Value(random, type));
            }
        }
    });

    private static byte[] Nullable(SeededRandom random, IReadOnlyList<CqlType> types) => Wire.Written(b =>
    {
        var told = random.Next(types.Count + 1);
        foreach (var type in types.Take(told))
        {
            if (random.Chance(0.2))
            {
                ValueWriter.WriteNull(b);
            }
            else
            {
                ValueWriter.WriteField(b, Value(random, type));
            }
        }
    });

    private static byte[] Vector(SeededRandom random, VectorType vector) => Wire.Written(b =>
    {
        for (var i = 0; i < vector.Dimension; i++)
        {
            var element = Value(random, vector.Element);
            while (vector.Element.FixedLength > 0 && element.Length == 0)
            {
                element = Value(random, vector.Element);
            }

            ValueWriter.WriteElement(b, element, vector.Element.FixedLength);
        }
    });

    private static byte[] Native(SeededRandom random, CqlKind kind)
    {
        switch (kind)
        {
            case CqlKind.Ascii:
                return System.Text.Encoding.ASCII.GetBytes(new string('x', random.Next(5)));
            case CqlKind.Varchar:
                return System.Text.Encoding.UTF8.GetBytes(s_texts[random.Next(s_texts.Length)]);
            case CqlKind.Blob or CqlKind.Varint:
                return Bytes(random, random.Next(1, 20));
            case CqlKind.Decimal:
                return Bytes(random, random.Next(5, 20));
            case CqlKind.Inet:
                return Bytes(random, random.Chance(0.5) ? 4 : 16);
            case CqlKind.Timeuuid:
                var id = Bytes(random, 16);
                id[6] = (byte)((id[6] & 0x0F) | 0x10);
                return id;
            case CqlKind.Duration:
                var bytes = new byte[CqlDuration.MaxBytes];
                var sign = random.Chance(0.5) ? 1 : -1;
                return bytes[..new CqlDuration(sign * random.Next(99), sign * random.Next(99), sign * (long)random.Next(99)).Write(bytes)];
            case CqlKind.Date:
                return Bytes(random, 4);
            case CqlKind.Time:
                return Bytes(random, 8);
            case CqlKind.Smallint:
                return Bytes(random, 2);
            case CqlKind.Tinyint:
                return Bytes(random, 1);
            default:
                var length = kind is CqlKind.Boolean ? 1 : kind is CqlKind.Int or CqlKind.Float ? 4 : kind is CqlKind.Uuid ? 16 : 8;
                return random.Chance(0.1) ? [] : Bytes(random, length);
        }
    }

    private static byte[] Bytes(SeededRandom random, int length)
    {
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
        {
            bytes[i] = random.Chance(0.3) ? (byte)0 : (byte)random.NextUInt64();
        }

        return bytes;
    }
}
