namespace Hathi.Hdfs.Core.Model;

/// <summary>Storage kinds by Apache's StorageTypeProto numbers.</summary>
public enum StorageKind : byte
{
    Disk = 1,
    Ssd = 2,
    Archive = 3,
    RamDisk = 4,
}

/// <summary>Administrative state by Apache's DatanodeInfoProto.AdminState numbers.</summary>
public enum AdminState : byte
{
    Normal = 0,
    DecommissionInProgress = 1,
    Decommissioned = 2,
}

/// <summary>A DataNode with its figures, as clients see it (DatanodeInfoProto). A snapshot, not live.</summary>
public sealed record DataNodeInfo
{
    public required DataNodeId Id { get; init; }

    /// <summary>Network location, for example /rack-1.</summary>
    public required string Rack { get; init; }

    /// <summary>Bytes.</summary>
    public required long Capacity { get; init; }

    /// <summary>Bytes used by this block pool.</summary>
    public required long Used { get; init; }

    /// <summary>Bytes used by others on the same disks.</summary>
    public required long NonDfsUsed { get; init; }

    /// <summary>Bytes free for blocks.</summary>
    public required long Remaining { get; init; }

    /// <summary>Milliseconds since 1970, wall clock.</summary>
    public required long LastUpdate { get; init; }

    public required long LastBlockReport { get; init; }

    public required int TransferThreads { get; init; }

    public required int Blocks { get; init; }

    public required AdminState AdminState { get; init; }

    public required bool Alive { get; init; }

    public required string SoftwareVersion { get; init; }
}

/// <summary>One replica's place.</summary>
public readonly record struct ReplicaLocation(DataNodeInfo Node, string StorageId, StorageKind Kind);

/// <summary>A block with where to find it (LocatedBlockProto).</summary>
/// <param name="Block">Id, length and generation stamp.</param>
/// <param name="Offset">Of the block's first byte in the file.</param>
/// <param name="Corrupt">All known replicas are corrupt.</param>
/// <param name="Locations">Nearest to the caller first; targets in pipeline order when newly allocated.</param>
public sealed record LocatedBlock(Block Block, long Offset, bool Corrupt, IReadOnlyList<ReplicaLocation> Locations);
