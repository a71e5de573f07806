using Hathi.Base;

namespace Hathi.Ring.Data;

/// <summary>
/// Bytes that are written one after another and used again: rows, mutations, keys. Grows as needed; <see cref="Clear"/> gives large ones
/// back. Owned by one thread.
/// </summary>
public sealed class DataBuffer
{
    private const int FirstBytes = 1024;

    // What a thread keeps for the next request; a larger one is the exception.
    private const int KeptBytes = 64 << 10;
    private byte[] _bytes = [];

    /// <summary>How many were written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written; valid until more is.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > KeptBytes)
        {
            _bytes = [];
        }
    }

    /// <summary>Takes back what was written behind a length.</summary>
    public void CutTo(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)Length, nameof(length));
        Length = length;
    }

    /// <summary>One byte.</summary>
    public void Byte(byte value)
    {
        Ensure(1);
        _bytes[Length++] = value;
    }

    /// <summary>A varint.</summary>
    public void Unsigned(ulong value)
    {
        Ensure(Varint.MaxBytes64);
        Length += Varint.Write(_bytes.AsSpan(Length), value);
    }

    /// <summary>A zigzag varint.</summary>
    public void Signed(long value) => Unsigned((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>Bytes as they are.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Ensure(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Length as a varint, and the bytes.</summary>
    public void Counted(ReadOnlySpan<byte> bytes)
    {
        Unsigned((ulong)bytes.Length);
        Bytes(bytes);
    }

    /// <summary>Room for so many bytes, which count as written; the caller fills them before anything else is written.</summary>
    public Span<byte> Room(int length)
    {
        Ensure(length);
        Length += length;
        return _bytes.AsSpan(Length - length, length);
    }

    /// <summary>What was written, to be changed in place.</summary>
    public Span<byte> At(int offset, int length) => _bytes.AsSpan(0, Length).Slice(offset, length);

    private void Ensure(int more)
    {
        if (_bytes.Length - Length < more)
        {
            Grow(more);
        }
    }

    private void Grow(int more)
    {
        var needed = (long)Length + more;
        var size = Math.Max(Math.Max(FirstBytes, needed), Math.Min(2L * _bytes.Length, Array.MaxLength));
        if (needed > Array.MaxLength)
        {
            throw new RingDataException($"{needed} bytes in one piece");
        }

        Array.Resize(ref _bytes, (int)size);
    }
}
