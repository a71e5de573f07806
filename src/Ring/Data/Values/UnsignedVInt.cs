using System.Numerics;

namespace Hathi.Ring.Data.Values;

/// <summary>
/// Cassandra's integers of one to nine bytes: the first byte's leading ones count the bytes that follow, highest first. Signed ones are
/// turned so that small ones are short on either side of zero. Source: <c>native_protocol_v5.spec</c>, section 3.
/// </summary>
public static class UnsignedVInt
{
    /// <summary>The most bytes that a number takes.</summary>
    public const int MaxBytes = 9;

    /// <summary>Bytes that <see cref="Write"/> takes: 1 … 9.</summary>
    public static int Size(ulong value)
    {
        var bits = 64 - BitOperations.LeadingZeroCount(value | 1);
        return bits > 56 ? MaxBytes : (bits + 6) / 7;
    }

    /// <summary>Reads a number.</summary>
    /// <returns>The bytes taken; 0 when <paramref name="source"/> ends before it does.</returns>
    public static int TryRead(ReadOnlySpan<byte> source, out ulong value)
    {
        value = 0;
        if (source.IsEmpty)
        {
            return 0;
        }

        var more = BitOperations.LeadingZeroCount((uint)(byte)~source[0]) - 24;
        if (source.Length <= more)
        {
            return 0;
        }

        value = more >= 7 ? 0 : source[0] & (0xFFUL >> (more + 1));
        for (var i = 1; i <= more; i++)
        {
            value = (value << 8) | source[i];
        }

        return more + 1;
    }

    /// <summary>Writes a number; <paramref name="target"/> has room. Returns the bytes written.</summary>
    public static int Write(Span<byte> target, ulong value)
    {
        var size = Size(value);
        for (var i = size - 1; i >= 0; i--)
        {
            target[i] = (byte)value;
            value >>= 8;
        }

        target[0] |= (byte)~(0xFF >> (size - 1));
        return size;
    }

    /// <summary>A signed number as an unsigned one.</summary>
    public static ulong Turn(long value) => (ulong)((value << 1) ^ (value >> 63));

    /// <summary>What <see cref="Turn"/> was given.</summary>
    public static long TurnBack(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);
}
