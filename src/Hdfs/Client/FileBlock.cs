namespace Hathi.Hdfs.Client;

/// <summary>One block of a file, as fsck shows it.</summary>
/// <param name="PoolId">Block pool.</param>
/// <param name="BlockId">Id.</param>
/// <param name="GenerationStamp">Version of the block.</param>
/// <param name="Offset">Of its first byte in the file.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Corrupt">No good replica is known.</param>
/// <param name="Replicas">Where it is, nearest first.</param>
public sealed record FileBlock(
    string PoolId, long BlockId, long GenerationStamp, long Offset, long Length, bool Corrupt, IReadOnlyList<BlockReplica> Replicas)
{
    /// <summary>As logs and fsck name it: POOL:blk_ID_STAMP.</summary>
    public string Name => $"{PoolId}:blk_{BlockId}_{GenerationStamp}";
}

/// <summary>One replica of a block.</summary>
/// <param name="Address">ip:port of the node's data transfer.</param>
/// <param name="HostName">Of the node.</param>
/// <param name="Rack">Network location, for example /rack-1.</param>
/// <param name="StorageId">The volume.</param>
/// <param name="StorageType">DISK, SSD, ….</param>
public sealed record BlockReplica(string Address, string HostName, string Rack, string StorageId, string StorageType);

/// <summary>The blocks of a file.</summary>
/// <param name="Length">Bytes of the file without a block that is being written.</param>
/// <param name="IsUnderConstruction">Somebody writes it.</param>
/// <param name="IsLastBlockComplete">All its blocks are final.</param>
/// <param name="Blocks">In file order.</param>
public sealed record FileBlocks(long Length, bool IsUnderConstruction, bool IsLastBlockComplete, IReadOnlyList<FileBlock> Blocks);
