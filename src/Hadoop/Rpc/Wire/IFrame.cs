namespace Hathi.Hadoop.Rpc.Wire;

/// <summary>Something that can be written to a connection in one piece. A struct, so that writing it allocates nothing.</summary>
internal interface IFrame
{
    /// <summary>The bytes that <see cref="Write"/> takes, the frame's length included.</summary>
    int Size { get; }

    /// <summary>Writes all of it; <paramref name="target"/> is exactly <see cref="Size"/> long.</summary>
    void Write(Span<byte> target);
}

/// <summary>Bytes that are a frame already.</summary>
internal readonly struct RawFrame(ReadOnlyMemory<byte> bytes) : IFrame
{
    public int Size => bytes.Length;

    public void Write(Span<byte> target) => bytes.Span.CopyTo(target);
}
