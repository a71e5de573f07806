namespace Hathi.Hdfs.Core.Blocks;

/// <summary>Totals over the cluster (GetFsStatsResponseProto and the NameNode's metrics). Sizes in bytes.</summary>
public readonly record struct ClusterStats
{
    public required long Capacity { get; init; }

    public required long Used { get; init; }

    public required long NonDfsUsed { get; init; }

    public required long Remaining { get; init; }

    public required long BlockPoolUsed { get; init; }

    /// <summary>Blocks known, in whatever state.</summary>
    public required long Blocks { get; init; }

    /// <summary>Blocks with fewer live replicas than wanted, those without any included.</summary>
    public required long LowRedundancy { get; init; }

    /// <summary>Blocks with at least one corrupt replica.</summary>
    public required long CorruptReplicas { get; init; }

    /// <summary>Blocks without any live replica.</summary>
    public required long Missing { get; init; }

    /// <summary>Those of <see cref="Missing"/> that want one replica only.</summary>
    public required long MissingWithReplicationOne { get; init; }

    /// <summary>Bytes of replicas that are newer than anything the name space knows; above 0 they keep safe mode on.</summary>
    public required long BytesInFuture { get; init; }

    /// <summary>Blocks that are being copied.</summary>
    public required long PendingReconstruction { get; init; }

    /// <summary>Replicas whose deletion waits for a heartbeat.</summary>
    public required long PendingDeletion { get; init; }

    /// <summary>Replicas above the wanted number whose deletion has been decided.</summary>
    public required long Excess { get; init; }

    /// <summary>Copies planned and not begun by a heartbeat.</summary>
    public required long ScheduledReplication { get; init; }

    public required int LiveNodes { get; init; }

    public required int DeadNodes { get; init; }

    public required int StaleNodes { get; init; }

    public required int DecommissioningNodes { get; init; }

    public required int DecommissionedLiveNodes { get; init; }

    public required int DecommissionedDeadNodes { get; init; }

    /// <summary>Connections that serve data, over all live nodes.</summary>
    public required int TransferThreads { get; init; }

    /// <summary>Volumes that live nodes have given up.</summary>
    public required int FailedVolumes { get; init; }
}
