using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Hathi.Base;

namespace Hathi.Ring.Protocol.Notation;

/// <summary>
/// Collects envelopes, one behind the other, in one piece of memory that is used again: lengths and counts that are known last are put in
/// afterwards. <see cref="Notations"/> writes into it. Owned by one thread; a connection has one.
/// </summary>
public sealed class WireBuffer : IBufferWriter<byte>, IDisposable
{
    private const int FirstBytes = 1024;
    internal const int MaxBytes = ProtocolLimits.MaxBodyBytes + (1 << 20);

    private const int MaxExpected = 1 << 20;

    private byte[] _bytes = [];

    // As much as last time: a long answer that follows another is not copied again and again while it grows.
    private int _expected = FirstBytes;

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>Bytes that can be written yet.</summary>
    internal int Room => MaxBytes - Length;

    /// <summary>Bytes of memory that it has.</summary>
    internal int Capacity => _bytes.Length;

    /// <summary>What was written; gone with the next call.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>What was written; gone with the next call.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    /// <summary>Begins anew. What a long answer took is given back.</summary>
    public void Clear()
    {
        _expected = Math.Clamp(Length, FirstBytes, MaxExpected);
        Length = 0;
        if (_bytes.Length > ProtocolLimits.KeptBytes)
        {
            Dispose();
        }
    }

    /// <summary>Takes back what was written behind a place: an answer that failed in its middle.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)Length);
        Length = length;
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_bytes.Length - Length));
        Length += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(Math.Max(sizeHint, 1));
        return _bytes.AsSpan(Length);
    }

    /// <summary>Writes so many bytes: the place for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Take(int count)
    {
        Ensure(count);
        var taken = _bytes.AsSpan(Length, count);
        Length += count;
        return taken;
    }

    /// <summary>Puts an [int] where one was written before.</summary>
    /// <param name="at">Where its first byte is.</param>
    /// <param name="value">The number.</param>
    public void Patch(int at, int value) => BinaryPrimitives.WriteInt32BigEndian(_bytes.AsSpan(0, Length).Slice(at, sizeof(int)), value);

    /// <summary>Puts a byte where one was written before.</summary>
    public void Patch(int at, byte value) => _bytes.AsSpan(0, Length)[at] = value;

    /// <summary>Puts bytes between those that were written: what is behind moves. For what is known last and stands first.</summary>
    /// <param name="at">What stood here stands behind the bytes afterwards.</param>
    /// <param name="bytes">Not of this buffer.</param>
    public void Insert(int at, ReadOnlySpan<byte> bytes)
    {
        RefuseOwn(bytes);
        bytes.CopyTo(Insert(at, bytes.Length));
    }

    /// <summary>Makes room between what was written: what is behind moves.</summary>
    /// <returns>The room.</returns>
    public Span<byte> Insert(int at, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)at, (uint)Length);
        Ensure(count);
        _bytes.AsSpan(at, Length - at).CopyTo(_bytes.AsSpan(at + count));
        Length += count;
        return _bytes.AsSpan(at, count);
    }

    /// <summary>Gives the memory back. The buffer can be used again.</summary>
    public void Dispose()
    {
        Length = 0;
        if (_bytes.Length > 0)
        {
            BoundedPool<byte>.Return(_bytes);
            _bytes = [];
        }
    }

    /// <summary>
    /// Writes so many bytes that are to be copied: the place for them. What is in this buffer may move away with it, and is then nobody's.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<byte> TakeFor(ReadOnlySpan<byte> source, int count)
    {
        if (count > _bytes.Length - Length)
        {
            RefuseOwn(source);
        }

        return Take(count);
    }

    /// <summary>Looks that bytes are not of this buffer, which is about to let go of its own.</summary>
    /// <exception cref="ArgumentException">They are.</exception>
    internal void RefuseOwn(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Overlaps(_bytes.AsSpan()))
        {
            throw new ArgumentException("bytes of the buffer that they are to go to", nameof(bytes));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Ensure(int more)
    {
        if (more > _bytes.Length - Length)
        {
            Grow(more);
        }
    }

    private void Grow(int more)
    {
        if (more > MaxBytes - Length)
        {
            throw new ProtocolException(
                ErrorCode.ServerError,
                $"The answer would have more than {MaxBytes} bytes: ask for smaller pages.",
                connectionGoesOn: true,
                null);
        }

        var larger = BoundedPool<byte>.Rent((int)Math.Min(MaxBytes, Math.Max(Math.Max(Length + more, _expected), 2L * Length)));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        if (_bytes.Length > 0)
        {
            BoundedPool<byte>.Return(_bytes);
        }

        _bytes = larger;
    }
}
