namespace Hathi.Hdfs.Protocol.BlockReports;

/// <summary>One replica in a full block report.</summary>
/// <param name="BlockId">Any; negative ids belong to erasure-coded groups.</param>
/// <param name="Length">Bytes on disk, below 2^48.</param>
/// <param name="GenerationStamp">Version of the block.</param>
/// <param name="State">Finalized, or how far it was written.</param>
public readonly record struct ReportedReplica(long BlockId, long Length, long GenerationStamp, ReplicaStateProto State);
