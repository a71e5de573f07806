using Hathi.Base;

namespace Hathi.Log;

/// <summary>Gathers what is written into checked chunks of a snapshot file.</summary>
internal sealed class SnapshotWriteStream : Stream
{
    private readonly IDiskFile _file;
    private readonly byte[] _chunk = new byte[SnapshotFormat.ChunkHeaderBytes + SnapshotFormat.ChunkBytes];
    private int _used = SnapshotFormat.ChunkHeaderBytes;
    private long _fileOffset;
    private long _contentOffset;

    internal SnapshotWriteStream(IDiskFile file, Guid logId, long index)
    {
        _file = file;
        Span<byte> header = stackalloc byte[SnapshotFormat.HeaderBytes];
        SnapshotFormat.WriteHeader(header, logId, index);
        file.Write(0, header);
        _fileOffset = SnapshotFormat.HeaderBytes;
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => Position;

    public override long Position
    {
        get => _contentOffset + _used - SnapshotFormat.ChunkHeaderBytes;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var n = Math.Min(buffer.Length, _chunk.Length - _used);
            buffer[..n].CopyTo(_chunk.AsSpan(_used));
            _used += n;
            buffer = buffer[n..];
            if (_used == _chunk.Length)
            {
                WriteChunk();
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void WriteByte(byte value) => Write([value]);

    /// <summary>Nothing to do: <see cref="Finish"/> makes all of it durable.</summary>
    public override void Flush()
    {
    }

    /// <summary>Writes the end and returns when everything is on the medium.</summary>
    internal void Finish()
    {
        WriteChunk();
        Span<byte> end = stackalloc byte[SnapshotFormat.EndBytes];
        SnapshotFormat.WriteEnd(end, _contentOffset);
        _file.Write(_fileOffset, end);
        _file.Sync();
    }

    private void WriteChunk()
    {
        var bytes = _chunk.AsSpan(SnapshotFormat.ChunkHeaderBytes, _used - SnapshotFormat.ChunkHeaderBytes);
        if (bytes.IsEmpty)
        {
            return;
        }

        SnapshotFormat.WriteChunkHeader(_chunk, _contentOffset, bytes);
        _file.Write(_fileOffset, _chunk.AsSpan(0, _used));
        _fileOffset += _used;
        _contentOffset += bytes.Length;
        _used = SnapshotFormat.ChunkHeaderBytes;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
