using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Totals of a subtree against its quota (getQuotaUsage). Answer: <see cref="QuotaUsage"/>.</summary>
public sealed class GetQuotaUsageRequest : ClientRequest
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }
}

internal static class GetQuotaUsage
{
    public static object? Run(OperationContext context, GetQuotaUsageRequest request)
    {
        var summary = GetContentSummary.Of(context, request.Caller, request.Path, "File/Directory does not exist: ");
        return new QuotaUsage(summary.Files + summary.Directories, summary.SpaceConsumed, summary.Quota, summary.SpaceQuota);
    }
}
