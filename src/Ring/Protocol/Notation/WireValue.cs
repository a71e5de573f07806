namespace Hathi.Ring.Protocol.Notation;

/// <summary>
/// A [bytes] or [value]: bytes, which may be none; null; or not set, which leaves a column as it is. None of the three is another.
/// </summary>
public readonly ref struct WireValue
{
    /// <summary>The length that stands for null.</summary>
    internal const int NullLength = -1;

    /// <summary>The length that stands for "not set", since version 4.</summary>
    internal const int UnsetLength = -2;

    private readonly int _short;

    private WireValue(ReadOnlySpan<byte> bytes, int shortOf)
    {
        Bytes = bytes;
        _short = shortOf;
    }

    /// <summary>No value.</summary>
    public static WireValue Null => new(default, NullLength);

    /// <summary>Nothing said about the value.</summary>
    public static WireValue Unset => new(default, UnsetLength);

    /// <summary>The bytes; none where there is no value.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>No value.</summary>
    public bool IsNull => _short == NullLength;

    /// <summary>Nothing said about the value.</summary>
    public bool IsUnset => _short == UnsetLength;

    /// <summary>A value, which may have no bytes.</summary>
    public bool IsPresent => _short == 0;

    /// <summary>A value.</summary>
    public static WireValue Of(ReadOnlySpan<byte> bytes) => new(bytes, 0);
}
