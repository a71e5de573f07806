using Hathi.Base;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Edits;

/// <summary>The writer has made known how much of the last block there is (fsync).</summary>
internal readonly struct LastBlockLengthSet(long fileId, long length) : IEdit<LastBlockLengthSet, NameSpace>
{
    public static LastBlockLengthSet Read(ref RecordReader reader)
    {
        var fileId = reader.Unsigned();
        return new LastBlockLengthSet(fileId, reader.Unsigned());
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.LastBlockLengthSet);
        writer.Unsigned(fileId);
        writer.Unsigned(length);
    }

    public void Apply(NameSpace space)
    {
        var file = space.RequireFile(fileId);
        var last = space.RequireLast(file);
        var open = space.RequireOpen(fileId);
        space.SetLast(file, open, length, open.LastIsOpen);
        space.Blocks.SetLength(last, length);
    }
}
