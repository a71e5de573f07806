using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Totals of a subtree (getContentSummary). Answer: <see cref="ContentSummary"/>.</summary>
public sealed class GetContentSummaryRequest : ClientRequest, IAsk<ContentSummary>
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }
}

internal static class GetContentSummary
{
    public static Answer<ContentSummary> Run(OperationContext context, GetContentSummaryRequest request)
    {
        var path = context.Paths.Existing(request.Caller, request.Path, write: false);
        if (path.Last == 0)
        {
            throw new HdfsFault(HdfsError.FileNotFound, "File does not exist: " + path.Text);
        }

        return context.Subtrees.CheckListable(path.Last, request.Caller) ? Totals(context, path.Last) : Unfinished.Yet;
    }

    /// <summary>The totals of a subtree; nobody is asked whether the caller may see them.</summary>
    public static ContentSummary Totals(OperationContext context, int handle)
    {
        var totals = context.Tree.TotalsOf(handle);

        // The root has a quota from the start that nobody reaches (DirectoryWithQuotaFeature.DEFAULT_NAMESPACE_QUOTA).
        var quota = handle == context.Tree.Root ? long.MaxValue : -1;
        return new ContentSummary(totals.Length, totals.Files, totals.Directories, totals.Space, quota, -1);
    }
}
