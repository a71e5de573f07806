using System.Buffers.Binary;
using System.Numerics;

namespace Hathi.Ring.Data.Values;

/// <summary>
/// <paramref name="Unscaled"/> · 10 to the power of minus <paramref name="Scale"/>. On the wire the scale is first, four bytes. Source:
/// <c>native_protocol_v5.spec</c>, section 5.6.
/// </summary>
/// <param name="Unscaled">The digits.</param>
/// <param name="Scale">How many of them are behind the point; may be below zero.</param>
public readonly record struct CqlDecimal(BigInteger Unscaled, int Scale)
{
    private const double DigitsOfBit = 0.301029995663981195;

    /// <summary>Reads one.</summary>
    /// <returns>False: the bytes are none, or more than <see cref="ValueLimits.MaxDecimalBytes"/>.</returns>
    public static bool TryRead(ReadOnlySpan<byte> value, out CqlDecimal number)
    {
        number = default;
        if (value.Length is <= sizeof(int) or > ValueLimits.MaxDecimalBytes)
        {
            return false;
        }

        number = new CqlDecimal(VarintValue.Read(value[sizeof(int)..]), BinaryPrimitives.ReadInt32BigEndian(value));
        return true;
    }

    /// <summary>The bytes of the number.</summary>
    public byte[] Write()
    {
        var digits = VarintValue.Write(Unscaled);
        var value = new byte[sizeof(int) + digits.Length];
        BinaryPrimitives.WriteInt32BigEndian(value, Scale);
        digits.CopyTo(value, sizeof(int));
        return value;
    }

    /// <summary>
    /// The order of the numbers: 1.0 and 1.00 are equal, and to tell 1E+1000000000 from 1E-1000000000 neither is written out. What is no
    /// number comes first.
    /// </summary>
    public static int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var (isNumber, isOther) = (TryRead(a, out var x), TryRead(b, out var y));
        return isNumber && isOther ? Compare(x, y) : isNumber.CompareTo(isOther);
    }

    private static int Compare(in CqlDecimal x, in CqlDecimal y)
    {
        if (x.Unscaled.Sign != y.Unscaled.Sign || x.Unscaled.IsZero || x.Scale == y.Scale)
        {
            return x.Unscaled.Sign != y.Unscaled.Sign ? x.Unscaled.Sign.CompareTo(y.Unscaled.Sign) : x.Unscaled.CompareTo(y.Unscaled);
        }

        // Where their first digits stand decides, unless they stand in about one place: then the scales are no further apart than digits.
        var ((low, high), (otherLow, otherHigh)) = (x.FirstDigit(), y.FirstDigit());
        if (low > otherHigh || high < otherLow)
        {
            return low > otherHigh ? x.Unscaled.Sign : -x.Unscaled.Sign;
        }

        var apart = x.Scale - (long)y.Scale;
        return apart < 0
            ? (x.Unscaled * BigInteger.Pow(10, (int)-apart)).CompareTo(y.Unscaled)
            : x.Unscaled.CompareTo(y.Unscaled * BigInteger.Pow(10, (int)apart));
    }

    // The power of ten of the first digit lies between these.
    private (long Low, long High) FirstDigit()
    {
        var bits = BigInteger.Abs(Unscaled).GetBitLength();
        return ((long)((bits - 1) * DigitsOfBit) - 1 - Scale, (long)(bits * DigitsOfBit) + 1 - Scale);
    }
}
