using Hathi.Base;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Edits;

/// <summary>An inode has another name, another directory or both (rename, rename2).</summary>
internal readonly ref struct Renamed(long id, long newParent, ReadOnlySpan<byte> newName, long time) : IEdit<Renamed, NameSpace>
{
    private readonly ReadOnlySpan<byte> _newName = newName;

    public static Renamed Read(ref RecordReader reader)
    {
        var id = reader.Unsigned();
        var newParent = reader.Unsigned();
        var newName = reader.Bytes();
        return new Renamed(id, newParent, newName, reader.Signed());
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.Renamed);
        writer.Unsigned(id);
        writer.Unsigned(newParent);
        writer.Bytes(_newName);
        writer.Signed(time);
    }

    public void Apply(NameSpace space)
    {
        var handle = space.RequireLinked(id);
        var directory = space.RequireDirectory(newParent);
        NameSpace.RequireName(id, _newName);
        space.RequireOutside(handle, directory);
        space.Touch(space.Tree[handle].Parent, time);
        space.Touch(directory, time);
        space.Tree.Unlink(handle);
        space.Tree.LinkAs(handle, directory, _newName);
    }
}
