using Hathi.Hdfs.Core.Memory;

namespace Hathi.Hdfs.Core.Namespace;

/// <summary>Which blocks a file has, as ids in order: the only one in the inode itself, more in a list.</summary>
internal sealed class BlockLists(Slab<Inode> inodes)
{
    private readonly Arena _arena = new();

    public long Bytes => _arena.Bytes;

    /// <summary>Id of the block at a place, 0 … <see cref="Inode.BlockCount"/> - 1.</summary>
    public long this[int handle, int index]
    {
        get
        {
            ref var file = ref inodes[handle];
            return file.BlockCount == 1 ? file.Content : _arena.Longs((uint)file.Content, file.BlockCount)[index];
        }
    }

    public long Last(int handle) => this[handle, inodes[handle].BlockCount - 1];

    public void Add(int handle, long block)
    {
        ref var file = ref inodes[handle];
        if (file.BlockCount == 0)
        {
            file.Content = block;
        }
        else
        {
            Grow(ref file);
            _arena.Longs((uint)file.Content, file.BlockCount + 1)[^1] = block;
        }

        file.BlockCount++;
    }

    public void RemoveLast(int handle)
    {
        ref var file = ref inodes[handle];
        var count = file.BlockCount;
        if (count == 2)
        {
            var first = this[handle, 0];
            _arena.Free((uint)file.Content, Capacity(2) * 8);
            file.Content = first;
        }
        else if (count > 2 && Capacity(count - 1) < Capacity(count))
        {
            Move(ref file, count - 1, Capacity(count), Capacity(count - 1));
        }
        else if (count == 1)
        {
            file.Content = 0;
        }

        file.BlockCount--;
    }

    public void Clear(int handle)
    {
        ref var file = ref inodes[handle];
        if (file.BlockCount > 1)
        {
            _arena.Free((uint)file.Content, Capacity(file.BlockCount) * 8);
        }

        file.Content = 0;
        file.BlockCount = 0;
    }

    private static int Capacity(int count) => Arena.Rounded(count * 8) / 8;

    private void Grow(ref Inode file)
    {
        var count = file.BlockCount;
        if (count == 1)
        {
            var first = file.Content;
            file.Content = _arena.Allocate(Capacity(2) * 8);
            _arena.Longs((uint)file.Content, 1)[0] = first;
        }
        else if (Capacity(count + 1) > Capacity(count))
        {
            Move(ref file, count, Capacity(count), Capacity(count + 1));
        }
    }

    private void Move(ref Inode file, int count, int from, int to)
    {
        var list = _arena.Allocate(to * 8);
        _arena.Longs((uint)file.Content, count).CopyTo(_arena.Longs(list, count));
        _arena.Free((uint)file.Content, from * 8);
        file.Content = list;
    }
}
