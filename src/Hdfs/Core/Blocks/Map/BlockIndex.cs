using System.Runtime.CompilerServices;
using Hathi.Hdfs.Core.Memory;

namespace Hathi.Hdfs.Core.Blocks.Map;

/// <summary>
/// Block id → handle by open addressing with linear probing. Ids are stored once, in the records: a slot is four bytes. The table is cut
/// into segments that grow on their own, by half, so that no single insertion pays for rehashing all of a large cluster.
/// </summary>
internal sealed class BlockIndex(Slab<BlockRecord> blocks)
{
    private const int SegmentBits = 8;
    private const int FirstSize = 12;

    private readonly Slab<BlockRecord> _blocks = blocks;
    private readonly Segment[] _segments = CreateSegments();

    /// <summary>The handle of a block; 0 when it is unknown.</summary>
    public int Find(long id)
    {
        var hash = Hash(id);
        var slots = _segments[hash >> (64 - SegmentBits)].Slots;
        var i = Home(hash, slots.Length);
        for (;;)
        {
            var handle = slots[i];
            if (handle == 0 || _blocks[handle].Id == id)
            {
                return handle;
            }

            if (++i == slots.Length)
            {
                i = 0;
            }
        }
    }

    /// <summary>Adds a handle whose record has its id already; the id must not be there yet.</summary>
    public void Add(int handle)
    {
        var hash = Hash(_blocks[handle].Id);
        ref var segment = ref _segments[hash >> (64 - SegmentBits)];
        if ((segment.Count + 1) * 10 > segment.Slots.Length * 7)
        {
            Grow(ref segment);
        }

        segment.Count++;
        Put(segment.Slots, hash, handle);
    }

    /// <summary>Removes a handle whose record still has its id.</summary>
    public void Remove(int handle)
    {
        var hash = Hash(_blocks[handle].Id);
        ref var segment = ref _segments[hash >> (64 - SegmentBits)];
        var slots = segment.Slots;
        var gap = Home(hash, slots.Length);
        while (slots[gap] != handle)
        {
            gap = gap + 1 == slots.Length ? 0 : gap + 1;
        }

        segment.Count--;
        CloseGap(slots, gap);
    }

    // Moves back what was pushed past its home by the removed one, so that no tombstones are needed.
    private void CloseGap(int[] slots, int gap)
    {
        for (var i = gap; ;)
        {
            i = i + 1 == slots.Length ? 0 : i + 1;
            var handle = slots[i];
            if (handle == 0)
            {
                slots[gap] = 0;
                return;
            }

            var home = Home(Hash(_blocks[handle].Id), slots.Length);
            var staysPut = gap <= i ? gap < home && home <= i : gap < home || home <= i;
            if (!staysPut)
            {
                slots[gap] = handle;
                gap = i;
            }
        }
    }

    private void Grow(ref Segment segment)
    {
        var old = segment.Slots;
        var slots = new int[old.Length + (old.Length / 2)];
        foreach (var handle in old)
        {
            if (handle != 0)
            {
                Put(slots, Hash(_blocks[handle].Id), handle);
            }
        }

        segment.Slots = slots;
    }

    private static void Put(int[] slots, ulong hash, int handle)
    {
        var i = Home(hash, slots.Length);
        while (slots[i] != 0)
        {
            i = i + 1 == slots.Length ? 0 : i + 1;
        }

        slots[i] = handle;
    }

    // The low half of the hash, scaled to the table's size without a division.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Home(ulong hash, int size) => (int)(((hash & uint.MaxValue) * (uint)size) >> 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Hash(long id)
    {
        var x = (ulong)id * 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 32)) * 0xD6E8FEB86659FD93;
        return x ^ (x >> 32);
    }

    private static Segment[] CreateSegments()
    {
        var segments = new Segment[1 << SegmentBits];
        foreach (ref var segment in segments.AsSpan())
        {
            segment.Slots = new int[FirstSize];
        }

        return segments;
    }

    private struct Segment
    {
        public int[] Slots;
        public int Count;
    }
}
