using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.DataNode.Mapping;

/// <summary>Blocks of requests, and of the NameNode's orders.</summary>
internal static class RequestBlocks
{
    /// <summary>The block that is asked for, as the Core knows it; its id and length are anything.</summary>
    /// <param name="blockPool">The one that is served here.</param>
    /// <param name="block">As the request names it.</param>
    /// <exception cref="IOException">The block is of another block pool, or has a generation stamp that no block has.</exception>
    internal static Block Local(string blockPool, ExtendedBlockProto block) => block.PoolId == blockPool
        ? new Block(
            RequestNumbers.Long(block.BlockId),
            RequestNumbers.Long(block.NumBytes),
            RequestNumbers.NotNegative("generation stamp", block.GenerationStamp))
        : throw new RefusedException($"Not ready to serve the block pool, {RequestTexts.Told(block.PoolId)}.");

    internal static long Id(ExtendedBlockProto block) => RequestNumbers.Long(block.BlockId);

    /// <summary>Names it in a message: blk_7.</summary>
    internal static string Name(ExtendedBlockProto block) => $"blk_{Id(block)}";

    /// <summary>Names it in a message: blk_7_1001.</summary>
    internal static string NameOfGeneration(ExtendedBlockProto block) => $"{Name(block)}_{RequestNumbers.Long(block.GenerationStamp)}";

    /// <summary>Names it in a message: BP-1-127.0.0.1-1:blk_7_1001.</summary>
    internal static string FullName(ExtendedBlockProto block) => $"{RequestTexts.Told(block.PoolId)}:{NameOfGeneration(block)}";

    /// <summary>A block of an order: the NameNode is believed.</summary>
    internal static Block Ordered(BlockProto block) => new((long)block.BlockId, (long)block.NumBytes, (long)block.GenStamp);

    /// <inheritdoc cref="Ordered(BlockProto)"/>
    internal static Block Ordered(ExtendedBlockProto block) => new((long)block.BlockId, (long)block.NumBytes, (long)block.GenerationStamp);
}
