using System.Buffers.Binary;
using Hathi.Base;

namespace Hathi.Records.Sequence;

/// <summary>The bytes of a sequence file through a buffer that grows to the longest record. Used by one thread.</summary>
/// <param name="stream">Read from where it stands; not closed.</param>
/// <param name="position">Where that is in the file.</param>
/// <param name="fileLength">What is said to be longer is damaged.</param>
/// <param name="name">Of the file, for messages.</param>
internal sealed class SequenceInput(Stream stream, long position, long fileLength, string name) : IDisposable
{
    private const int FirstBytes = 64 << 10;

    private byte[] _buffer = BoundedPool<byte>.Rent(FirstBytes);
    private int _start;
    private int _end;

    internal string Name { get; } = name;

    /// <summary>Of the first byte of <see cref="Window"/> in the file.</summary>
    internal long Position { get; private set; } = position;

    /// <summary>What is here; good until the next fill.</summary>
    internal ReadOnlySpan<byte> Window => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Has at least so many bytes in the window; false when the file ends before.</summary>
    internal bool TryFill(int bytes)
    {
        while (_end - _start < bytes)
        {
            if (_buffer.Length - _start < bytes)
            {
                MakeRoom(bytes);
            }

            var n = stream.Read(_buffer.AsSpan(_end));
            if (n == 0)
            {
                return false;
            }

            _end += n;
        }

        return true;
    }

    /// <exception cref="InvalidDataException">The file ends before.</exception>
    internal void Fill(int bytes)
    {
        if (bytes < 0)
        {
            throw Damaged($"a length of {bytes} cannot be");
        }

        // A damaged length must not make the buffer grow.
        if (bytes > fileLength - Position || !TryFill(bytes))
        {
            throw EndsEarly();
        }
    }

    internal void Skip(int bytes)
    {
        _start += bytes;
        Position += bytes;
    }

    internal int ReadInt32()
    {
        Fill(sizeof(int));
        var value = BinaryPrimitives.ReadInt32BigEndian(Window);
        Skip(sizeof(int));
        return value;
    }

    /// <summary>A VInt that is not negative.</summary>
    internal int ReadLength()
    {
        Fill(1);
        var size = VInt.SizeFrom(Window[0]);
        Fill(size);
        VInt.Read(Window, out var value);
        Skip(size);
        return value is >= 0 and <= int.MaxValue ? (int)value : throw Damaged($"a length of {value} cannot be");
    }

    internal InvalidDataException EndsEarly() =>
        new($"{Name} is cut off: it ends in the middle of what starts at byte {Position}. Store the whole file again.");

    internal InvalidDataException Damaged(string what) => new($"{Name} is damaged: at byte {Position} {what}. Store the file again.");

    public void Dispose()
    {
        BoundedPool<byte>.Return(_buffer);
        _buffer = [];
        _start = _end = 0;
    }

    private void MakeRoom(int bytes)
    {
        var left = _end - _start;
        if (_buffer.Length < bytes)
        {
            var larger = BoundedPool<byte>.Rent((int)Math.Min(Array.MaxLength, Math.Max(bytes, 2L * _buffer.Length)));
            Window.CopyTo(larger);
            BoundedPool<byte>.Return(_buffer);
            _buffer = larger;
        }
        else
        {
            Window.CopyTo(_buffer);
        }

        _start = 0;
        _end = left;
    }
}
