using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Whether the caller may (checkAccess). No answer; refused with AccessControl.</summary>
public sealed class CheckAccessRequest : ClientRequest, IAsk<Done>
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    public required FsAction Action { get; init; }

    /// <summary>What the refusal says, in front of the path, when nothing is there.</summary>
    public string Missing { get; init; } = "Path not found";
}

internal static class CheckAccess
{
    public static void Run(OperationContext context, CheckAccessRequest request)
    {
        var path = context.Paths.Existing(request.Caller, request.Path, write: false);
        if (path.Last == 0)
        {
            throw new HdfsFault(HdfsError.FileNotFound, $"{request.Missing}: {path.Text}");
        }

        context.Permissions.CheckPath(path, request.Caller, request.Action);
    }
}
