using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Totals of a subtree against its quota (getQuotaUsage). Answer: <see cref="QuotaUsage"/>.</summary>
public sealed class GetQuotaUsageRequest : ClientRequest, IAsk<QuotaUsage>
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }
}

internal static class GetQuotaUsage
{
    public static Answer<QuotaUsage> Run(OperationContext context, GetQuotaUsageRequest request)
    {
        var path = context.Paths.Existing(request.Caller, request.Path, write: false);
        if (path.Last == 0)
        {
            throw new HdfsFault(HdfsError.FileNotFound, "File/Directory does not exist: " + path.Text);
        }

        // Other than for a content summary, sticky bits count here and the last of siblings is asked first, as Apache does.
        if (!context.Subtrees.Check(path.Last, request.Caller, FsAction.ReadExecute, ignoreEmpty: false))
        {
            return Unfinished.Yet;
        }

        var summary = GetContentSummary.Totals(context, path.Last);
        return new QuotaUsage(summary.Files + summary.Directories, summary.SpaceConsumed, summary.Quota, summary.SpaceQuota);
    }
}
