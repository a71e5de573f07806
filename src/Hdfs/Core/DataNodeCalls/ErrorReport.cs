namespace Hathi.Hdfs.Core.DataNodeCalls;

/// <summary>
/// errorReport: something for the NameNode's log; a fatal disk error also takes the node out, and is refused (Io) where it is not taken for
/// the node's. No result.
/// </summary>
public sealed class ErrorReport : RegisteredDataNodeRequest, IAsk<Done>
{
    public required DataNodeErrorCode Code { get; init; }

    public required string Message { get; init; }
}

/// <summary>By Apache's ErrorReportRequestProto.ErrorCode numbers.</summary>
public enum DataNodeErrorCode : byte
{
    Notify = 0,
    DiskError = 1,
    InvalidBlock = 2,

    /// <summary>No volume is left.</summary>
    FatalDiskError = 3,
}
