using System.Buffers;
using Hathi.Base;

namespace Hathi.Records.Sequence;

/// <summary>
/// Blocks of records, each behind a mark: the lengths of the keys, the keys, the lengths of the values, the values, each packed by itself.
/// </summary>
internal sealed class SequenceBlockWriter(
    IBufferWriter<byte> target, SequenceHeader header, int blockBytes) : SequenceWriter(target, header)
{
    private readonly ArrayBufferWriter<byte> _keyLengths = new();
    private readonly ArrayBufferWriter<byte> _keys = new();
    private readonly ArrayBufferWriter<byte> _valueLengths = new();
    private readonly ArrayBufferWriter<byte> _values = new();
    private readonly MemoryStream _packed = new();
    private int _records;

    internal override void Append(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Add(_keyLengths, _keys, key);
        Add(_valueLengths, _values, value);
        _records++;
        if ((long)_keys.WrittenCount + _values.WrittenCount >= blockBytes)
        {
            End();
        }
    }

    internal override void End()
    {
        if (_records == 0)
        {
            return;
        }

        Mark();
        PutLength(_records);
        Write(_keyLengths);
        Write(_keys);
        Write(_valueLengths);
        Write(_values);
        _records = 0;
    }

    private static void Add(ArrayBufferWriter<byte> lengths, ArrayBufferWriter<byte> bytes, ReadOnlySpan<byte> piece)
    {
        lengths.Advance(VInt.Write(lengths.GetSpan(VInt.MaxBytes), piece.Length));
        bytes.Write(piece);
    }

    private void Write(ArrayBufferWriter<byte> buffer)
    {
        _packed.SetLength(0);
        using (var pack = Header.Codec!.Pack(_packed))
        {
            pack.Write(buffer.WrittenSpan);
        }

        PutLength((int)_packed.Length);
        Put(_packed.GetBuffer().AsSpan(0, (int)_packed.Length));
        buffer.ResetWrittenCount();
    }

    private void PutLength(int length)
    {
        Span<byte> bytes = stackalloc byte[VInt.MaxBytes];
        Put(bytes[..VInt.Write(bytes, length)]);
    }
}
