using System.Buffers.Binary;
using Hathi.Base;

namespace Hathi.Log;

/// <summary>Reads a snapshot's content; every byte is checked before it is handed on.</summary>
internal sealed class SnapshotReadStream : Stream
{
    private readonly IDiskFile _file;
    private readonly string _path;
    private readonly byte[] _chunk = new byte[SnapshotFormat.ChunkHeaderBytes + SnapshotFormat.ChunkBytes];
    private int _at;
    private int _end;
    private long _fileOffset;
    private long _contentOffset;
    private bool _finished;

    internal SnapshotReadStream(IDiskFile file, string path, Guid logId, long index)
    {
        _file = file;
        _path = path;
        var read = file.Read(0, _chunk.AsSpan(0, SnapshotFormat.HeaderBytes));
        var wrong = SnapshotFormat.CheckHeader(_chunk.AsSpan(0, read), logId, index);
        if (wrong is not null)
        {
            file.Dispose();
            throw new LogCorruptException(path, 0, wrong);
        }

        _fileOffset = SnapshotFormat.HeaderBytes;
    }

    /// <summary>Where in the file the chunk ends that was read last.</summary>
    internal long FileOffset => _fileOffset;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _contentOffset - (_end - _at);
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (_at == _end && !_finished && buffer.Length > 0)
        {
            ReadChunk();
        }

        var n = Math.Min(buffer.Length, _end - _at);
        _chunk.AsSpan(_at, n).CopyTo(buffer);
        _at += n;
        return n;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        return Read(one) == 0 ? -1 : one[0];
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    private void ReadChunk()
    {
        var read = _file.Read(_fileOffset, _chunk);
        var length = read < SnapshotFormat.ChunkHeaderBytes ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(_chunk);
        if (length == 0)
        {
            ReadEnd(read);
            return;
        }

        if (length > SnapshotFormat.ChunkBytes || length > read - SnapshotFormat.ChunkHeaderBytes)
        {
            throw Damaged("the snapshot ends too early");
        }

        var bytes = _chunk.AsSpan(SnapshotFormat.ChunkHeaderBytes, (int)length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(_chunk.AsSpan(4)) != Crc.Of(_contentOffset, bytes))
        {
            throw Damaged("the checksum of a chunk does not match");
        }

        _at = SnapshotFormat.ChunkHeaderBytes;
        _end = _at + bytes.Length;
        _fileOffset += _end;
        _contentOffset += bytes.Length;
    }

    private void ReadEnd(int read)
    {
        Span<byte> expected = stackalloc byte[SnapshotFormat.EndBytes];
        SnapshotFormat.WriteEnd(expected, _contentOffset);
        if (!_chunk.AsSpan(0, Math.Min(read, SnapshotFormat.EndBytes)).SequenceEqual(expected))
        {
            throw Damaged("the end of the snapshot does not match its content");
        }

        _finished = true;
    }

    private LogCorruptException Damaged(string what) => new(_path, _fileOffset, what);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
