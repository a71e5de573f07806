using System.Numerics;

namespace Hathi.Ring.Data.Values;

/// <summary>Whole numbers of any length: two's complement, highest byte first. Source: <c>native_protocol_v5.spec</c>, 5.24.</summary>
public static class VarintValue
{
    /// <summary>The number of the bytes; 0 of none.</summary>
    public static BigInteger Read(ReadOnlySpan<byte> value) => new(value, isUnsigned: false, isBigEndian: true);

    /// <summary>The fewest bytes that are a number.</summary>
    public static byte[] Write(BigInteger number) => number.ToByteArray(isUnsigned: false, isBigEndian: true);

    /// <summary>The order of the numbers, of which the bytes may have leading ones too many. No bytes come first.</summary>
    public static int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        if (a.IsEmpty || b.IsEmpty)
        {
            return b.IsEmpty.CompareTo(a.IsEmpty);
        }

        a = Shortest(a);
        b = Shortest(b);
        var (isNegative, isOtherNegative) = (IsNegative(a[0]), IsNegative(b[0]));
        if (isNegative != isOtherNegative)
        {
            return isNegative ? -1 : 1;
        }

        return a.Length == b.Length ? a.SequenceCompareTo(b) : a.Length > b.Length == isNegative ? -1 : 1;
    }

    /// <summary>The number without leading bytes that it does not need; it has some.</summary>
    internal static ReadOnlySpan<byte> Shortest(ReadOnlySpan<byte> value)
    {
        while (value.Length > 1 && value[0] is 0x00 or 0xFF && IsNegative(value[0]) == IsNegative(value[1]))
        {
            value = value[1..];
        }

        return value;
    }

    private static bool IsNegative(byte first) => first >= 0x80;
}
