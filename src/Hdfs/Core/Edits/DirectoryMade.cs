using Hathi.Base;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Edits;

/// <summary>A directory was made under one that is there (mkdirs, parents of create).</summary>
internal readonly ref struct DirectoryMade(long parent, long id, ReadOnlySpan<byte> name, Attributes attributes, long time)
    : IEdit<DirectoryMade, NameSpace>
{
    private readonly ReadOnlySpan<byte> _name = name;

    public static DirectoryMade Read(ref RecordReader reader)
    {
        var parent = reader.Unsigned();
        var id = reader.Unsigned();
        var name = reader.Bytes();
        var attributes = reader.Attributes();
        return new DirectoryMade(parent, id, name, attributes, reader.Signed());
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.DirectoryMade);
        writer.Unsigned(parent);
        writer.Unsigned(id);
        writer.Bytes(_name);
        writer.Attributes(attributes);
        writer.Signed(time);
    }

    public void Apply(NameSpace space)
    {
        var directory = space.RequireDirectory(parent);
        space.RequireNew(id, _name);
        space.Tree.AddDirectory(directory, id, _name, space.Tree.AllAttributes.Acquire(attributes), time);
        space.Touch(directory, time);
        space.LastInodeId = id;
    }
}
