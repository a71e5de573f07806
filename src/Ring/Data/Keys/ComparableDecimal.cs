using System.Buffers.Binary;
using System.Numerics;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Data.Keys;

/// <summary>
/// A decimal as bytes that compare: its sign; unless it is zero the place of its first digit and its digits, two in each byte that is not
/// zero, then a zero: all these turned where it is negative. Of its scale they say nothing.
/// </summary>
internal static class ComparableDecimal
{
    private const byte Negative = 0x3F;
    private const byte Zero = 0x40;
    private const byte Positive = 0x41;

    // 1,020 bytes of a number have 2,457 digits; sixteen have 39 at most.
    private const int MostDigits = 2_464;
    private const int BytesOfInt128 = 16;

    /// <returns>The scale.</returns>
    internal static int Append(DataBuffer target, ReadOnlySpan<byte> value)
    {
        Span<byte> digits = stackalloc byte[MostDigits];
        var (isNegative, count, scale) = Digits(value, digits);
        if (count == 0)
        {
            target.Byte(Zero);
            return scale;
        }

        target.Byte(isNegative ? Negative : Positive);
        var start = target.Length;

        // Five bytes: scale and digits each move it, and it goes beyond 32 bits.
        var place = (ulong)(count - (long)scale + (1L << 39));
        target.Byte((byte)(place >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(target.Room(sizeof(uint)), (uint)place);
        digits = digits[..count].TrimEnd((byte)0);
        for (var i = 0; i < digits.Length; i += 2)
        {
            target.Byte((byte)(digits[i] * 10 + (i + 1 < digits.Length ? digits[i + 1] : 0) + 1));
        }

        target.Byte(0);
        if (isNegative)
        {
            foreach (ref var part in target.At(start, target.Length - start))
            {
                part = (byte)~part;
            }
        }

        return scale;
    }

    internal static void Read(scoped ref ComparableReader reader, DataBuffer target)
    {
        var sign = reader.Byte();
        if (sign is not (Negative or Zero or Positive))
        {
            throw new RingDataException($"A decimal whose sign is 0x{sign:x2}");
        }

        Span<byte> digits = stackalloc byte[MostDigits];
        var count = 0;
        var place = 0L;
        if (sign != Zero)
        {
            var turned = (byte)(sign == Negative ? 0xFF : 0);
            reader.Mask ^= turned;
            place = (((long)reader.Byte() << 32) | reader.UInt32()) - (1L << 39);
            count = ReadDigits(ref reader, digits);
            reader.Mask ^= turned;
        }

        var scale = reader.Scale();
        if (sign == Zero)
        {
            Write(target, scale, [], false);
            return;
        }

        // Zeros behind the digits make the scale what it was.
        var whole = scale + place;
        if (whole < count || whole > MostDigits)
        {
            throw new RingDataException($"A decimal of {count} digits whose scale is {scale} and whose first digit has place {place}");
        }

        digits[count..(int)whole].Clear();
        Write(target, scale, digits[..(int)whole], sign == Negative);
    }

    private static int ReadDigits(scoped ref ComparableReader reader, scoped Span<byte> digits)
    {
        var count = 0;
        while (reader.Byte() is var pair && pair != 0)
        {
            if (pair > 100 || count > MostDigits - 2)
            {
                throw new RingDataException($"A decimal with digits of 0x{pair:x2}, or with more than {MostDigits}");
            }

            digits[count++] = (byte)((pair - 1) / 10);
            digits[count++] = (byte)((pair - 1) % 10);
        }

        if (count == 0 || (digits[0] == 0) || (digits[count - 1] == 0 && digits[count - 2] == 0))
        {
            throw new RingDataException("A decimal whose digits begin or end with zeros");
        }

        return digits[count - 1] == 0 ? count - 1 : count;
    }

    // Highest first, each 0 to 9; none: zero.
    private static (bool IsNegative, int Count, int Scale) Digits(ReadOnlySpan<byte> value, Span<byte> digits)
    {
        if (value.Length is <= sizeof(int) or > ValueLimits.MaxDecimalBytes)
        {
            throw new ArgumentException("The bytes are no decimal.", nameof(value));
        }

        var scale = BinaryPrimitives.ReadInt32BigEndian(value);
        var bytes = VarintValue.Shortest(value[sizeof(int)..]);
        if (bytes.Length > BytesOfInt128)
        {
            return Many(bytes, digits, scale);
        }

        Span<byte> whole = stackalloc byte[BytesOfInt128];
        var isNegative = bytes[0] >= ComparableWriter.Sign;
        whole.Fill(isNegative ? (byte)0xFF : (byte)0);
        bytes.CopyTo(whole[(BytesOfInt128 - bytes.Length)..]);
        var number = BinaryPrimitives.ReadUInt128BigEndian(whole);
        number = isNegative ? UInt128.Zero - number : number;
        var count = 0;
        while (number > ulong.MaxValue)
        {
            (number, var digit) = UInt128.DivRem(number, 10);
            digits[count++] = (byte)digit;
        }

        for (var low = (ulong)number; low != 0; low /= 10)
        {
            digits[count++] = (byte)(low % 10);
        }

        digits[..count].Reverse();
        return (isNegative, count, scale);
    }

    private static (bool IsNegative, int Count, int Scale) Many(ReadOnlySpan<byte> bytes, Span<byte> digits, int scale)
    {
        var number = VarintValue.Read(bytes);
        Span<char> text = stackalloc char[MostDigits];
        if (!BigInteger.Abs(number).TryFormat(text, out var count, "R", System.Globalization.CultureInfo.InvariantCulture))
        {
            throw new InvalidOperationException($"A decimal of {bytes.Length} bytes with more than {MostDigits} digits.");
        }

        for (var i = 0; i < count; i++)
        {
            digits[i] = (byte)(text[i] - '0');
        }

        return (number.Sign < 0, count, scale);
    }

    private static void Write(DataBuffer target, int scale, ReadOnlySpan<byte> digits, bool isNegative)
    {
        BinaryPrimitives.WriteInt32BigEndian(target.Room(sizeof(int)), scale);
        if (digits.Length > 38)
        {
            WriteMany(target, digits, isNegative);
            return;
        }

        var number = Int128.Zero;
        foreach (var digit in digits)
        {
            number = number * 10 + digit;
        }

        Span<byte> whole = stackalloc byte[BytesOfInt128];
        BinaryPrimitives.WriteInt128BigEndian(whole, isNegative ? -number : number);
        target.Bytes(VarintValue.Shortest(whole));
    }

    private static void WriteMany(DataBuffer target, ReadOnlySpan<byte> digits, bool isNegative)
    {
        Span<char> text = stackalloc char[MostDigits];
        for (var i = 0; i < digits.Length; i++)
        {
            text[i] = (char)('0' + digits[i]);
        }

        var number = BigInteger.Parse(
            text[..digits.Length], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture);
        number = isNegative ? -number : number;
        number.TryWriteBytes(target.Room(number.GetByteCount()), out _, isUnsigned: false, isBigEndian: true);
    }
}
