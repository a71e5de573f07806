using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.DataNodeCalls;

/// <summary>blockReport: everything that some storages hold. The result is a <see cref="DataNodeCommand"/> or null.</summary>
public sealed class BlockReport : RegisteredDataNodeRequest, IAsk<DataNodeCommand?>
{
    public required IReadOnlyList<StorageBlockReport> Storages { get; init; }

    /// <summary>As answered by a heartbeat; 0: sent without asking, accepted too.</summary>
    public required long LeaseId { get; init; }

    /// <summary>Same in all calls that make up one report; changes from report to report.</summary>
    public required long ReportId { get; init; }

    /// <summary>Calls the report is split into; at least 1.</summary>
    public required int TotalCalls { get; init; }

    /// <summary>Which of them this is, from 0.</summary>
    public required int Call { get; init; }
}

/// <summary>All blocks of one storage, in any order.</summary>
/// <param name="StorageId">Which.</param>
/// <param name="Kind">Disk, SSD, ….</param>
/// <param name="State">Normal, ….</param>
/// <param name="Blocks">The caller must leave them alone until the call is answered, which may be in a later step.</param>
public readonly record struct StorageBlockReport(
    string StorageId, StorageKind Kind, StorageState State, ReadOnlyMemory<ReportedBlock> Blocks);

/// <summary>One replica in a full report.</summary>
public readonly record struct ReportedBlock(long Id, long Length, long GenerationStamp, ReplicaState State);
