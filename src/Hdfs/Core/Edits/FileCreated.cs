using Hathi.Base;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Edits;

/// <summary>A file was made and is open for writing (create).</summary>
internal readonly ref struct FileCreated(
    long parent, long id, ReadOnlySpan<byte> name, Attributes attributes, FileLayout layout, long time, string holder, string machine)
    : IEdit<FileCreated, NameSpace>
{
    private readonly ReadOnlySpan<byte> _name = name;

    public static FileCreated Read(ref RecordReader reader)
    {
        var parent = reader.Unsigned();
        var id = reader.Unsigned();
        var name = reader.Bytes();
        var attributes = reader.Attributes();
        var blockSize = reader.Unsigned();
        var layout = new FileLayout(blockSize, (short)reader.Unsigned(), reader.Byte());
        var time = reader.Signed();
        var holder = reader.Text();
        return new FileCreated(parent, id, name, attributes, layout, time, holder, reader.Name());
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.FileCreated);
        writer.Unsigned(parent);
        writer.Unsigned(id);
        writer.Bytes(_name);
        writer.Attributes(attributes);
        writer.Unsigned(layout.BlockSize);
        writer.Unsigned(layout.Replication);
        writer.Byte(layout.StoragePolicy);
        writer.Signed(time);
        writer.Text(holder);
        writer.Text(machine);
    }

    public void Apply(NameSpace space)
    {
        var directory = space.RequireDirectory(parent);
        space.RequireNew(id, _name);
        var tree = space.Tree;
        var file = tree.AddFile(directory, id, _name, tree.AllAttributes.Acquire(attributes), tree.AllLayouts.Acquire(layout), time, time);
        tree[file].Flags |= InodeFlags.UnderConstruction;
        space.Leases.Open(id, holder, attributes.Owner, machine, space.Monotonic);
        space.Touch(directory, time);
        space.LastInodeId = id;
    }
}
