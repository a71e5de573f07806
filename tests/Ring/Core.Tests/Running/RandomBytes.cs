using Hathi.Base;
using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Core.Tests.Running;

/// <summary>Bytes that are mostly values of a type; now and then a length, a count or a letter is wrong.</summary>
internal static class RandomBytes
{
    public static void Append(List<byte> target, CqlType type, SeededRandom random, double damage)
    {
        switch (type)
        {
            case ListType list:
                AppendAll(target, [list.Element], random, damage);
                break;
            case SetType set:
                AppendAll(target, [set.Element], random, damage);
                break;
            case MapType map:
                AppendAll(target, [map.Key, map.Value], random, damage);
                break;
            case TupleType tuple:
                AppendFields(target, tuple.Fields, random, damage);
                break;
            case UserType user:
                AppendFields(target, user.Fields, random, damage);
                break;
            case VectorType vector:
                for (var i = 0; i < vector.Dimension; i++)
                {
                    Append(target, vector.Element, random, 0);
                }

                break;
            default:
                AppendNative(target, type, random, damage);
                break;
        }
    }

    private static void AppendNative(List<byte> target, CqlType type, SeededRandom random, double damage)
    {
        var length = type.Kind switch
        {
            CqlKind.Int or CqlKind.Float or CqlKind.Date => 4,
            CqlKind.Bigint or CqlKind.Double or CqlKind.Timestamp or CqlKind.Time => 8,
            CqlKind.Boolean or CqlKind.Tinyint => 1,
            CqlKind.Smallint => 2,
            CqlKind.Uuid or CqlKind.Timeuuid => 16,
            CqlKind.Decimal => random.Next(5, 12),
            CqlKind.Duration => 3,
            _ => random.Next(1, 10),
        };
        length = random.Chance(damage) ? random.Next(20) : length;
        for (var i = 0; i < length; i++)
        {
            var isSmall = type.Kind is CqlKind.Varchar or CqlKind.Ascii or CqlKind.Int or CqlKind.Duration;
            var value = (byte)(isSmall ? (i < length - 1 && type.Kind != CqlKind.Varchar ? 0 : random.Next(6)) : random.Next(256));
            target.Add(type.Kind == CqlKind.Timeuuid && i == 6 ? (byte)0x10 : value);
        }
    }

    private static void AppendAll(List<byte> target, CqlType[] types, SeededRandom random, double damage)
    {
        var count = random.Next(5);
        Put(target, random.Chance(damage) ? random.Next(20) - 2 : count);
        for (var i = 0; i < count; i++)
        {
            foreach (var type in types)
            {
                AppendField(target, type, random, damage);
            }
        }
    }

    private static void AppendFields(List<byte> target, IReadOnlyList<CqlType> types, SeededRandom random, double damage)
    {
        foreach (var type in types.Take(random.Chance(0.2) ? random.Next(types.Count) + 1 : types.Count))
        {
            if (random.Chance(0.1))
            {
                Put(target, -1);
            }
            else
            {
                AppendField(target, type, random, damage);
            }
        }
    }

    private static void AppendField(List<byte> target, CqlType type, SeededRandom random, double damage)
    {
        var field = new List<byte>();
        Append(field, type, random, damage);
        Put(target, random.Chance(damage) ? field.Count + random.Next(5) - 2 : field.Count);
        target.AddRange(field);
    }

    private static void Put(List<byte> target, int number) =>
        target.AddRange([(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number]);
}
