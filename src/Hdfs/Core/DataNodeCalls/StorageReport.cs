using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.DataNodeCalls;

/// <summary>One storage as a heartbeat tells of it (StorageReportProto). Sizes in bytes.</summary>
public readonly record struct StorageReport
{
    public required string StorageId { get; init; }

    public required StorageKind Kind { get; init; }

    public required StorageState State { get; init; }

    /// <summary>True when the DataNode has given the volume up.</summary>
    public required bool Failed { get; init; }

    public required long Capacity { get; init; }

    /// <summary>Used by HDFS, all block pools.</summary>
    public required long Used { get; init; }

    /// <summary>Free for blocks.</summary>
    public required long Remaining { get; init; }

    public required long BlockPoolUsed { get; init; }

    /// <summary>Used by others on the same disk.</summary>
    public required long NonDfsUsed { get; init; }
}
