using System.Runtime.CompilerServices;
using System.Text;
using Hathi.Base;
using Hathi.Hdfs.Core.Memory;

namespace Hathi.Hdfs.Core.Namespace;

/// <summary>
/// The tree of files and directories: structure and attributes, no rules and no permissions. Everything is a handle; what is asked for
/// must be there, anything else is a fault of ours. Totals of subtrees are kept as they change.
/// </summary>
internal sealed class NameTree
{
    /// <summary>Id of the root as in Apache's INodeId; the first file or directory gets the next one.</summary>
    public const long RootId = 16385;

    private readonly Slab<Inode> _inodes = new();
    private readonly Slab<DirectoryNode> _directories = new();
    private readonly Arena _names = new();
    private readonly IdIndex _index;
    private readonly SharedValues<Attributes> _attributes = new(new AttributesOrder());
    private readonly SharedValues<FileLayout> _layouts = new(new FileLayoutOrder());
    private readonly Leases _leases;

    public NameTree(string owner, string group, Leases leases)
    {
        _leases = leases;
        _index = new IdIndex(_inodes);
        Children = new Children(_inodes, _names);
        Blocks = new BlockLists(_inodes);
        Root = NewInode(RootId, [], _attributes.Acquire(new Attributes(owner, group, 0x1ED)), 0);
        MakeDirectory(Root);
        InodeCount = 1;
    }

    public int Root { get; }

    public Children Children { get; }

    public BlockLists Blocks { get; }

    public NameInterner Names { get; } = new();

    /// <summary>For walks that take more than one step.</summary>
    public TreeJournal Journal { get; } = new();

    /// <summary>Inodes that can be reached from the root, the root included.</summary>
    public long InodeCount { get; private set; }

    /// <summary>Inodes that hold memory: with those that have been unlinked and wait for their removal.</summary>
    public int HeldInodes => _inodes.Count;

    /// <summary>Bytes of memory by part, for measuring.</summary>
    public (long Inodes, long Names, long Children, long Index, long Blocks, long Directories) Memory =>
        (_inodes.Bytes, _names.Bytes, Children.Bytes, _index.Bytes, Blocks.Bytes, _directories.Bytes);

    public ref Inode this[int handle]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _inodes[handle];
    }

    /// <summary>
    /// Handle of an id; 0 when there is none. What has been unlinked is found until it is destroyed: see <see cref="IsReachable"/>.
    /// </summary>
    public int Find(long id) => _index.Find(id);

    public ReadOnlySpan<byte> NameOf(int handle)
    {
        ref var inode = ref _inodes[handle];
        return inode.NameLength == 0 ? default : _names.Span(inode.Name, inode.NameLength);
    }

    public ref DirectoryNode DirectoryOf(int handle) => ref _directories[(int)_inodes[handle].Content];

    public ref readonly Attributes AttributesOf(int handle) => ref _attributes[_inodes[handle].Attributes];

    public ref readonly FileLayout LayoutOf(int handle) => ref _layouts[_inodes[handle].Layout];

    public int FindChild(int directory, ReadOnlySpan<byte> name) => Children.Find(ref DirectoryOf(directory), name, out _);

    /// <summary>Owners, groups and modes: each is there as long as an inode has it, and each inode holds one.</summary>
    public SharedValues<Attributes> AllAttributes => _attributes;

    /// <summary>Block sizes and replications: each is there as long as a file has it, and each file holds one.</summary>
    public SharedValues<FileLayout> AllLayouts => _layouts;

    /// <summary>A new directory under a parent that has no child of this name. Times of the parent are the caller's business.</summary>
    /// <param name="parent">Handle.</param>
    /// <param name="id">Of the new one.</param>
    /// <param name="name">UTF-8.</param>
    /// <param name="attributes">Index that was acquired for it: it is the directory's from here on.</param>
    /// <param name="modificationTime">Milliseconds since 1970.</param>
    public int AddDirectory(int parent, long id, ReadOnlySpan<byte> name, int attributes, long modificationTime)
    {
        var handle = NewInode(id, name, attributes, modificationTime);
        MakeDirectory(handle);
        Link(handle, parent);
        return handle;
    }

    /// <summary>A new, empty file under a parent that has no child of this name. The indices that it gets were acquired for it.</summary>
    public int AddFile(int parent, long id, ReadOnlySpan<byte> name, int attributes, int layout, long modificationTime, long accessTime)
    {
        var handle = NewFile(id, name, attributes, layout, modificationTime, accessTime);
        Link(handle, parent);
        return handle;
    }

    /// <summary>A new file that is in no directory yet: <see cref="Link"/> puts it into one, with the length that it has by then.</summary>
    public int NewFile(long id, ReadOnlySpan<byte> name, int attributes, int layout, long modificationTime, long accessTime)
    {
        var handle = NewInode(id, name, attributes, modificationTime);
        ref var file = ref _inodes[handle];
        file.AccessTime = accessTime;
        file.Layout = layout;
        return handle;
    }

    /// <summary>Puts an inode that is in no directory, with all below it, under a parent that has no child of its name.</summary>
    public void Link(int handle, int parent)
    {
        ref var directory = ref DirectoryOf(parent);
        var name = NameOf(handle);
        var last = Children.Last(ref directory);
        if (last == 0 || Children.Compare(NameOf(last), name) < 0)
        {
            Children.Append(ref directory, handle);
        }
        else if (Children.Find(ref directory, name, out var place) == 0)
        {
            Children.Insert(ref directory, place, handle);
        }
        else
        {
            throw new InvalidOperationException(
                $"Inode {_inodes[handle].Id} cannot go where inode {_inodes[parent].Id} has a child of its name.");
        }

        _inodes[handle].Parent = parent;
        var totals = TotalsOf(handle);
        AddTotals(parent, totals);
        AddLevels(parent, LevelsBelow(handle) + 1);
        InodeCount += totals.Inodes;
        Journal.Add(_inodes[handle].Id, came: true);
    }

    /// <summary>Another owner, group or mode.</summary>
    public void SetAttributes(int handle, in Attributes attributes)
    {
        var old = _inodes[handle].Attributes;
        _inodes[handle].Attributes = _attributes.Acquire(attributes); // in front of the release: it may be the same value
        _attributes.Release(old);
        Journal.Add(_inodes[handle].Id, came: false);
    }

    /// <summary>Another block size, replication or policy of a file.</summary>
    public void SetLayout(int handle, in FileLayout layout)
    {
        var old = _inodes[handle].Layout;
        _inodes[handle].Layout = _layouts.Acquire(layout);
        _layouts.Release(old);
    }

    /// <summary>Takes an inode with all below it out of its directory. It can be looked into until it is destroyed.</summary>
    public void Unlink(int handle)
    {
        ref var inode = ref _inodes[handle];
        ref var parent = ref DirectoryOf(inode.Parent);
        if (Children.Find(ref parent, NameOf(handle), out var place) != handle)
        {
            throw new InvalidOperationException($"Inode {inode.Id} is not among the children of its directory: the name space is damaged.");
        }

        Children.Remove(ref parent, place);
        var totals = TotalsOf(handle);
        AddTotals(inode.Parent, totals.Negated());
        InodeCount -= totals.Inodes;
        inode.Parent = 0;
    }

    /// <summary>Puts an unlinked inode with all below it into a directory under a name.</summary>
    public void LinkAs(int handle, int parent, ReadOnlySpan<byte> name)
    {
        ref var inode = ref _inodes[handle];
        if (!NameOf(handle).SequenceEqual(name))
        {
            _names.Free(inode.Name, inode.NameLength);
            SetName(ref inode, name);
        }

        Link(handle, parent);
    }

    /// <summary>Forgets an unlinked file or an unlinked directory without children. Its blocks must have been taken care of.</summary>
    public void Destroy(int handle)
    {
        ref var inode = ref _inodes[handle];
        _index.Remove(handle);
        _names.Free(inode.Name, inode.NameLength);
        if (inode.IsDirectory)
        {
            Children.Release(ref DirectoryOf(handle));
            _directories.Free((int)inode.Content);
        }
        else
        {
            Blocks.Clear(handle);
            _layouts.Release(inode.Layout);
        }

        _attributes.Release(inode.Attributes);
        _inodes.Free(handle);
    }

    /// <summary>Takes the last child out of an unlinked directory without minding totals; 0 when there is none.</summary>
    public int PopChild(int directory)
    {
        ref var node = ref DirectoryOf(directory);
        var last = Children.Last(ref node);
        if (last != 0)
        {
            var chunk = node.ChunkCount - 1;
            Children.Remove(ref node, new Children.Place { Chunk = chunk, Index = Children.Handles(ref node, chunk).Length - 1 });
            _inodes[last].Parent = 0;
        }

        return last;
    }

    /// <summary>Whether the way up from an inode ends at the root.</summary>
    public bool IsReachable(int handle)
    {
        while (handle != Root && handle != 0)
        {
            handle = _inodes[handle].Parent;
        }

        return handle == Root;
    }

    /// <summary>Adds to the totals of a directory and of all above it.</summary>
    public void AddTotals(int directory, in Totals more)
    {
        for (; directory != 0; directory = _inodes[directory].Parent)
        {
            DirectoryOf(directory).Below.Add(more);
        }
    }

    /// <summary>Levels of what lies below an inode, at most; 0: it has no children.</summary>
    public int LevelsBelow(int handle) => _inodes[handle].IsDirectory ? DirectoryOf(handle).Levels : 0;

    /// <summary>Totals of an inode with all below it, itself included.</summary>
    public Totals TotalsOf(int handle)
    {
        ref var inode = ref _inodes[handle];
        if (!inode.IsDirectory)
        {
            return new Totals { Files = 1, Length = inode.Length, Space = SpaceOf(handle) };
        }

        var totals = DirectoryOf(handle).Below;
        totals.Directories++;
        return totals;
    }

    /// <summary>Bytes times replicas of a file; a block that is being written counts in full.</summary>
    public long SpaceOf(int handle)
    {
        ref var file = ref _inodes[handle];
        ref readonly var layout = ref LayoutOf(handle);
        var length = file.Length;
        if (file.IsUnderConstruction && _leases.Find(file.Id) is { LastIsOpen: true } open)
        {
            length += Math.Max(0, layout.BlockSize - open.LastLength);
        }

        return length * layout.Replication;
    }

    /// <summary>Absolute path of an inode. Of something unlinked: from where it was cut off.</summary>
    public string PathOf(int handle)
    {
        if (handle == Root)
        {
            return "/";
        }

        var length = 0;
        for (var at = handle; at != Root && at != 0; at = _inodes[at].Parent)
        {
            length += _inodes[at].NameLength + 1;
        }

        var bytes = length <= 1024 ? stackalloc byte[length] : new byte[length];
        for (var at = handle; at != Root && at != 0; at = _inodes[at].Parent)
        {
            var name = NameOf(at);
            length -= name.Length;
            name.CopyTo(bytes[length..]);
            bytes[--length] = (byte)'/';
        }

        return Encoding.UTF8.GetString(bytes);
    }

    private void AddLevels(int directory, int levels)
    {
        for (; directory != 0 && DirectoryOf(directory).Levels < levels; directory = _inodes[directory].Parent)
        {
            DirectoryOf(directory).Levels = levels++;
        }
    }

    private int NewInode(long id, ReadOnlySpan<byte> name, int attributes, long modificationTime)
    {
        var handle = _inodes.Allocate();
        ref var inode = ref _inodes[handle];
        inode.Id = id;
        inode.ModificationTime = modificationTime;
        inode.Attributes = attributes;
        if (name.Length > 0)
        {
            SetName(ref inode, name);
        }

        _index.Add(handle);
        return handle;
    }

    private void SetName(ref Inode inode, ReadOnlySpan<byte> name)
    {
        inode.Name = _names.Allocate(name.Length);
        inode.NameLength = (ushort)name.Length;
        name.CopyTo(_names.Span(inode.Name, name.Length));
    }

    private void MakeDirectory(int handle)
    {
        ref var inode = ref _inodes[handle];
        inode.Flags = InodeFlags.Directory;
        inode.Content = _directories.Allocate();
    }
}
