namespace Hathi.Ring.Core.Meaning.Terms;

/// <summary>Where a variable's value lies in the bytes of a request.</summary>
/// <param name="Offset">Of its first byte.</param>
/// <param name="Length">Its bytes, or <see cref="NullLength"/>, or <see cref="UnsetLength"/>.</param>
public readonly record struct Argument(int Offset, int Length)
{
    /// <summary>The length that stands for no value.</summary>
    public const int NullLength = -1;

    /// <summary>The length that stands for "not set", which leaves a column as it is.</summary>
    public const int UnsetLength = -2;

    /// <summary>No value.</summary>
    public static Argument Null => new(0, NullLength);

    /// <summary>Nothing is said.</summary>
    public static Argument Unset => new(0, UnsetLength);
}

/// <summary>Values of a statement's variables, where they lie. Allocates nothing.</summary>
/// <param name="bytes">The request's body.</param>
/// <param name="values">One a variable, in their order.</param>
public readonly ref struct Arguments(ReadOnlySpan<byte> bytes, ReadOnlySpan<Argument> values)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly ReadOnlySpan<Argument> _values = values;

    /// <summary>How many there are.</summary>
    public int Count => _values.Length;

    /// <summary>A value; its bytes where it is one.</summary>
    public ValueState Get(int index, out ReadOnlySpan<byte> value)
    {
        var (offset, length) = _values[index];
        value = length >= 0 ? _bytes.Slice(offset, length) : default;
        return length >= 0 ? ValueState.Value : length == Argument.UnsetLength ? ValueState.Unset : ValueState.Null;
    }

    /// <summary>The values from one on: a statement's part of those of a batch.</summary>
    public Arguments From(int first) => new(_bytes, _values[first..]);
}

/// <summary>What a value is.</summary>
public enum ValueState : byte
{
    /// <summary>Bytes, which may be none.</summary>
    Value,

    /// <summary>No value.</summary>
    Null,

    /// <summary>Nothing is said of it.</summary>
    Unset,
}
