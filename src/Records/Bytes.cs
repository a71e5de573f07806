namespace Hathi.Records;

/// <summary>Raw bytes as a key or value (Apache's BytesWritable). As <see cref="Text"/>, it points into a buffer of the engine.</summary>
public readonly ref struct Bytes(ReadOnlySpan<byte> span)
{
    public ReadOnlySpan<byte> Span { get; } = span;

    public int Length => Span.Length;

    public static implicit operator Bytes(ReadOnlySpan<byte> span) => new(span);

    public static implicit operator Bytes(byte[] bytes) => new(bytes);

    public byte[] ToArray() => Span.ToArray();
}

/// <summary>No key or no value (Apache's NullWritable): nothing is stored, and text output leaves it and its separator out.</summary>
public readonly record struct Null
{
    /// <summary>The only value.</summary>
    public static readonly Null Value;
}
