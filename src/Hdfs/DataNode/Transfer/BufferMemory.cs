using System.Runtime.InteropServices;

namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>
/// The memory outside the garbage-collected heap that all transfers of a node hold, counted. How many operations run bounds the buffers that each begins
/// with; what they grow to for large packets is bounded here for all together. Safe from any thread.
/// </summary>
/// <param name="maxGrown">Bytes that buffers may hold together beyond those they began with.</param>
internal unsafe class BufferMemory(long maxGrown)
{
    /// <summary>Sixteen packets of the largest size at a time; the packets of clients are usually of 64 KiB, for which no buffer grows.</summary>
    internal const long DefaultMaxGrown = 256L << 20;

    private const int PageSize = 4096;

    private long _held;
    private long _grown;

    /// <summary>Bytes held now.</summary>
    internal long Held => Interlocked.Read(ref _held);

    /// <summary>Memory for a buffer, or for more of one: its bytes are not cleared.</summary>
    /// <param name="size">Bytes.</param>
    /// <param name="grown">How many of them are beyond what the buffer began with.</param>
    /// <exception cref="IOException">The machine has none, or the buffers of large packets hold all that they may.</exception>
    internal byte* Allocate(int size, int grown)
    {
        if (Interlocked.Add(ref _grown, grown) > maxGrown && grown > 0)
        {
            Interlocked.Add(ref _grown, -grown);
            throw new IOException($"A packet of {size} bytes is not taken: large packets hold {maxGrown} bytes of memory already. Write smaller ones (dfs.client-write-packet-size), or again later.");
        }

        try
        {
            var start = Allocate(size);
            Interlocked.Add(ref _held, size);
            return start;
        }
        catch (OutOfMemoryException e)
        {
            Interlocked.Add(ref _grown, -grown);
            throw new IOException($"The machine has no memory for a buffer of {size} bytes of a transfer.", e);
        }
    }

    /// <summary>Gives memory back, as it was asked for.</summary>
    internal void Free(byte* start, int size, int grown)
    {
        NativeMemory.AlignedFree(start);
        Interlocked.Add(ref _held, -size);
        Interlocked.Add(ref _grown, -grown);
    }

    /// <exception cref="OutOfMemoryException">There is none.</exception>
    private protected virtual byte* Allocate(int size) => (byte*)NativeMemory.AlignedAlloc((nuint)size, PageSize);
}
