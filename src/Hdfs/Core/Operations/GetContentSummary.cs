using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Totals of a subtree (getContentSummary). Answer: <see cref="ContentSummary"/>.</summary>
public sealed class GetContentSummaryRequest : ClientRequest
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }
}

internal static class GetContentSummary
{
    public static object? Run(OperationContext context, GetContentSummaryRequest request)
    {
        return Of(context, request.Caller, request.Path, "File does not exist: ");
    }

    /// <summary>The totals, after every directory of the subtree was seen to be open to the caller.</summary>
    /// <param name="context">The step.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="text">The path.</param>
    /// <param name="missing">Begins the message when it is not there.</param>
    public static ContentSummary Of(OperationContext context, Caller caller, string text, string missing)
    {
        var path = context.Paths.Existing(caller, text, write: false);
        if (path.Last == 0)
        {
            throw new HdfsFault(HdfsError.FileNotFound, missing + path.Text);
        }

        context.Permissions.CheckSubtree(path.Last, caller, FsAction.ReadExecute, ignoreEmpty: false);
        var totals = context.Tree.TotalsOf(path.Last);

        // The root has a quota from the start that nobody reaches (DirectoryWithQuotaFeature.DEFAULT_NAMESPACE_QUOTA).
        var quota = path.Last == context.Tree.Root ? long.MaxValue : -1;
        return new ContentSummary(totals.Length, totals.Files, totals.Directories, totals.Space, quota, -1);
    }
}
