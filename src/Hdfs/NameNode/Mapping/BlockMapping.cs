using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Protocol;
using Hathi.Rpc.Protocol;

namespace Hathi.Hdfs.NameNode.Mapping;

/// <summary>Blocks and their places between the Core's types and the wire's. Knows the block pool, which the Core does not.</summary>
/// <param name="poolId">BP-…; a block of another pool is refused.</param>
internal sealed class BlockMapping(string poolId)
{
    // Block access tokens are off (dfs.block.access.token.enable); the field is required all the same.
    private static readonly TokenProto NoToken = TokenProto.Empty();

    public string PoolId { get; } = poolId;

    public ExtendedBlockProto ToProto(Block block) => new()
    {
        PoolId = PoolId,
        BlockId = (ulong)block.Id,
        GenerationStamp = (ulong)block.GenerationStamp,
        NumBytes = (ulong)block.Length,
    };

    public static BlockProto ToBlockProto(Block block) => new()
    {
        BlockId = (ulong)block.Id,
        GenStamp = (ulong)block.GenerationStamp,
        NumBytes = (ulong)block.Length,
    };

    /// <exception cref="HdfsFault">The block is of another name space.</exception>
    public Block FromProto(ExtendedBlockProto proto)
    {
        if (proto.PoolId != PoolId)
        {
            throw new HdfsFault(HdfsError.Io, $"Block blk_{proto.BlockId} is of block pool {proto.PoolId}; this NameNode serves {PoolId}.");
        }

        return new Block((long)proto.BlockId, (long)proto.NumBytes, (long)proto.GenerationStamp);
    }

    public static Block FromProto(BlockProto proto) => new((long)proto.BlockId, (long)proto.NumBytes, (long)proto.GenStamp);

    public LocatedBlockProto ToProto(LocatedBlock located)
    {
        var proto = new LocatedBlockProto
        {
            B = ToProto(located.Block),
            Offset = (ulong)located.Offset,
            Corrupt = located.Corrupt,
            BlockToken = NoToken,
        };
        foreach (var place in located.Locations)
        {
            proto.Locs.Add(DataNodeMapping.ToProto(place.Node));
            proto.IsCached.Add(false);
            proto.StorageTypes.Add((StorageTypeProto)place.Kind);
            proto.StorageIDs.Add(place.StorageId);
        }

        return proto;
    }

    public LocatedBlocksProto ToProto(LocatedBlocks blocks)
    {
        var proto = new LocatedBlocksProto
        {
            FileLength = (ulong)blocks.FileLength,
            UnderConstruction = blocks.UnderConstruction,
            IsLastBlockComplete = blocks.LastBlockComplete,
        };
        foreach (var block in blocks.Blocks)
        {
            proto.Blocks.Add(ToProto(block));
        }

        if (blocks.LastBlock is { } last)
        {
            proto.LastBlock = ToProto(last);
        }

        return proto;
    }
}
