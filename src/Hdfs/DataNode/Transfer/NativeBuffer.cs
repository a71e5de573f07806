using System.Runtime.InteropServices;

namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>Memory outside the garbage-collected heap: stays where it is and goes back to the system as soon as a transfer ends. Used by one thread.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private const int PageSize = 4096;

    internal NativeBuffer(int size)
    {
        Size = size;
        Start = (byte*)NativeMemory.AlignedAlloc((nuint)size, PageSize);
    }

    internal byte* Start { get; private set; }

    internal int Size { get; private set; }

    internal Span<byte> Slice(int start, int length)
    {
        if ((uint)start > (uint)Size || (uint)length > (uint)(Size - start))
        {
            throw new ArgumentOutOfRangeException(nameof(start), $"{start} + {length} is beyond a buffer of {Size} bytes");
        }

        return new Span<byte>(Start + start, length);
    }

    /// <summary>Moves <paramref name="length"/> bytes from <paramref name="start"/> to the front, of this memory or, when that is too small, of larger memory.</summary>
    internal void Compact(int start, int length, int size)
    {
        if (size <= Size)
        {
            Slice(start, length).CopyTo(Slice(0, length));
            return;
        }

        var larger = (byte*)NativeMemory.AlignedAlloc((nuint)size, PageSize);
        Slice(start, length).CopyTo(new Span<byte>(larger, length));
        NativeMemory.AlignedFree(Start);
        Start = larger;
        Size = size;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(Start);
        Start = null;
        Size = 0;
    }
}
