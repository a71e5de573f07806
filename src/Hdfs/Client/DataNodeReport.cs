namespace Hathi.Hdfs.Client;

/// <summary>A DataNode as the NameNode sees it (dfsadmin -report). Sizes are bytes, times milliseconds since 1970.</summary>
public sealed record DataNodeReport
{
    /// <summary>IP address.</summary>
    public required string Address { get; init; }

    public required string HostName { get; init; }

    public required string Uuid { get; init; }

    /// <summary>Port of data transfer.</summary>
    public required int TransferPort { get; init; }

    /// <summary>Port of the web page.</summary>
    public required int InfoPort { get; init; }

    public required int IpcPort { get; init; }

    /// <summary>Network location, for example /rack-1.</summary>
    public required string Rack { get; init; }

    public required DataNodeAdminState State { get; init; }

    public required long Capacity { get; init; }

    public required long Used { get; init; }

    public required long NonDfsUsed { get; init; }

    public required long Remaining { get; init; }

    public required long BlockPoolUsed { get; init; }

    public required long CacheCapacity { get; init; }

    public required long CacheUsed { get; init; }

    /// <summary>Transfers under way (xceivers).</summary>
    public required int Transfers { get; init; }

    public required long LastContact { get; init; }

    /// <summary>0 when there was none.</summary>
    public required long LastBlockReport { get; init; }

    public required int BlockCount { get; init; }
}

/// <summary>What administrators have decided about a DataNode.</summary>
public enum DataNodeAdminState
{
    Normal = 0,
    DecommissionInProgress = 1,
    Decommissioned = 2,
    EnteringMaintenance = 3,
    InMaintenance = 4,
}

/// <summary>Which DataNodes a report shows. The values are on the wire.</summary>
public enum DataNodeReportType
{
    All = 1,
    Live = 2,
    Dead = 3,
    Decommissioning = 4,
    EnteringMaintenance = 5,
    InMaintenance = 6,
}

/// <summary>What to do about safe mode. The values are on the wire.</summary>
public enum SafeModeAction
{
    Leave = 1,
    Enter = 2,

    /// <summary>Only ask.</summary>
    Get = 3,
    ForceExit = 4,
}

/// <summary>The state of all blocks (dfsadmin -report). Sizes are bytes.</summary>
public sealed record HdfsStatistics(
    long Capacity, long Used, long Remaining, long UnderReplicated, long CorruptBlocks, long MissingBlocks, long MissingWithReplicationOne,
    long PendingDeletionBlocks);

/// <summary>How many blocks, or block groups, are in which trouble.</summary>
/// <param name="LowRedundancy">Fewer replicas than wanted.</param>
/// <param name="Corrupt">With corrupt replicas.</param>
/// <param name="Missing">No good replica is known.</param>
/// <param name="PendingDeletion">Waiting to be deleted.</param>
public sealed record BlockStatistics(long LowRedundancy, long Corrupt, long Missing, long PendingDeletion)
{
    /// <summary>Missing blocks of files with one replica.</summary>
    public long MissingWithReplicationOne { get; init; }

    /// <summary>On too few racks; null when the NameNode does not say.</summary>
    public long? BadlyDistributed { get; init; }

    /// <summary>Of the first of all to be replicated; null when the NameNode does not say.</summary>
    public long? HighestPriority { get; init; }

    /// <summary>Bytes of blocks with generation stamps that the NameNode has not given out yet.</summary>
    public long BytesInFuture { get; init; }
}

/// <summary>What the NameNode proposes to clients. Sizes are bytes.</summary>
/// <param name="BlockSize">Of new files.</param>
/// <param name="BytesPerChecksum">Of new files.</param>
/// <param name="WritePacketSize">Of write pipelines.</param>
/// <param name="Replication">Of new files.</param>
/// <param name="TrashIntervalMinutes">0 when there is no trash.</param>
public sealed record ServerDefaults(
    long BlockSize, int BytesPerChecksum, int WritePacketSize, short Replication, long TrashIntervalMinutes);

/// <summary>A file that somebody writes.</summary>
public sealed record OpenFile(long FileId, string Path, string ClientName, string ClientMachine);
