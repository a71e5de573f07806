using System.Buffers.Binary;
using Hathi.Base;
using Microsoft.Win32.SafeHandles;

namespace Hathi.MapReduce.Sort;

/// <summary>
/// The bytes of one segment as they lie in its file, packed or not, up to its checksum, which is computed on the way. Used by one thread.
/// </summary>
internal sealed class SegmentBytes : Stream
{
    private const int DrainBytes = 4096;

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly Action<int> _progress;
    private readonly long _end;
    private uint _crc;

    internal SegmentBytes(string path, IndexRecord segment, Action<int> progress)
    {
        if (segment.PartLength < IFile.ChecksumBytes)
        {
            throw new TaskIOException(
                $"The segment at byte {segment.Start} of {path} has {segment.PartLength} bytes, and no checksum: run the job again.", null);
        }

        _path = path;
        _progress = progress;
        _file = LocalDisk.Guard(path, static p => File.OpenHandle(p));
        Next = segment.Start;
        _end = segment.Start + segment.PartLength - IFile.ChecksumBytes;
    }

    /// <summary>Offset in the file of what is read next.</summary>
    internal long Next { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("A segment is read from front to back.");

    public override long Position
    {
        get => throw new NotSupportedException("A segment is read from front to back.");
        set => throw new NotSupportedException("A segment is read from front to back.");
    }

    public override int Read(Span<byte> buffer)
    {
        var fresh = buffer[..(int)Math.Min(_end - Next, buffer.Length)];
        if (fresh.IsEmpty)
        {
            return 0;
        }

        LocalDisk.Read(_file, _path, Next, fresh);
        _crc = Crc32.Append(_crc, fresh);
        Next += fresh.Length;
        _progress(fresh.Length);
        return fresh.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>Reads what is left, and says whether the checksum matches all of it.</summary>
    internal bool IsSound()
    {
        Span<byte> rest = stackalloc byte[DrainBytes];
        while (Read(rest) > 0)
        {
        }

        Span<byte> trailer = stackalloc byte[IFile.ChecksumBytes];
        LocalDisk.Read(_file, _path, _end, trailer);
        return BinaryPrimitives.ReadUInt32BigEndian(trailer) == _crc;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A segment is read from front to back.");

    public override void SetLength(long value) => throw new NotSupportedException("This stream only reads.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream only reads.");

    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        base.Dispose(disposing);
    }
}
