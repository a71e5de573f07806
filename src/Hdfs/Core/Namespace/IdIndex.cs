using Hathi.Hdfs.Core.Memory;

namespace Hathi.Hdfs.Core.Namespace;

/// <summary>
/// Inode id → handle, by extendible hashing: small open-addressing tables under a directory of the hash's high bits, so that growing
/// costs the split of one small table and never the rehash of all. Ids live in the inodes, here are only handles: 5 to 11 bytes an inode.
/// </summary>
internal sealed class IdIndex(Slab<Inode> inodes)
{
    private const int SlotBits = 10;
    private const int Slots = 1 << SlotBits;
    private const int MaxUsed = Slots * 3 / 4;
    private Segment[] _directory = [new Segment(0)];
    private int _depth;

    /// <summary>Bytes held.</summary>
    public long Bytes
    {
        get
        {
            var bytes = _directory.Length * 8L;
            for (var i = 0; i < _directory.Length; i++)
            {
                bytes += i == 0 || _directory[i] != _directory[i - 1] ? (Slots * 4) + 64 : 0;
            }

            return bytes;
        }
    }

    /// <summary>0 when there is no such inode.</summary>
    public int Find(long id)
    {
        var hash = Hash(id);
        var handles = SegmentOf(hash).Handles;
        for (var slot = SlotOf(hash); ; slot = (slot + 1) & (Slots - 1))
        {
            var handle = handles[slot];
            if (handle == 0 || inodes[handle].Id == id)
            {
                return handle;
            }
        }
    }

    /// <summary>The inode's id must be set, and new.</summary>
    public void Add(int handle)
    {
        var hash = Hash(inodes[handle].Id);
        var segment = SegmentOf(hash);
        while (segment.Used == MaxUsed)
        {
            Split(segment, hash);
            segment = SegmentOf(hash);
        }

        Put(segment, handle, hash);
    }

    /// <summary>The inode's id must still be set.</summary>
    public void Remove(int handle)
    {
        var hash = Hash(inodes[handle].Id);
        var segment = SegmentOf(hash);
        var handles = segment.Handles;
        var hole = SlotOf(hash);
        while (handles[hole] != handle)
        {
            hole = (hole + 1) & (Slots - 1);
        }

        // Close the hole: whoever follows and would be found earlier moves up.
        for (var next = (hole + 1) & (Slots - 1); handles[next] != 0; next = (next + 1) & (Slots - 1))
        {
            var home = SlotOf(Hash(inodes[handles[next]].Id));
            if (((next - home) & (Slots - 1)) >= ((next - hole) & (Slots - 1)))
            {
                handles[hole] = handles[next];
                hole = next;
            }
        }

        handles[hole] = 0;
        segment.Used--;
    }

    private static ulong Hash(long id)
    {
        var h = (ulong)id * 0x9E3779B97F4A7C15;
        return (h ^ (h >> 32)) * 0xD6E8FEB86659FD93;
    }

    private static int SlotOf(ulong hash) => (int)hash & (Slots - 1);

    private static void Put(Segment segment, int handle, ulong hash)
    {
        var slot = SlotOf(hash);
        while (segment.Handles[slot] != 0)
        {
            slot = (slot + 1) & (Slots - 1);
        }

        segment.Handles[slot] = handle;
        segment.Used++;
    }

    private Segment SegmentOf(ulong hash) => _directory[_depth == 0 ? 0 : hash >> (64 - _depth)];

    private void Split(Segment full, ulong hash)
    {
        if (full.Depth == _depth)
        {
            var wider = new Segment[_directory.Length * 2];
            for (var i = 0; i < _directory.Length; i++)
            {
                wider[2 * i] = wider[(2 * i) + 1] = _directory[i];
            }

            _directory = wider;
            _depth++;
        }

        var depth = full.Depth + 1;
        Segment low = new(depth), high = new(depth);
        foreach (var handle in full.Handles)
        {
            if (handle != 0)
            {
                var h = Hash(inodes[handle].Id);
                Put((h >> (64 - depth) & 1) == 0 ? low : high, handle, h);
            }
        }

        var span = 1 << (_depth - full.Depth);
        var first = (int)(hash >> (64 - _depth)) & ~(span - 1);
        _directory.AsSpan(first, span / 2).Fill(low);
        _directory.AsSpan(first + (span / 2), span / 2).Fill(high);
    }

    private sealed class Segment(int depth)
    {
        public readonly int Depth = depth;
        public readonly int[] Handles = new int[Slots];
        public int Used;
    }
}
