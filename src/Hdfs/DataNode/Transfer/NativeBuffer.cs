using System.Net;

namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>
/// Memory outside the garbage-collected heap: stays where it is and goes back to the system as soon as a transfer ends. Used by one thread.
/// </summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private readonly BufferMemory _memory;
    private readonly int _usual;
    private readonly IPAddress _peer;

    /// <summary>A buffer that does not grow.</summary>
    /// <exception cref="IOException">The machine has no memory for it.</exception>
    internal NativeBuffer(BufferMemory memory, int size)
        : this(memory, size, size, IPAddress.None)
    {
    }

    /// <param name="memory">Of all transfers.</param>
    /// <param name="size">Bytes to begin with.</param>
    /// <param name="usual">Bytes up to which it grows as it likes.</param>
    /// <param name="peer">For whom it grows beyond that.</param>
    /// <exception cref="IOException">The machine has no memory for it.</exception>
    internal NativeBuffer(BufferMemory memory, int size, int usual, IPAddress peer)
    {
        _memory = memory;
        _usual = usual;
        _peer = peer;
        Start = memory.Allocate(size, 0, peer);
        Size = size;
    }

    internal byte* Start { get; private set; }

    internal int Size { get; private set; }

    private int Grown => GrownAt(Size);

    internal Span<byte> Slice(int start, int length)
    {
        if ((uint)start > (uint)Size || (uint)length > (uint)(Size - start))
        {
            throw new ArgumentOutOfRangeException(nameof(start), $"{start} + {length} is beyond a buffer of {Size} bytes");
        }

        return new Span<byte>(Start + start, length);
    }

    /// <summary>
    /// Moves <paramref name="length"/> bytes from <paramref name="start"/> to the front, of this memory or, when that is too
    /// small, of larger memory.
    /// </summary>
    /// <exception cref="IOException">There is no larger memory.</exception>
    internal void Compact(int start, int length, int size)
    {
        if (size <= Size)
        {
            Slice(start, length).CopyTo(Slice(0, length));
            return;
        }

        var larger = _memory.Allocate(size, GrownAt(size), _peer);
        Slice(start, length).CopyTo(new Span<byte>(larger, length));
        _memory.Free(Start, Size, Grown, _peer);
        Start = larger;
        Size = size;
    }

    public void Dispose()
    {
        if (Start is not null)
        {
            _memory.Free(Start, Size, Grown, _peer);
            Start = null;
            Size = 0;
        }
    }

    private int GrownAt(int size) => Math.Max(0, size - _usual);
}
