using Hathi.Base;
using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.Edits;

/// <summary>The replicas of the last block have agreed on length and stamp (commitBlockSynchronization).</summary>
internal readonly struct BlockRecovered(
    long fileId, long length, long generationStamp, IReadOnlyList<(string DataNodeUuid, string StorageId)> replicas)
    : IEdit<BlockRecovered, NameSpace>
{
    public static BlockRecovered Read(ref RecordReader reader)
    {
        var fileId = reader.Unsigned();
        var length = reader.Unsigned();
        return new BlockRecovered(fileId, length, reader.Unsigned(), []);
    }

    public void Write(RecordWriter writer)
    {
        writer.Kind(EditKind.BlockRecovered);
        writer.Unsigned(fileId);
        writer.Unsigned(length);
        writer.Unsigned(generationStamp);
    }

    public void Apply(NameSpace space)
    {
        var file = space.RequireFile(fileId);
        var last = space.RequireLast(file);
        space.SetLast(file, space.RequireOpen(fileId), length, lastIsOpen: false);
        space.Blocks.EndRecovery(last, length, generationStamp, replicas);
    }
}
