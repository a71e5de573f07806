using Hathi.Base;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Edits;

/// <summary>The writer has given the final length of the last block (addBlock, complete).</summary>
internal readonly struct BlockCommitted(long fileId, long length, long generationStamp) : IEdit<BlockCommitted, NameSpace>
{
    public static BlockCommitted Read(ref RecordReader reader)
    {
        var fileId = reader.Unsigned();
        var length = reader.Unsigned();
        return new BlockCommitted(fileId, length, reader.Unsigned());
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.BlockCommitted);
        writer.Unsigned(fileId);
        writer.Unsigned(length);
        writer.Unsigned(generationStamp);
    }

    public void Apply(NameSpace space)
    {
        var file = space.RequireFile(fileId);
        var last = space.RequireLast(file);
        space.SetLast(file, space.RequireOpen(fileId), length, lastIsOpen: false);
        space.Blocks.Commit(last, length, generationStamp);
    }
}
