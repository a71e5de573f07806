using System.Buffers;

namespace Hathi.Records.Sequence;

/// <summary>Record after record, each value packed by itself or not at all.</summary>
internal sealed class SequenceRecordWriter(IBufferWriter<byte> target, SequenceHeader header) : SequenceWriter(target, header)
{
    private readonly MemoryStream _packed = new();

    internal override void Append(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (Header.Codec is { } codec)
        {
            _packed.SetLength(0);
            using (var pack = codec.Pack(_packed))
            {
                pack.Write(value);
            }

            value = _packed.GetBuffer().AsSpan(0, (int)_packed.Length);
        }

        if (MarkIsDue)
        {
            Mark();
        }

        PutInt32(key.Length + value.Length);
        PutInt32(key.Length);
        Put(key);
        Put(value);
    }

    internal override void End()
    {
    }
}
