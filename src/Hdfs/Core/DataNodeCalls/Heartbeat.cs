namespace Hathi.Hdfs.Core.DataNodeCalls;

/// <summary>sendHeartbeat. The result is a <see cref="HeartbeatResult"/>.</summary>
public sealed class Heartbeat : RegisteredDataNodeRequest, IAsk<HeartbeatResult>
{
    /// <summary>Every storage of the node; one that is missing here counts as failed.</summary>
    public required IReadOnlyList<StorageReport> Storages { get; init; }

    /// <summary>Transfers and reconstructions that the node is doing for the NameNode now.</summary>
    public required int TransfersInProgress { get; init; }

    /// <summary>Threads (for us: connections) that serve data.</summary>
    public required int TransferThreads { get; init; }

    public required int FailedVolumes { get; init; }

    /// <summary>The node would like to send its full block report and asks for leave to.</summary>
    public required bool RequestFullBlockReportLease { get; init; }
}

/// <summary>What a heartbeat is answered with.</summary>
/// <param name="Commands">In the order they are to be carried out; often empty.</param>
/// <param name="FullBlockReportLeaseId">Not 0: the full block report may be sent now, with this id.</param>
public sealed record HeartbeatResult(IReadOnlyList<DataNodeCommand> Commands, long FullBlockReportLeaseId);
