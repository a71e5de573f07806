namespace Hathi.Ring.Data.Values;

/// <summary>How much of a value is believed.</summary>
public static class ValueLimits
{
    /// <summary>
    /// Bytes of a varint: what a key may have. Longer ones take seconds to write as digits, and nobody counts so far.
    /// </summary>
    public const int MaxNumberBytes = ushort.MaxValue;

    /// <summary>
    /// Bytes of a decimal, more than 2,400 digits. Two whose scales are as far apart as that are compared by multiplying one by a power of
    /// ten, which takes milliseconds with ten times the bytes, and a set in one request has a million comparisons.
    /// </summary>
    public const int MaxDecimalBytes = 1024;
}
