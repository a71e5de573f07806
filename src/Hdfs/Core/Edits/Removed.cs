using Hathi.Base;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Edits;

/// <summary>A file, or a directory with all below it, is gone (delete, overwriting).</summary>
internal readonly struct Removed(long id, long time) : IEdit<Removed, NameSpace>
{
    public static Removed Read(ref RecordReader reader)
    {
        var id = reader.Unsigned();
        return new Removed(id, reader.Signed());
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.Removed);
        writer.Unsigned(id);
        writer.Signed(time);
    }

    public void Apply(NameSpace space)
    {
        var handle = space.RequireLinked(id);
        space.Touch(space.Tree[handle].Parent, time);
        space.Remove(handle);
    }
}
