using System.Net;
using System.Runtime.InteropServices;
using Hathi.Base;

namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>
/// The memory outside the garbage-collected heap that all transfers of a node hold, counted. How many operations run bounds the buffers for
/// packets of usual size; what they grow to for larger ones is bounded here for all together, and for one address to half of
/// that. Safe from any thread.
/// </summary>
/// <param name="maxGrown">Bytes that buffers may hold together beyond their usual size.</param>
internal unsafe class BufferMemory(long maxGrown)
{
    /// <summary>
    /// Sixteen packets of the largest size at a time; those of clients are of 64 KiB to 1 MiB, which are not counted
    /// (<see cref="PacketBuffer.UsualSize"/>).
    /// </summary>
    internal const long DefaultMaxGrown = 256L << 20;

    private const int PageSize = 4096;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, long> _grownOf = [];
    private long _held;
    private long _grown;

    /// <summary>Bytes held now.</summary>
    internal long Held => Interlocked.Read(ref _held);

    /// <summary>Memory for a buffer, or for more of one: its bytes are not cleared.</summary>
    /// <param name="size">Bytes.</param>
    /// <param name="grown">How many of them are beyond the buffer's usual size.</param>
    /// <param name="peer">For whom.</param>
    /// <exception cref="IOException">The machine has none, or the buffers of large packets hold all that they may.</exception>
    internal byte* Allocate(int size, int grown, IPAddress peer)
    {
        if (grown > 0 && !TryGrow(grown, peer))
        {
            throw new RefusedException(
                $"A packet of {size} bytes or more is not taken: large packets may hold {maxGrown} bytes of memory together, half of them "
                + "from one address, and hold them already. Write smaller ones (dfs.client-write-packet-size), or again later.");
        }

        try
        {
            var start = Allocate(size);
            Interlocked.Add(ref _held, size);
            return start;
        }
        catch (OutOfMemoryException e)
        {
            Shrink(grown, peer);
            throw new EnvironmentException($"The machine has no memory for a buffer of {size} bytes of a transfer.", e);
        }
    }

    /// <summary>Gives memory back, as it was asked for.</summary>
    internal void Free(byte* start, int size, int grown, IPAddress peer)
    {
        NativeMemory.AlignedFree(start);
        Interlocked.Add(ref _held, -size);
        Shrink(grown, peer);
    }

    /// <exception cref="OutOfMemoryException">There is none.</exception>
    private protected virtual byte* Allocate(int size) => (byte*)NativeMemory.AlignedAlloc((nuint)size, PageSize);

    private bool TryGrow(int bytes, IPAddress peer)
    {
        lock (_gate)
        {
            var ofPeer = _grownOf.GetValueOrDefault(peer) + bytes;
            if (_grown + bytes > maxGrown || ofPeer > maxGrown / 2)
            {
                return false;
            }

            _grown += bytes;
            _grownOf[peer] = ofPeer;
            return true;
        }
    }

    private void Shrink(int bytes, IPAddress peer)
    {
        if (bytes == 0)
        {
            return;
        }

        lock (_gate)
        {
            _grown -= bytes;
            if ((_grownOf[peer] -= bytes) == 0)
            {
                _grownOf.Remove(peer);
            }
        }
    }
}
