using Hathi.Base;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Edits;

/// <summary>A file is no longer written; its blocks are final (complete, lease recovery).</summary>
internal readonly struct FileClosed(long id, long time) : IEdit<FileClosed, NameSpace>
{
    public static FileClosed Read(ref RecordReader reader)
    {
        var id = reader.Unsigned();
        return new FileClosed(id, reader.Signed());
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.FileClosed);
        writer.Unsigned(id);
        writer.Signed(time);
    }

    public void Apply(NameSpace space)
    {
        var file = space.Require(id);
        var open = space.RequireOpen(id);
        space.SetLast(file, open, open.LastLength, lastIsOpen: false);
        space.CompleteLast(file);
        ref var inode = ref space.Tree[file];
        inode.Flags &= ~InodeFlags.UnderConstruction;
        inode.ModificationTime = time;
        space.Leases.Close(id);
    }
}
