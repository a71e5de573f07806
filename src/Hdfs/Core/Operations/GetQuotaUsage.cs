using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Totals of a subtree against its quota (getQuotaUsage). Answer: <see cref="QuotaUsage"/>.</summary>
public sealed class GetQuotaUsageRequest : ClientRequest
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }
}
