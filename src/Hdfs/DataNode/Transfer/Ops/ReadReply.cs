using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.DataNode.Transfer.Ops;

/// <summary>What comes before the packets of a read or a copy.</summary>
internal static class ReadReply
{
    internal static BlockOpResponseProto Success(ReplicaReader reader) => new()
    {
        Status = Status.Success,
        ReadOpChecksumInfo = new ReadOpChecksumInfoProto
        {
            Checksum = reader.Header.Checksum.ToProto(),
            ChunkOffset = (ulong)reader.Range.Start,
        },
    };
}
