using Hathi.Base;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Edits;

/// <summary>The last block of a file under construction is gone (abandonBlock, a recovery that found nothing).</summary>
internal readonly struct BlockAbandoned(long fileId) : IEdit<BlockAbandoned, NameSpace>
{
    public static BlockAbandoned Read(ref RecordReader reader)
    {
        return new BlockAbandoned(reader.Unsigned());
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.BlockAbandoned);
        writer.Unsigned(fileId);
    }

    public void Apply(NameSpace space)
    {
        var tree = space.Tree;
        var file = space.RequireFile(fileId);
        var last = space.RequireLast(file);
        var open = space.RequireOpen(fileId);
        space.SetLast(file, open, 0, lastIsOpen: false);
        space.Blocks.Remove(last);
        tree.Blocks.RemoveLast(file);
        open.LastLength = tree[file].BlockCount == 0 ? 0 : space.BlockOf(tree.Blocks.Last(file)).Length;
    }
}
