using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hdfs.Client.Reading;
using Hathi.Hdfs.Client.Transfer;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client.Writing;

/// <summary>One node of a write pipeline with the volume that takes the replica.</summary>
internal sealed record PipelineNode(DatanodeInfoProto Info, StorageTypeProto StorageType, string StorageId)
{
    internal string Name => DataNodeAddress.Name(Info.Id);

    internal static List<PipelineNode> Of(LocatedBlockProto block)
    {
        var nodes = new List<PipelineNode>(block.Locs.Count);
        for (var i = 0; i < block.Locs.Count; i++)
        {
            var type = i < block.StorageTypes.Count ? block.StorageTypes[i] : StorageTypeProto.Disk;
            nodes.Add(new PipelineNode(block.Locs[i], type, i < block.StorageIDs.Count ? block.StorageIDs[i] : ""));
        }

        return nodes;
    }
}

/// <summary>
/// The block that a file's streamer writes, and who takes it. Changed by the streamer only, but for the length, which
/// acknowledgements move.
/// </summary>
internal sealed class BlockInProgress
{
    private long _acknowledged;

    internal BlockInProgress(LocatedBlockProto located, bool isAppend)
    {
        Block = located.B;
        Token = located.BlockToken;
        Nodes = PipelineNode.Of(located);
        IsAppend = isAppend;
        _acknowledged = isAppend ? (long)located.B.NumBytes : 0;
        BytesSent = _acknowledged;
    }

    /// <summary>Pool, id and generation stamp.</summary>
    internal ExtendedBlockProto Block { get; private set; }

    internal TokenProto Token { get; set; }

    internal IReadOnlyList<PipelineNode> Nodes { get; set; }

    /// <summary>The block was there before this writer.</summary>
    internal bool IsAppend { get; }

    /// <summary>Nodes that were in the pipeline and failed.</summary>
    internal List<DatanodeInfoProto> Failed { get; } = [];

    /// <summary>A pipeline took packets of it.</summary>
    internal bool HasStreamed { get; set; }

    /// <summary>The end of the block has been sent.</summary>
    internal bool IsClosing { get; set; }

    /// <summary>The highest offset that was sent.</summary>
    internal long BytesSent { get; set; }

    /// <summary>How far all nodes have it.</summary>
    internal long Acknowledged
    {
        get => Volatile.Read(ref _acknowledged);
        set => Volatile.Write(ref _acknowledged, value);
    }

    internal string Name => BlockReader.Name(Block);

    /// <summary>The block with this length, and perhaps a new generation stamp.</summary>
    internal ExtendedBlockProto With(long length, ulong generationStamp) =>
        new() { PoolId = Block.PoolId, BlockId = Block.BlockId, GenerationStamp = generationStamp, NumBytes = (ulong)length };

    /// <summary>The block as far as all nodes have it.</summary>
    internal ExtendedBlockProto AsAcknowledged() => With(Acknowledged, Block.GenerationStamp);

    internal void Renew(ulong generationStamp) => Block = With(0, generationStamp);
}
