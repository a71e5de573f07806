using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Takes a file from a writer that may be dead (recoverLease). Answer: bool; true: the file is closed.</summary>
public sealed class RecoverLeaseRequest : HolderRequest, IAsk<bool>
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }
}

internal static class RecoverLease
{
    public static bool Run(OperationContext context, RecoverLeaseRequest request)
    {
        context.RequireNoSafeMode("Cannot recover the lease of ", request.Path);
        var path = context.Paths.Existing(request.Caller, request.Path, write: true);
        var file = Files.Require(context, path);
        if (!context.Tree[file].IsUnderConstruction)
        {
            return true;
        }

        context.Permissions.CheckPath(path, request.Caller, FsAction.Write);
        return LeaseRecovery.Recover(context, "RECOVER_LEASE", file, request.Caller, request.ClientName, force: true);
    }
}
