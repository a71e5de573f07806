using System.Buffers;
using Hathi.Records.Compression;

namespace Hathi.Records.Sequence;

/// <summary>A sequence file as text: key, TAB, value, a line a record. Used by one thread. Source: Apache <c>Display.Text</c>.</summary>
internal sealed class SequenceText : UnpackStream
{
    /// <summary>About so much text is made at a time.</summary>
    private const int ChunkBytes = 64 << 10;

    private readonly SequenceReader _records;
    private readonly WritableText _keys;
    private readonly WritableText _values;
    private readonly ArrayBufferWriter<byte> _text = new();
    private int _taken;

    /// <param name="file">From its start; not closed.</param>
    /// <param name="length">Of the file, bytes.</param>
    /// <param name="name">For messages.</param>
    /// <exception cref="InvalidDataException">It is no sequence file, or keys or values are of a class that is not known here.</exception>
    internal SequenceText(Stream file, long length, string name)
    {
        var input = new SequenceInput(file, 0, length, name);
        var header = SequenceHeader.Read(input);
        _keys = Find(header.KeyClass, name);
        _values = Find(header.ValueClass, name);
        _records = new SequenceReader(input, header);
    }

    public override int Read(Span<byte> buffer)
    {
        if (_taken == _text.WrittenCount && !Fill())
        {
            return 0;
        }

        var n = Math.Min(buffer.Length, _text.WrittenCount - _taken);
        _text.WrittenSpan.Slice(_taken, n).CopyTo(buffer);
        _taken += n;
        return n;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _records.Dispose();
        }

        base.Dispose(disposing);
    }

    private static WritableText Find(string javaClass, string name) => WritableText.Find(javaClass)
        ?? throw new InvalidDataException($"{name} has records of {javaClass}, which cannot be shown as text here; "
            + "a job with a serialiser for that class can read them.");

    private bool Fill()
    {
        _text.ResetWrittenCount();
        _taken = 0;
        while (_text.WrittenCount < ChunkBytes && _records.MoveNext(long.MaxValue))
        {
            if (!_keys.Fits(_records.Key) || !_values.Fits(_records.Value))
            {
                throw new InvalidDataException(
                    $"{_records.Name} is damaged: the record at byte {_records.RecordStart} is too short for its classes. Store it again.");
            }

            _keys.Append(_records.Key, _text);
            _text.Write("\t"u8);
            _values.Append(_records.Value, _text);
            _text.Write("\n"u8);
        }

        return _text.WrittenCount > 0;
    }
}
