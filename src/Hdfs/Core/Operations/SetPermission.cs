using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Paths;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>chmod (setPermission). No answer.</summary>
public sealed class SetPermissionRequest : ClientRequest, IAsk<Done>
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>Permission bits, 0 … 01777.</summary>
    public required ushort Mode { get; init; }
}

internal static class SetPermission
{
    public static void Run(OperationContext context, SetPermissionRequest request)
    {
        context.RequireNoSafeMode("Cannot set permission for ", request.Path);
        if (request.Path == PathRules.Reserved)
        {
            throw PathRules.Invalid(request.Path);
        }

        var path = context.Paths.Existing(request.Caller, request.Path, write: true);
        context.Permissions.CheckOwner(path, request.Caller);
        SetOwner.Set(context, path.Last, context.Tree.AttributesOf(path.Last) with { Mode = (ushort)(request.Mode & NewNames.ModeMask) });
    }
}
