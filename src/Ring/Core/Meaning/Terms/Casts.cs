using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Hathi.Ring.Data;
using Hathi.Ring.Data.Types;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Core.Meaning.Terms;

/// <summary>
/// From a value of a type to one of another: numbers as Java narrows them, times, and most as text. Source: Apache <c>CastFcts</c>.
/// </summary>
internal static class Casts
{
    private const long MillisecondsOfDay = 86_400_000;
    private const long TicksOfMillisecond = 10_000;

    /// <summary>
    /// How a value is cast; null: it is not, or not served yet (what has a fraction, and what Java spells in its own way).
    /// </summary>
    public static ScalarFunction.Work? Find(NativeType from, NativeType to)
    {
        if (IsWhole(from) && IsWhole(to))
        {
            return (value, target) => Whole(from, value, out var number) && WriteWhole(to, number, target);
        }

        if (IsWhole(from) && IsFloating(to))
        {
            return (value, target) => Whole(from, value, out var number) && WriteFloating(to, (double)number, target);
        }

        if (IsFloating(from) && (IsFloating(to) || (IsWhole(to) && to != NativeType.Varint)))
        {
            return (value, target) => Floating(from, value, out var number)
                && (IsFloating(to) ? WriteFloating(to, number, target) : WriteWhole(to, Narrowed(number, to), target));
        }

        if (to == NativeType.Decimal && IsWhole(from))
        {
            return (value, target) => Whole(from, value, out var number) && Write(target, new CqlDecimal(number, 0).Write());
        }

        return to == NativeType.Varchar || to == NativeType.Ascii ? Texts(from, to) : Times(from, to);
    }

    private static ScalarFunction.Work? Texts(NativeType from, NativeType to)
    {
        if (IsWhole(from))
        {
            return (value, target) => Whole(from, value, out var number)
                && Write(target, Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)));
        }

        return from.Kind switch
        {
            CqlKind.Ascii when to == NativeType.Varchar => (value, target) => Write(target, value),
            CqlKind.Boolean => static (value, target) =>
                NativeValues.TryReadBoolean(value, out var truth) && Write(target, truth ? "true"u8 : "false"u8),
            CqlKind.Uuid or CqlKind.Timeuuid => static (value, target) =>
                NativeValues.TryReadUuid(value, out var id) && Write(target, Encoding.ASCII.GetBytes(id.ToString("D"))),
            _ => null,
        };
    }

    private static ScalarFunction.Work? Times(NativeType from, NativeType to) => (from.Kind, to.Kind) switch
    {
        (CqlKind.Timeuuid, CqlKind.Timestamp) => static (value, target) => OfUuid(value, out var at) && WriteLong(target, at),
        (CqlKind.Timeuuid, CqlKind.Date) => static (value, target) => OfUuid(value, out var at) && WriteDay(target, at),
        (CqlKind.Timestamp, CqlKind.Date) => static (value, target) =>
            NativeValues.TryReadLong(value, out var at) && WriteDay(target, at),
        (CqlKind.Date, CqlKind.Timestamp) => static (value, target) =>
            NativeValues.TryReadDate(value, out var day) && WriteLong(target, day * MillisecondsOfDay),
        _ => null,
    };

    /// <summary>A number without a fraction.</summary>
    public static bool IsWhole(NativeType type) => type.Kind is CqlKind.Tinyint or CqlKind.Smallint or CqlKind.Int or CqlKind.Bigint
        or CqlKind.Varint or CqlKind.Counter;

    /// <summary>A number of IEEE 754.</summary>
    public static bool IsFloating(NativeType type) => type.Kind is CqlKind.Float or CqlKind.Double;

    /// <summary>Reads a number without a fraction.</summary>
    public static bool Whole(NativeType type, ReadOnlySpan<byte> value, out BigInteger number)
    {
        number = VarintValue.Read(value);
        return !value.IsEmpty && type.Kind != CqlKind.Custom;
    }

    /// <summary>Reads a number of IEEE 754.</summary>
    public static bool Floating(NativeType type, ReadOnlySpan<byte> value, out double number)
    {
        if (type == NativeType.Double)
        {
            return NativeValues.TryReadDouble(value, out number);
        }

        var isOne = NativeValues.TryReadFloat(value, out var single);
        number = single;
        return isOne;
    }

    /// <summary>Writes a number; what does not fit loses its highest bits, as in Java.</summary>
    public static bool WriteWhole(NativeType type, BigInteger number, DataBuffer target)
    {
        if (type == NativeType.Varint)
        {
            return Write(target, VarintValue.Write(number));
        }

        var bits = unchecked((long)(ulong)(number & ulong.MaxValue));
        switch (type.Kind)
        {
            case CqlKind.Tinyint:
                target.Byte(unchecked((byte)bits));
                break;
            case CqlKind.Smallint:
                BinaryPrimitives.WriteInt16BigEndian(target.Room(sizeof(short)), unchecked((short)bits));
                break;
            case CqlKind.Int:
                BinaryPrimitives.WriteInt32BigEndian(target.Room(sizeof(int)), unchecked((int)bits));
                break;
            default:
                return WriteLong(target, bits);
        }

        return true;
    }

    /// <summary>Writes a number of IEEE 754.</summary>
    public static bool WriteFloating(NativeType type, double number, DataBuffer target)
    {
        if (type == NativeType.Double)
        {
            BinaryPrimitives.WriteDoubleBigEndian(target.Room(sizeof(double)), number);
        }
        else
        {
            BinaryPrimitives.WriteSingleBigEndian(target.Room(sizeof(float)), (float)number);
        }

        return true;
    }

    // Of Java: to the nearest there is, and to shorter ones by way of an int.
    private static BigInteger Narrowed(double number, NativeType to)
    {
        if (double.IsNaN(number))
        {
            return 0;
        }

        return to == NativeType.Bigint
            ? new BigInteger(Math.Truncate(Math.Clamp(number, long.MinValue, long.MaxValue))) is var whole && whole > long.MaxValue
                ? long.MaxValue : whole
            : (int)Math.Clamp(number, int.MinValue, int.MaxValue);
    }

    private static bool OfUuid(ReadOnlySpan<byte> value, out long milliseconds)
    {
        milliseconds = 0;
        if (value.IsEmpty)
        {
            return false;
        }

        var ticks = EvaluationClock.TicksOf(BinaryPrimitives.ReadUInt64BigEndian(value));
        milliseconds = Floor(ticks, TicksOfMillisecond);
        return true;
    }

    private static long Floor(long number, long by) => number / by - (number % by < 0 ? 1 : 0);

    private static bool WriteLong(DataBuffer target, long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(target.Room(sizeof(long)), number);
        return true;
    }

    private static bool WriteDay(DataBuffer target, long milliseconds)
    {
        NativeValues.WriteDate(target.Room(sizeof(int)), (int)Floor(milliseconds, MillisecondsOfDay));
        return true;
    }

    private static bool Write(DataBuffer target, ReadOnlySpan<byte> value)
    {
        target.Bytes(value);
        return true;
    }
}
