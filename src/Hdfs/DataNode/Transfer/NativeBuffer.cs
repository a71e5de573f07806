namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>Memory outside the garbage-collected heap: stays where it is and goes back to the system as soon as a transfer ends. Used by one thread.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private readonly BufferMemory _memory;
    private readonly int _first;

    /// <exception cref="IOException">The machine has no memory for it.</exception>
    internal NativeBuffer(BufferMemory memory, int size)
    {
        _memory = memory;
        _first = size;
        Start = memory.Allocate(size, 0);
        Size = size;
    }

    internal byte* Start { get; private set; }

    internal int Size { get; private set; }

    private int Grown => Size - _first;

    internal Span<byte> Slice(int start, int length)
    {
        if ((uint)start > (uint)Size || (uint)length > (uint)(Size - start))
        {
            throw new ArgumentOutOfRangeException(nameof(start), $"{start} + {length} is beyond a buffer of {Size} bytes");
        }

        return new Span<byte>(Start + start, length);
    }

    /// <summary>Moves <paramref name="length"/> bytes from <paramref name="start"/> to the front, of this memory or, when that is too small, of larger memory.</summary>
    /// <exception cref="IOException">There is no larger memory.</exception>
    internal void Compact(int start, int length, int size)
    {
        if (size <= Size)
        {
            Slice(start, length).CopyTo(Slice(0, length));
            return;
        }

        var larger = _memory.Allocate(size, size - _first);
        Slice(start, length).CopyTo(new Span<byte>(larger, length));
        _memory.Free(Start, Size, Grown);
        Start = larger;
        Size = size;
    }

    public void Dispose()
    {
        if (Start is not null)
        {
            _memory.Free(Start, Size, Grown);
            Start = null;
            Size = 0;
        }
    }
}
