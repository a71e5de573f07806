using System.Buffers.Binary;

namespace Hathi.Records.Sequence;

/// <summary>
/// Reads the records of a sequence file as serialised bytes, from its first record or from the next mark. Used by one thread.
/// Source: Apache <c>SequenceFile.Reader</c>.
/// </summary>
internal sealed class SequenceReader : IDisposable
{
    private readonly SequenceInput _input;
    private readonly SequenceHeader _header;
    private readonly BufferUnpacker? _unpacker;
    private readonly SequenceBlock? _block;
    private byte[] _value = [];
    private int _valueLength;
    private int _keyLength;
    private int _recordLength;

    /// <param name="input">Behind the header, or anywhere else if <see cref="SkipToMark"/> comes next; disposed with this.</param>
    /// <param name="header">Of the file.</param>
    internal SequenceReader(SequenceInput input, SequenceHeader header)
    {
        _input = input;
        _header = header;
        RecordStart = input.Position;
        _unpacker = header.Codec is { } codec ? new BufferUnpacker(codec, input.Name) : null;
        _block = header.Compression == SequenceCompression.Block ? new SequenceBlock(input, _unpacker!) : null;
    }

    /// <summary>The serialised key; good until the next record.</summary>
    internal ReadOnlySpan<byte> Key => _block is null ? _input.Window[.._keyLength] : _block.Key;

    /// <summary>The serialised value; good until the next record.</summary>
    internal ReadOnlySpan<byte> Value => _block is not null ? _block.Value
        : _unpacker is null ? _input.Window[_keyLength.._recordLength]
        : _value.AsSpan(0, _valueLength);

    /// <summary>Where the record, or the block that it is in, starts in the file.</summary>
    internal long RecordStart { get; private set; }

    internal string Name => _input.Name;

    /// <summary>Goes to the first mark at or behind this place, or to the end of the file.</summary>
    internal void SkipToMark()
    {
        Span<byte> mark = stackalloc byte[sizeof(int) + SequenceHeader.SyncBytes];
        mark[..sizeof(int)].Fill(0xff);
        _header.Sync.CopyTo(mark[sizeof(int)..]);
        while (_input.TryFill(mark.Length))
        {
            var at = _input.Window.IndexOf(mark);
            if (at >= 0)
            {
                _input.Skip(at);
                return;
            }

            _input.Skip(_input.Window.Length - mark.Length + 1);
        }

        _input.Skip(_input.Window.Length);
    }

    /// <summary>Goes to the next record.</summary>
    /// <param name="end">Records behind a mark that stands here or later belong to others.</param>
    /// <returns>False behind the last one.</returns>
    internal bool MoveNext(long end)
    {
        if (_block is not null && _block.MoveNext())
        {
            return true;
        }

        Leave();
        RecordStart = _input.Position;
        if (!_input.TryFill(1))
        {
            return false;
        }

        var length = PeekInt32();
        var marked = length == SequenceHeader.SyncEscape;
        if (marked)
        {
            if (RecordStart >= end)
            {
                return false;
            }

            _input.Skip(sizeof(int));
            CheckMark();
            if (_block is null && !_input.TryFill(1))
            {
                return false;
            }
        }

        if (_block is not null)
        {
            return marked ? _block.Read() && _block.MoveNext() : throw _input.Damaged("there is no mark where a block should start");
        }

        ReadRecord();
        return true;
    }

    public void Dispose()
    {
        _input.Dispose();
        _unpacker?.Dispose();
    }

    // The record stays in the input's window while it is used.
    private void Leave()
    {
        _input.Skip(_recordLength);
        _recordLength = _keyLength = 0;
    }

    private void ReadRecord()
    {
        var length = _input.ReadInt32();
        var keyLength = _input.ReadInt32();
        if (length < 0 || (uint)keyLength > (uint)length)
        {
            throw _input.Damaged($"a record of {length} bytes with a key of {keyLength} cannot be");
        }

        _input.Fill(length);
        _recordLength = length;
        _keyLength = keyLength;
        if (_unpacker is not null)
        {
            _valueLength = _unpacker.Unpack(_input.Window[keyLength..length], ref _value);
        }
    }

    private int PeekInt32()
    {
        _input.Fill(sizeof(int));
        return BinaryPrimitives.ReadInt32BigEndian(_input.Window);
    }

    private void CheckMark()
    {
        _input.Fill(SequenceHeader.SyncBytes);
        if (!_input.Window.StartsWith(_header.Sync))
        {
            throw _input.Damaged("there is another mark than the file's");
        }

        _input.Skip(SequenceHeader.SyncBytes);
    }
}
