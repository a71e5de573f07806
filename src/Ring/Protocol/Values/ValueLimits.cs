namespace Hathi.Ring.Protocol.Values;

/// <summary>How much of a value is believed.</summary>
public static class ValueLimits
{
    /// <summary>
    /// Bytes of a varint or decimal: what a key may have. Longer ones take seconds to compare or to write as digits, and nobody counts so
    /// far.
    /// </summary>
    public const int MaxNumberBytes = ushort.MaxValue;
}
