using Hathi.Base;

namespace Hathi.Hdfs.Core.Blocks;

/// <summary>What the block manager asks of the name space, in the same step.</summary>
public interface IBlockOwner
{
    /// <summary>The path of a file, for messages and fsck; null when it is gone.</summary>
    string? PathOf(long inodeId);

    /// <summary>The newest generation stamp that was ever given out, also to blocks that are gone.</summary>
    long NewestGenerationStamp { get; }

    /// <summary>The newest block id that was ever given out, also to blocks that are gone.</summary>
    long NewestBlockId { get; }

    /// <summary>A committed block has reached the minimum of replicas and became Complete.</summary>
    void BlockCompleted(Now now, long blockId, long inodeId);
}
