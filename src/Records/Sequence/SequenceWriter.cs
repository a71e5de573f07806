using System.Buffers;
using System.Buffers.Binary;

namespace Hathi.Records.Sequence;

/// <summary>Writes serialised records as a sequence file. Used by one thread. Source: Apache <c>SequenceFile.Writer</c>.</summary>
internal abstract class SequenceWriter : RecordSink
{
    private readonly IBufferWriter<byte> _target;
    private long _lastMark;

    private protected SequenceWriter(IBufferWriter<byte> target, SequenceHeader header)
    {
        _target = target;
        Header = header;
        var start = new ArrayBufferWriter<byte>();
        header.WriteTo(start);
        Put(start.WrittenSpan);
    }

    protected SequenceHeader Header { get; }

    /// <summary>Bytes written so far.</summary>
    protected long Position { get; private set; }

    /// <param name="target">Takes the file's bytes.</param>
    /// <param name="header">Is written at once.</param>
    /// <param name="blockBytes">Keys and values of a packed block, about.</param>
    internal static SequenceWriter Create(IBufferWriter<byte> target, SequenceHeader header, int blockBytes) =>
        header.Compression == SequenceCompression.Block
            ? new SequenceBlockWriter(target, header, blockBytes)
            : new SequenceRecordWriter(target, header);

    /// <summary>Writes what is still held.</summary>
    internal abstract void End();

    protected void Put(ReadOnlySpan<byte> bytes)
    {
        _target.Write(bytes);
        Position += bytes.Length;
    }

    protected void PutInt32(int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        Put(bytes);
    }

    protected void Mark()
    {
        PutInt32(SequenceHeader.SyncEscape);
        Put(Header.Sync);
        _lastMark = Position;
    }

    protected bool MarkIsDue => Position >= _lastMark + SequenceHeader.SyncInterval;
}
