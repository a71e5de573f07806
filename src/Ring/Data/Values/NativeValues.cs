using System.Buffers.Binary;
using System.Net;

namespace Hathi.Ring.Data.Values;

/// <summary>
/// Values of fixed length, read and written. The names are CQL's. No bytes are "empty", which is neither null nor zero, and not read here.
/// Source: <c>native_protocol_v5.spec</c>, section 5.
/// </summary>
public static class NativeValues
{
    /// <summary>Nanoseconds of a day: one more than the last time there is.</summary>
    public const long NanosecondsOfDay = 86_400_000_000_000;

    private const int UuidBytes = 16;

    /// <summary>A bigint, counter, timestamp (milliseconds since 1970) or time (nanoseconds since midnight).</summary>
    public static bool TryReadLong(ReadOnlySpan<byte> value, out long number)
    {
        number = value.Length == sizeof(long) ? BinaryPrimitives.ReadInt64BigEndian(value) : 0;
        return value.Length == sizeof(long);
    }

    /// <summary>An int.</summary>
    public static bool TryReadInt(ReadOnlySpan<byte> value, out int number)
    {
        number = value.Length == sizeof(int) ? BinaryPrimitives.ReadInt32BigEndian(value) : 0;
        return value.Length == sizeof(int);
    }

    /// <summary>A date: days since 1970, which may be below zero. On the wire that day is 2^31.</summary>
    public static bool TryReadDate(ReadOnlySpan<byte> value, out int days)
    {
        var isOne = TryReadInt(value, out var number);
        days = number ^ int.MinValue;
        return isOne;
    }

    /// <summary>A smallint.</summary>
    public static bool TryReadSmallint(ReadOnlySpan<byte> value, out short number)
    {
        number = value.Length == sizeof(short) ? BinaryPrimitives.ReadInt16BigEndian(value) : (short)0;
        return value.Length == sizeof(short);
    }

    /// <summary>A tinyint.</summary>
    public static bool TryReadTinyint(ReadOnlySpan<byte> value, out sbyte number)
    {
        number = value.Length == 1 ? (sbyte)value[0] : (sbyte)0;
        return value.Length == 1;
    }

    /// <summary>A boolean: every byte but 0 is true.</summary>
    public static bool TryReadBoolean(ReadOnlySpan<byte> value, out bool truth)
    {
        truth = value.Length == 1 && value[0] != 0;
        return value.Length == 1;
    }

    /// <summary>A double.</summary>
    public static bool TryReadDouble(ReadOnlySpan<byte> value, out double number)
    {
        number = value.Length == sizeof(double) ? BinaryPrimitives.ReadDoubleBigEndian(value) : 0;
        return value.Length == sizeof(double);
    }

    /// <summary>A float.</summary>
    public static bool TryReadFloat(ReadOnlySpan<byte> value, out float number)
    {
        number = value.Length == sizeof(float) ? BinaryPrimitives.ReadSingleBigEndian(value) : 0;
        return value.Length == sizeof(float);
    }

    /// <summary>A uuid or timeuuid.</summary>
    public static bool TryReadUuid(ReadOnlySpan<byte> value, out Guid id)
    {
        id = value.Length == UuidBytes ? new Guid(value, bigEndian: true) : default;
        return value.Length == UuidBytes;
    }

    /// <summary>An inet: 4 or 16 bytes.</summary>
    public static bool TryReadInet(ReadOnlySpan<byte> value, out IPAddress address)
    {
        address = value.Length is 4 or 16 ? new IPAddress(value) : IPAddress.None;
        return value.Length is 4 or 16;
    }

    /// <summary>A date from days since 1970.</summary>
    public static void WriteDate(Span<byte> target, int days) => BinaryPrimitives.WriteInt32BigEndian(target, days ^ int.MinValue);

    /// <summary>A uuid or timeuuid.</summary>
    public static void WriteUuid(Span<byte> target, Guid id) => id.TryWriteBytes(target, bigEndian: true, out _);
}
