namespace Hathi.Ring.Data.Values;

/// <summary>
/// A duration: three numbers of one sign, for a month has no fixed days and a day no fixed hours. Source: <c>native_protocol_v5.spec</c>,
/// section 5.8.
/// </summary>
/// <param name="Months">Months.</param>
/// <param name="Days">Days.</param>
/// <param name="Nanoseconds">Nanoseconds.</param>
public readonly record struct CqlDuration(int Months, int Days, long Nanoseconds)
{
    /// <summary>The most bytes that one takes.</summary>
    public const int MaxBytes = 3 * UnsignedVInt.MaxBytes;

    /// <summary>None above and another below zero.</summary>
    public bool HasOneSign =>
        (Months >= 0 && Days >= 0 && Nanoseconds >= 0) || (Months <= 0 && Days <= 0 && Nanoseconds <= 0);

    /// <summary>Reads one.</summary>
    /// <returns>False: the bytes are none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> value, out CqlDuration duration)
    {
        duration = default;
        if (!TryTake(ref value, out var months) || !TryTake(ref value, out var days) || !TryTake(ref value, out var nanoseconds)
            || months != (int)months || days != (int)days)
        {
            return false;
        }

        duration = new CqlDuration((int)months, (int)days, nanoseconds);
        return duration.HasOneSign && value.IsEmpty;
    }

    /// <summary>Writes it; <paramref name="target"/> has room. Returns the bytes written.</summary>
    public int Write(Span<byte> target)
    {
        var length = UnsignedVInt.Write(target, UnsignedVInt.Turn(Months));
        length += UnsignedVInt.Write(target[length..], UnsignedVInt.Turn(Days));
        return length + UnsignedVInt.Write(target[length..], UnsignedVInt.Turn(Nanoseconds));
    }

    private static bool TryTake(ref ReadOnlySpan<byte> value, out long number)
    {
        var taken = UnsignedVInt.TryRead(value, out var turned);
        value = value[taken..];
        number = UnsignedVInt.TurnBack(turned);
        return taken > 0;
    }
}
