using Google.Protobuf.Collections;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Protocol;

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

    /// <summary>A block that a call names.</summary>
    /// <exception cref="RpcFault">It is of another name space.</exception>
    public Block FromProto(ExtendedBlockProto proto)
    {
        if (proto.PoolId != PoolId)
        {
            throw new RpcFault(
                JavaExceptions.IOException,
                $"Block blk_{proto.BlockId} is of block pool {RequestTexts.Told(proto.PoolId)}; this NameNode serves {PoolId}.");
        }

        return new Block(
            RequestNumbers.Long(proto.BlockId), RequestNumbers.Long(proto.NumBytes), RequestNumbers.Long(proto.GenerationStamp));
    }

    /// <summary>A block that a call may leave out.</summary>
    /// <exception cref="RpcFault">It is of another name space.</exception>
    public Block? FromProtoIfSet(ExtendedBlockProto? proto) => proto is null ? null : FromProto(proto);

    /// <summary>A block with the length that it is to have from now on; null: the call leaves it out.</summary>
    /// <exception cref="RpcFault">It is of another name space, or the length is none.</exception>
    public Block? WrittenFromProto(string operation, ExtendedBlockProto? proto)
    {
        if (proto is not null)
        {
            RequestNumbers.BlockLength(operation, proto.NumBytes);
        }

        return FromProtoIfSet(proto);
    }

    /// <summary>Replicas that are said to be bad.</summary>
    /// <exception cref="RpcFault">There are too many, or some are of another name space.</exception>
    public List<BadReplica> BadReplicas(string operation, RepeatedField<LocatedBlockProto> blocks)
    {
        var bad = new List<BadReplica>();
        foreach (var located in RequestLists.BadBlocks(operation, blocks))
        {
            var block = FromProto(located.B);
            for (var i = 0; i < located.Locs.Count; i++)
            {
                var storage = i < located.StorageIDs.Count ? RequestTexts.Uuid(operation, located.StorageIDs[i]) : "";
                var node = located.Locs[i].Id;
                var place = $"{RequestTexts.Host(operation, node.IpAddr)}:{RequestNumbers.Port(node.XferPort)}";
                bad.Add(new BadReplica(block, RequestTexts.Uuid(operation, node.DatanodeUuid), storage, place));
            }
        }

        return bad;
    }

    public static Block FromProto(BlockProto proto) =>
        new(RequestNumbers.Long(proto.BlockId), RequestNumbers.Long(proto.NumBytes), RequestNumbers.Long(proto.GenStamp));

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
