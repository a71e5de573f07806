using System.Numerics;
using System.Text;

namespace Hathi.Hdfs.Core.Namespace;

/// <summary>
/// One number over everything that a restart must give back: the tree with times, attributes, blocks and totals, the writers, the counters.
/// Equal for equal states whatever led to them. The retry cache, which forgets with time, is not in it.
/// </summary>
internal ref struct StateDigest(NameSpace space)
{
    private ulong _hash = 0x9E3779B97F4A7C15;

    public static ulong Of(NameSpace space)
    {
        var digest = new StateDigest(space);
        digest.AddAll();
        return digest._hash;
    }

    private void AddAll()
    {
        Add(space.LastInodeId);
        Add(space.LastBlockId);
        Add(space.LastGenerationStamp);
        Add(space.Tree.InodeCount);
        var walk = new TreeWalk(space.Tree, space.Tree.Root, after: null);
        for (var handle = walk.Next(); handle != 0; handle = walk.Next())
        {
            AddInode(handle);
        }
    }

    private void AddInode(int handle)
    {
        ref var inode = ref space.Tree[handle];
        ref readonly var attributes = ref space.Tree.AttributesOf(handle);
        Add(inode.Id);
        Add(inode.Parent == 0 ? 0 : space.Tree[inode.Parent].Id);
        Add(space.Tree.NameOf(handle));
        Add(inode.ModificationTime);
        Add(inode.AccessTime);
        Add((long)inode.Flags);
        Add(attributes.Owner);
        Add(attributes.Group);
        Add(attributes.Mode);
        var totals = space.Tree.TotalsOf(handle);
        Add(totals.Files);
        Add(totals.Directories);
        Add(totals.Length);
        Add(totals.Space);
        if (!inode.IsDirectory)
        {
            AddFile(handle);
        }
    }

    private void AddFile(int handle)
    {
        ref var file = ref space.Tree[handle];
        ref readonly var layout = ref space.Tree.LayoutOf(handle);
        Add(file.Length);
        Add(layout.BlockSize);
        Add(layout.Replication);
        Add(layout.StoragePolicy);
        for (var i = 0; i < file.BlockCount; i++)
        {
            var block = space.BlockOf(space.Tree.Blocks[handle, i]);
            Add(block.Id);
            Add(block.Length);
            Add(block.GenerationStamp);
        }

        if (file.IsUnderConstruction)
        {
            var open = space.Leases.Find(file.Id)!;
            Add(open.Lease.Holder);
            Add(open.Machine);
            Add(open.LastLength);
            Add(open.LastIsOpen ? 1 : 0);
        }
    }

    private void Add(long value) => _hash = BitOperations.RotateLeft((_hash ^ (ulong)value) * 0xD6E8FEB86659FD93, 31);

    private void Add(string text) => Add(Encoding.UTF8.GetBytes(text));

    private void Add(ReadOnlySpan<byte> bytes)
    {
        Add(bytes.Length);
        foreach (var b in bytes)
        {
            Add(b);
        }
    }
}
