using System.Numerics;

namespace Hathi.Base;

/// <summary>
/// Hadoop's variable-length integers: one byte for -112 … 127, else a byte that tells sign and count, then 1 to 8 bytes, highest first.
/// Source: Apache <c>WritableUtils.writeVLong</c>. (Protobuf's varints are <see cref="Varint"/>.)
/// </summary>
public static class VInt
{
    /// <summary>The most bytes that a number takes.</summary>
    public const int MaxBytes = 9;

    /// <summary>Bytes that <see cref="Write"/> takes: 1 … 9.</summary>
    public static int Size(long value)
    {
        if (value is >= -112 and <= 127)
        {
            return 1;
        }

        var magnitude = (ulong)(value < 0 ? ~value : value);
        return 1 + ((71 - BitOperations.LeadingZeroCount(magnitude)) / 8);
    }

    /// <summary>Writes the value; <paramref name="target"/> has room. Returns the bytes written.</summary>
    public static int Write(Span<byte> target, long value)
    {
        if (value is >= -112 and <= 127)
        {
            target[0] = (byte)value;
            return 1;
        }

        var magnitude = (ulong)(value < 0 ? ~value : value);
        var count = (71 - BitOperations.LeadingZeroCount(magnitude)) / 8;
        target[0] = (byte)((value < 0 ? -120 : -112) - count);
        for (var i = count; i > 0; i--)
        {
            target[i] = (byte)magnitude;
            magnitude >>= 8;
        }

        return count + 1;
    }

    /// <summary>Bytes of the whole number that starts with <paramref name="first"/>: 1 … 9.</summary>
    public static int SizeFrom(byte first)
    {
        var b = (sbyte)first;
        return b >= -112 ? 1 : b < -120 ? -119 - b : -111 - b;
    }

    /// <summary>Reads a number that is wholly there.</summary>
    /// <returns>The bytes taken; 0 when <paramref name="source"/> ends before it does.</returns>
    public static int Read(ReadOnlySpan<byte> source, out long value)
    {
        value = 0;
        if (source.IsEmpty)
        {
            return 0;
        }

        var first = (sbyte)source[0];
        if (first >= -112)
        {
            value = first;
            return 1;
        }

        var size = SizeFrom(source[0]);
        if (source.Length < size)
        {
            return 0;
        }

        for (var i = 1; i < size; i++)
        {
            value = (value << 8) | source[i];
        }

        value = first < -120 ? ~value : value;
        return size;
    }
}
