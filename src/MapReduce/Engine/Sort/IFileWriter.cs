using System.Buffers;
using System.Buffers.Binary;
using Hathi.Base;
using Hathi.Records;
using Hathi.Records.Compression;
using Microsoft.Win32.SafeHandles;

namespace Hathi.MapReduce.Sort;

/// <summary>Writes a file of <see cref="IFile"/> segments, one after the other. Used by one thread.</summary>
internal sealed class IFileWriter : RecordSink, IDisposable
{
    /// <summary>Bytes gathered before a write: large enough that the call itself does not matter.</summary>
    private const int BufferBytes = 256 << 10;

    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly CompressionCodec? _codec;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
    private int _used;
    private int _checked;
    private uint _crc;
    private long _flushed;
    private long _segmentStart;
    private PackedSegment? _packed;

    /// <summary>Creates the file, or empties it.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="codec">Packs each segment; null for plain ones.</param>
    internal IFileWriter(string path, CompressionCodec? codec)
    {
        _path = path;
        _codec = codec;
        _file = LocalDisk.Guard(path, static p => File.OpenHandle(p, FileMode.Create, FileAccess.Write));
    }

    /// <summary>Bytes written so far.</summary>
    internal long Position => _flushed + _used;

    /// <summary>Records written so far, over all segments.</summary>
    internal long Records { get; private set; }

    /// <summary>Starts the next partition.</summary>
    internal void BeginSegment()
    {
        _segmentStart = Position;
        _checked = _used;
        _crc = 0;
        _packed = _codec is null ? null : new PackedSegment(_codec, new Target(this));
    }

    internal override void Append(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (_packed is not null)
        {
            _packed.Append(key, value);
            Records++;
            return;
        }

        var length = (2 * VInt.MaxBytes) + (long)key.Length + value.Length;
        if (length > BufferBytes - _used)
        {
            Flush();
            if (length > BufferBytes)
            {
                AppendLarge(key, value);
                return;
            }
        }

        var target = _buffer.AsSpan(_used);
        var n = VInt.Write(target, key.Length);
        n += VInt.Write(target[n..], value.Length);
        key.CopyTo(target[n..]);
        n += key.Length;
        value.CopyTo(target[n..]);
        _used += n + value.Length;
        Records++;
    }

    /// <summary>Appends a record with its lengths, as it stands in a sort buffer.</summary>
    internal void Append(RecordView record)
    {
        var bytes = record.Whole;
        if (_packed is not null)
        {
            _packed.Append(bytes);
        }
        else if (bytes.Length > BufferBytes - _used)
        {
            Copy(bytes);
        }
        else
        {
            bytes.CopyTo(_buffer.AsSpan(_used));
            _used += bytes.Length;
        }

        Records++;
    }

    /// <summary>Ends the partition with marker and checksum.</summary>
    /// <returns>Where it lies.</returns>
    internal IndexRecord EndSegment()
    {
        ReadOnlySpan<byte> marker = [IFile.EndMarker, IFile.EndMarker];
        if (_packed is null)
        {
            Copy(marker);
        }
        else
        {
            _packed.Append(marker);
            _packed.End();
            _packed.Dispose();
        }

        CheckUpToHere();
        var raw = _packed?.RawLength ?? Position - _segmentStart;
        _packed = null;
        Span<byte> trailer = stackalloc byte[IFile.ChecksumBytes];
        BinaryPrimitives.WriteUInt32BigEndian(trailer, _crc);
        Copy(trailer);
        _checked = _used;
        return new IndexRecord(_segmentStart, raw, Position - _segmentStart);
    }

    /// <summary>Hands everything to the operating system.</summary>
    internal void Flush()
    {
        CheckUpToHere();
        LocalDisk.Write(_file, _path, _flushed, _buffer.AsSpan(0, _used));
        _flushed += _used;
        _used = _checked = 0;
    }

    /// <summary>Closes the file; what was not flushed is lost.</summary>
    public void Dispose()
    {
        _packed?.Dispose();
        _file.Dispose();
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    private void AppendLarge(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Span<byte> header = stackalloc byte[2 * VInt.MaxBytes];
        var n = VInt.Write(header, key.Length);
        n += VInt.Write(header[n..], value.Length);
        Copy(header[..n]);
        Copy(key);
        Copy(value);
        Records++;
    }

    private void Copy(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_used == BufferBytes)
            {
                Flush();
            }

            var n = Math.Min(bytes.Length, BufferBytes - _used);
            bytes[..n].CopyTo(_buffer.AsSpan(_used));
            _used += n;
            bytes = bytes[n..];
        }
    }

    private void CheckUpToHere()
    {
        _crc = Crc32.Append(_crc, _buffer.AsSpan(_checked, _used - _checked));
        _checked = _used;
    }

    /// <summary>Where packed bytes go.</summary>
    private sealed class Target(IFileWriter writer) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException("This stream only writes.");

        public override long Position
        {
            get => throw new NotSupportedException("This stream only writes.");
            set => throw new NotSupportedException("This stream only writes.");
        }

        public override void Write(ReadOnlySpan<byte> buffer) => writer.Copy(buffer);

        public override void Write(byte[] buffer, int offset, int count) => writer.Copy(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream only writes.");

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("This stream only writes.");

        public override void SetLength(long value) => throw new NotSupportedException("This stream only writes.");
    }
}
