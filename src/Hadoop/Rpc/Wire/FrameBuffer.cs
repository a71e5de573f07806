using Hathi.Base;

namespace Hathi.Hadoop.Rpc.Wire;

/// <summary>A growing byte buffer whose array comes from the shared pool while it is short.</summary>
internal struct FrameBuffer
{
    private const int FirstBytes = 4096;

    private byte[]? _bytes;

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>What has been written.</summary>
    public readonly ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>Exactly <paramref name="size"/> bytes behind what has been written.</summary>
    public Span<byte> Reserve(int size)
    {
        var needed = checked(Length + size);
        if (_bytes is null || _bytes.Length < needed)
        {
            Grow(needed);
        }

        return _bytes.AsSpan(Length, size);
    }

    /// <summary>Counts the bytes as written.</summary>
    public void Commit(int size) => Length += size;

    /// <summary>Empties it; an array longer than <paramref name="keptBytes"/> goes back to the pool.</summary>
    public void Clear(int keptBytes)
    {
        Length = 0;
        if (_bytes?.Length > keptBytes)
        {
            Release();
        }
    }

    /// <summary>Empties it and gives the array back.</summary>
    public void Release()
    {
        Length = 0;
        if (_bytes is not null)
        {
            BoundedPool<byte>.Return(_bytes);
            _bytes = null;
        }
    }

    private void Grow(int needed)
    {
        var larger = BoundedPool<byte>.Rent(Math.Max(needed, Math.Max(FirstBytes, 2 * (_bytes?.Length ?? 0))));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        if (_bytes is not null)
        {
            BoundedPool<byte>.Return(_bytes);
        }

        _bytes = larger;
    }
}
