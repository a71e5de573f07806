using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Edits;

/// <summary>A file under construction has one more block (addBlock).</summary>
internal readonly struct BlockAllocated(long fileId, long blockId, long generationStamp, IReadOnlyList<ReplicaLocation> targets)
    : IEdit<BlockAllocated, NameSpace>
{
    public static BlockAllocated Read(ref RecordReader reader)
    {
        var fileId = reader.Unsigned();
        var blockId = reader.Unsigned();
        return new BlockAllocated(fileId, blockId, reader.Unsigned(), []);
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.BlockAllocated);
        writer.Unsigned(fileId);
        writer.Unsigned(blockId);
        writer.Unsigned(generationStamp);
    }

    public void Apply(NameSpace space)
    {
        var file = space.RequireFile(fileId);
        var open = space.RequireOpen(fileId);
        space.SetLast(file, open, open.LastLength, lastIsOpen: false);
        space.CompleteLastAtReplay(file);
        space.Tree.Blocks.Add(file, blockId);
        open.LastLength = 0;
        space.SetLast(file, open, 0, lastIsOpen: true);
        var block = new Block(blockId, 0, generationStamp);
        space.Blocks.Add(block, BlockState.UnderConstruction, fileId, space.Tree.LayoutOf(file).Replication, targets);
        space.LastBlockId = blockId;
        space.LastGenerationStamp = generationStamp;
    }
}
