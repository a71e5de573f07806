using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;
using Hathi.Ring.Data.Types;
using Hathi.Ring.Data.Values;
using CqlType = Hathi.Ring.Data.Types.CqlType;
using NativeType = Hathi.Ring.Data.Types.NativeType;

namespace Hathi.Ring.Core.Meaning.Constants;

/// <summary>
/// A constant as it was written becomes a value of a type, where it may. Source: Apache <c>Constants.Literal</c> and the types'
/// <c>fromString</c>.
/// </summary>
internal static class ConstantText
{
    /// <summary>Whether a constant that looks so may be of a type.</summary>
    public static bool MayBe(LiteralKind kind, CqlType type) => type is NativeType && kind switch
    {
        LiteralKind.String => type.Kind is CqlKind.Ascii or CqlKind.Varchar or CqlKind.Inet or CqlKind.Date or CqlKind.Time
            or CqlKind.Timestamp,
        LiteralKind.Integer => type.Kind is CqlKind.Bigint or CqlKind.Counter or CqlKind.Date or CqlKind.Decimal or CqlKind.Double
            or CqlKind.Duration or CqlKind.Float or CqlKind.Int or CqlKind.Smallint or CqlKind.Time or CqlKind.Timestamp
            or CqlKind.Tinyint or CqlKind.Varint,
        LiteralKind.Uuid => type.Kind is CqlKind.Uuid or CqlKind.Timeuuid,
        LiteralKind.Float => type.Kind is CqlKind.Decimal or CqlKind.Double or CqlKind.Float,
        LiteralKind.Boolean => type.Kind == CqlKind.Boolean,
        LiteralKind.Hex => type.Kind == CqlKind.Blob,
        LiteralKind.Duration => type.Kind == CqlKind.Duration,
        _ => false,
    };

    /// <summary>The type that a constant has where nobody says one; null: it may be of several.</summary>
    public static NativeType? PreferredType(LiteralKind kind) => kind switch
    {
        LiteralKind.Boolean => NativeType.Boolean,
        LiteralKind.Uuid => NativeType.Uuid,
        LiteralKind.Hex => NativeType.Blob,
        LiteralKind.Duration => NativeType.Duration,
        _ => null,
    };

    /// <summary>The bytes of a constant that <see cref="MayBe"/> of the type.</summary>
    /// <exception cref="CqlException">It is none: out of range, not of the form.</exception>
    public static byte[] Bytes(Literal literal, CqlType type)
    {
        var text = literal.Text;
        return type.Kind switch
        {
            CqlKind.Ascii => Ascii(text),
            CqlKind.Varchar => Encoding.UTF8.GetBytes(text),
            CqlKind.Blob => Hex(text),
            CqlKind.Boolean => [string.Equals(text, "true", StringComparison.OrdinalIgnoreCase) ? (byte)1 : (byte)0],
            CqlKind.Tinyint => [(byte)Whole(text, sbyte.MinValue, sbyte.MaxValue, "byte")],
            CqlKind.Smallint => Big(BinaryPrimitives.WriteInt16BigEndian, (short)Whole(text, short.MinValue, short.MaxValue, "short")),
            CqlKind.Int => Big(BinaryPrimitives.WriteInt32BigEndian, (int)Whole(text, int.MinValue, int.MaxValue, "int")),
            CqlKind.Bigint or CqlKind.Counter =>
                Big(BinaryPrimitives.WriteInt64BigEndian, Whole(text, long.MinValue, long.MaxValue, "long")),
            CqlKind.Varint => VarintValue.Write(Number(text)),
            CqlKind.Decimal => DecimalText.Bytes(text),
            CqlKind.Double => Big(BinaryPrimitives.WriteInt64BigEndian, Double(text)),
            CqlKind.Float => Big(BinaryPrimitives.WriteInt32BigEndian, Single(text)),
            CqlKind.Uuid or CqlKind.Timeuuid => Uuid(text, type),
            CqlKind.Inet => InetText.TryParse(text) ?? throw Refused($"Unable to make inet address from '{text}'"),
            CqlKind.Date => Big(BinaryPrimitives.WriteInt32BigEndian, DateText.Date(text)),
            CqlKind.Time => Big(BinaryPrimitives.WriteInt64BigEndian, TimeText.Time(text)),
            CqlKind.Timestamp => Big(BinaryPrimitives.WriteInt64BigEndian, TimestampText.Timestamp(text)),
            CqlKind.Duration => DurationText.Bytes(text),
            _ => throw new InvalidOperationException($"No constant is of type {CqlTypeText.Of(type, false)}"),
        };
    }

    /// <summary>The statement is one, and this cannot be done.</summary>
    internal static CqlException Refused(string message) => new(CqlErrorCode.Invalid, message);

    private delegate void Write<in T>(Span<byte> target, T number);

    private static byte[] Big<T>(Write<T> write, T number)
        where T : unmanaged
    {
        var bytes = new byte[System.Runtime.CompilerServices.Unsafe.SizeOf<T>()];
        write(bytes, number);
        return bytes;
    }

    private static byte[] Ascii(string text) => System.Text.Ascii.IsValid(text)
        ? Encoding.ASCII.GetBytes(text)
        : throw Refused(
            "Invalid ASCII character in string literal: java.nio.charset.UnmappableCharacterException: Input length = 1");

    private static byte[] Hex(string text)
    {
        var digits = text.AsSpan(2);
        return digits.Length % 2 == 0 ? Convert.FromHexString(digits) : throw Refused($"cannot parse '{digits}' as hex bytes");
    }

    private static long Whole(string text, long least, long most, string name) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most
            ? number
            : throw Refused($"Unable to make {name} from '{text}'");

    private static BigInteger Number(string text) =>
        text.Length <= ValueLimits.MaxNumberBytes
            && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Refused($"unable to make int from '{text}'");

    // What is no number has one form, Java's.
    private static long Double(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? double.IsNaN(number) ? 0x7FF8_0000_0000_0000 : BitConverter.DoubleToInt64Bits(number)
            : throw Refused($"Unable to make double from '{text}'");

    private static int Single(string text) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? float.IsNaN(number) ? 0x7FC0_0000 : BitConverter.SingleToInt32Bits(number)
            : throw Refused($"Unable to make float from '{text}'");

    private static byte[] Uuid(string text, CqlType type)
    {
        var bytes = Guid.ParseExact(text, "D").ToByteArray(bigEndian: true);
        return type.Kind == CqlKind.Uuid || bytes[6] >> 4 == 1 ? bytes : throw Refused("TimeUUID supports only version 1 UUIDs");
    }
}
