using Hathi.Base;

namespace Hathi.Records.Sequence;

/// <summary>
/// The records of one packed block: lengths of keys, keys, lengths of values, values, each packed by itself. Used by one thread.
/// </summary>
internal sealed class SequenceBlock(SequenceInput input, BufferUnpacker unpacker)
{
    private readonly Column _keys = new(input, unpacker);
    private readonly Column _values = new(input, unpacker);
    private int _left;

    internal ReadOnlySpan<byte> Key => _keys.Current;

    internal ReadOnlySpan<byte> Value => _values.Current;

    /// <summary>Reads a block, of which the mark has been read. Always true.</summary>
    internal bool Read()
    {
        _left = input.ReadLength();
        _keys.Read();
        _values.Read();
        return true;
    }

    internal bool MoveNext()
    {
        if (_left == 0)
        {
            return false;
        }

        _left--;
        _keys.MoveNext();
        _values.MoveNext();
        return true;
    }

    private sealed class Column(SequenceInput input, BufferUnpacker unpacker)
    {
        private byte[] _lengths = [];
        private byte[] _bytes = [];
        private int _lengthsEnd;
        private int _bytesEnd;
        private int _lengthAt;
        private int _start;
        private int _length;

        internal ReadOnlySpan<byte> Current => _bytes.AsSpan(_start, _length);

        internal void Read()
        {
            _lengthsEnd = Unpack(ref _lengths);
            _bytesEnd = Unpack(ref _bytes);
            _lengthAt = _start = _length = 0;
        }

        internal void MoveNext()
        {
            var size = VInt.Read(_lengths.AsSpan(_lengthAt, _lengthsEnd - _lengthAt), out var length);
            _lengthAt += size;
            _start += _length;
            if (size == 0 || length < 0 || length > _bytesEnd - _start)
            {
                throw input.Damaged("the lengths of a block do not fit its bytes");
            }

            _length = (int)length;
        }

        private int Unpack(ref byte[] target)
        {
            var packed = input.ReadLength();
            input.Fill(packed);
            var length = unpacker.Unpack(input.Window[..packed], ref target);
            input.Skip(packed);
            return length;
        }
    }
}
