namespace Hathi.Hdfs.Core.Model;

/// <summary>Totals of a subtree (ContentSummaryProto).</summary>
/// <param name="Length">Bytes of all files.</param>
/// <param name="Files">Number of files.</param>
/// <param name="Directories">Number of directories, the root of the subtree included.</param>
/// <param name="SpaceConsumed">Bytes times replicas.</param>
/// <param name="Quota">Most names; -1: no quota.</param>
/// <param name="SpaceQuota">Most bytes times replicas; -1: no quota.</param>
public sealed record ContentSummary(long Length, long Files, long Directories, long SpaceConsumed, long Quota, long SpaceQuota);

/// <summary>Use of a subtree against its quota (QuotaUsageProto).</summary>
/// <param name="FilesAndDirectories">Number of names, the root of the subtree included.</param>
/// <param name="SpaceConsumed">Bytes times replicas.</param>
/// <param name="Quota">Most names; -1: no quota.</param>
/// <param name="SpaceQuota">Most bytes times replicas; -1: no quota.</param>
public sealed record QuotaUsage(long FilesAndDirectories, long SpaceConsumed, long Quota, long SpaceQuota);
