using System.Buffers;
using Hathi.Base;
using Hathi.Records.Compression;

namespace Hathi.MapReduce.Sort;

/// <summary>
/// Reads one segment of an <see cref="IFile"/> through a buffer, and checks its checksum when it reaches the end. Used by one thread.
/// </summary>
internal sealed class IFileReader : RecordCursor, IDisposable
{
    private const int BufferBytes = 128 << 10;
    private const int MaxHeader = 2 * VInt.MaxBytes;

    private readonly string _path;
    private readonly SegmentBytes _bytes;
    private readonly Stream _records;
    private byte[] _buffer;
    private long _left;
    private int _position;
    private int _filled;
    private int _keyStart;
    private int _keyLength;
    private int _valueLength;
    private bool _ended;

    /// <param name="path">The file.</param>
    /// <param name="segment">Which part of it.</param>
    /// <param name="codec">Unpacks it; null for a plain one.</param>
    /// <param name="progress">Told how many bytes of the file were read each time.</param>
    internal IFileReader(string path, IndexRecord segment, CompressionCodec? codec, Action<int> progress)
    {
        _path = path;
        _bytes = new SegmentBytes(path, segment, progress);
        _records = codec is null ? _bytes : codec.Unpack(_bytes, path);
        _left = segment.RawLength;
        _buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(segment.RawLength, MaxHeader, BufferBytes));
    }

    internal override ReadOnlySpan<byte> Key => _buffer.AsSpan(_keyStart, _keyLength);

    internal override ReadOnlySpan<byte> Value => _buffer.AsSpan(_keyStart + _keyLength, _valueLength);

    internal override bool MoveNext()
    {
        if (_ended)
        {
            return false;
        }

        if (_filled - _position < MaxHeader)
        {
            Fill(MaxHeader);
        }

        if (!ReadHeader(out var length))
        {
            return false;
        }

        if (_filled - _position < length)
        {
            // Room is made for what the segment has, not for what a damaged length says.
            if (length > _left + _filled - _position)
            {
                throw Corrupt($"a record of {length} bytes runs over the end of its segment");
            }

            Fill((int)length);
        }

        _keyStart = _position;
        _position += (int)length;
        return true;
    }

    public void Dispose()
    {
        _ended = true;
        if (_records != _bytes)
        {
            _records.Dispose();
        }

        _bytes.Dispose();
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }
    }

    private bool ReadHeader(out long length)
    {
        var source = _buffer.AsSpan(_position, _filled - _position);
        var n = VInt.Read(source, out var keyLength);
        var m = VInt.Read(source[n..], out var valueLength);
        length = 0;
        if (n == 0 || m == 0)
        {
            throw Corrupt("the segment ends without its end marker");
        }

        _position += n + m;
        if (keyLength == -1 && valueLength == -1)
        {
            CheckEnd();
            return false;
        }

        if (keyLength < 0 || valueLength < 0 || keyLength > Array.MaxLength || valueLength > Array.MaxLength - keyLength)
        {
            throw Corrupt($"a record claims a key of {keyLength} and a value of {valueLength} bytes");
        }

        length = keyLength + valueLength;
        _keyLength = (int)keyLength;
        _valueLength = (int)valueLength;
        return true;
    }

    // Makes at least so many bytes available if the segment has them, moving what is left to the front.
    private void Fill(int wanted)
    {
        var left = _filled - _position;
        var target = _buffer;
        if (wanted > target.Length)
        {
            target = ArrayPool<byte>.Shared.Rent(wanted);
        }

        _buffer.AsSpan(_position, left).CopyTo(target);
        if (!ReferenceEquals(target, _buffer))
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        _position = 0;
        _filled = left;
        Read((int)Math.Min(_left, _buffer.Length - left));
    }

    // So many more bytes of records.
    private void Read(int bytes)
    {
        _left -= bytes;
        try
        {
            for (int n; bytes > 0; bytes -= n)
            {
                n = _records.Read(_buffer.AsSpan(_filled, bytes));
                _filled += n;
                if (n == 0)
                {
                    throw Corrupt("its packed data ends too soon");
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw Corrupt(e.Message);
        }
    }

    private void CheckEnd()
    {
        _ended = true;
        if (_left != 0 || _position != _filled)
        {
            throw Corrupt("its end marker comes before its end");
        }

        if (!_bytes.IsSound())
        {
            throw Corrupt("its checksum does not match");
        }
    }

    private TaskIOException Corrupt(string what) => new(
        $"The intermediate data in {_path} is damaged near byte {_bytes.Next}: {what}. Check that disk, then run the job again.", null);
}
