namespace Hathi.Base;

/// <summary>Protobuf's base-128 varints over spans. Source: protobuf encoding guide, "Base 128 Varints".</summary>
public static class Varint
{
    /// <summary>The most bytes that a 32-bit value takes.</summary>
    public const int MaxBytes32 = 5;

    /// <summary>The most bytes that a 64-bit value takes.</summary>
    public const int MaxBytes64 = 10;

    /// <summary>Reads an unsigned 32-bit varint.</summary>
    /// <returns>The bytes taken; 0: need more; -1: not a 32-bit varint (longer than five bytes, or bits above 32).</returns>
    public static int TryRead32(ReadOnlySpan<byte> source, out uint value)
    {
        value = 0;
        for (var i = 0; i < source.Length && i < MaxBytes32; i++)
        {
            uint b = source[i];
            if (i == MaxBytes32 - 1 && b > 0x0F)
            {
                return -1;
            }

            value |= (b & 0x7F) << (7 * i);
            if (b < 0x80)
            {
                return i + 1;
            }
        }

        return 0;
    }

    /// <summary>Reads an unsigned 64-bit varint.</summary>
    /// <returns>The bytes taken; 0: need more; -1: not a 64-bit varint.</returns>
    public static int TryRead64(ReadOnlySpan<byte> source, out ulong value)
    {
        value = 0;
        for (var i = 0; i < source.Length && i < MaxBytes64; i++)
        {
            ulong b = source[i];
            if (i == MaxBytes64 - 1 && b > 1)
            {
                return -1;
            }

            value |= (b & 0x7F) << (7 * i);
            if (b < 0x80)
            {
                return i + 1;
            }
        }

        return 0;
    }

    /// <summary>Writes an unsigned varint; <paramref name="target"/> must have room (<see cref="Size"/>).</summary>
    /// <returns>The bytes written.</returns>
    public static int Write(Span<byte> target, ulong value)
    {
        var n = 0;
        while (value >= 0x80)
        {
            target[n++] = (byte)(value | 0x80);
            value >>= 7;
        }

        target[n++] = (byte)value;
        return n;
    }

    /// <summary>The bytes that <see cref="Write"/> takes for the value: 1 … 10.</summary>
    public static int Size(ulong value) => (70 - System.Numerics.BitOperations.LeadingZeroCount(value | 1)) / 7;
}
