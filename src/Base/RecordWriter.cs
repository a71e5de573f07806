using System.Buffers.Binary;
using System.Text;

namespace Hathi.Base;

/// <summary>
/// Collects fields into records of a log: what is written between two calls of <see cref="Take"/> is one record, so that a step is there
/// after a crash as a whole or not at all. Records are slices of big blocks that are written once and then left alone: handing one over
/// copies nothing. <see cref="RecordReader"/> reads them. Owned by one thread.
/// </summary>
public sealed class RecordWriter
{
    private const int BlockBytes = 64 * 1024;
    private byte[] _block = [];
    private int _start;
    private int _end;

    /// <summary>Bytes since the last <see cref="Take"/>.</summary>
    public int Length => _end - _start;

    /// <summary>No field since the last <see cref="Take"/>.</summary>
    public bool IsEmpty => _end == _start;

    /// <summary>The record of all fields since the last call.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        var record = _block.AsMemory(_start, _end - _start);
        _start = _end;
        return record;
    }

    /// <summary>One byte: kinds, states.</summary>
    public void Byte(byte value)
    {
        Ensure(1);
        _block[_end++] = value;
    }

    /// <summary>One byte: 1 is true, 0 is false.</summary>
    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>A varint (<see cref="Varint"/>). Ids, stamps, lengths, counts: not negative.</summary>
    public void Unsigned(long value)
    {
        Ensure(Varint.MaxBytes64);
        _end += Varint.Write(_block.AsSpan(_end), (ulong)value);
    }

    /// <summary>A zigzag varint. Times: small when near to zero on either side.</summary>
    public void Signed(long value) => Unsigned((value << 1) ^ (value >> 63));

    /// <summary>Eight bytes, little-endian: for what has no small values.</summary>
    public void Fixed(ulong value)
    {
        Ensure(8);
        BinaryPrimitives.WriteUInt64LittleEndian(_block.AsSpan(_end), value);
        _end += 8;
    }

    /// <summary>Length as a varint, and the bytes.</summary>
    public void Bytes(ReadOnlySpan<byte> value)
    {
        Unsigned(value.Length);
        Ensure(value.Length);
        value.CopyTo(_block.AsSpan(_end));
        _end += value.Length;
    }

    /// <summary>Length in bytes as a varint, and UTF-8.</summary>
    public void Text(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        Ensure(most + Varint.MaxBytes32);
        if (most < 128)
        {
            var bytes = Encoding.UTF8.GetBytes(value, _block.AsSpan(_end + 1));
            _block[_end] = (byte)bytes;
            _end += bytes + 1;
            return;
        }

        Unsigned(Encoding.UTF8.GetByteCount(value));
        _end += Encoding.UTF8.GetBytes(value, _block.AsSpan(_end));
    }

    private void Ensure(int more)
    {
        if (_end + more <= _block.Length)
        {
            return;
        }

        var unfinished = _end - _start;
        var bigger = GC.AllocateUninitializedArray<byte>(Math.Max(BlockBytes, (unfinished + more) * 2));
        _block.AsSpan(_start, unfinished).CopyTo(bigger);
        _block = bigger;
        _start = 0;
        _end = unfinished;
    }
}
