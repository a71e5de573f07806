using Hathi.Hdfs.Core.Edits;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;
using Hathi.Hdfs.Core.Paths;
using Hathi.Hdfs.Core.Permissions;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>chown and chgrp (setOwner). No answer.</summary>
public sealed class SetOwnerRequest : ClientRequest, IAsk<Done>
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>Null or empty: unchanged.</summary>
    public required string? Owner { get; init; }

    /// <summary>Null or empty: unchanged.</summary>
    public required string? Group { get; init; }
}

internal static class SetOwner
{
    public static void Run(OperationContext context, SetOwnerRequest request)
    {
        context.RequireNoSafeMode("Cannot set owner for ", request.Path);
        if (request.Path == PathRules.Reserved)
        {
            throw PathRules.Invalid(request.Path);
        }

        var path = context.Paths.Existing(request.Caller, request.Path, write: true);
        context.Permissions.CheckOwner(path, request.Caller);
        var old = context.Tree.AttributesOf(path.Last);
        var owner = string.IsNullOrEmpty(request.Owner) ? null : request.Owner;
        var group = string.IsNullOrEmpty(request.Group) ? null : request.Group;
        CheckMay(context, request.Caller, owner, group);
        Set(context, path.Last, old with { Owner = owner ?? old.Owner, Group = group ?? old.Group });
    }

    /// <summary>Changes owner, group and mode when they differ.</summary>
    public static void Set(OperationContext context, int handle, in Attributes attributes)
    {
        if (context.Tree.AttributesOf(handle) != attributes)
        {
            context.Commit(new AttributesSet(context.Tree[handle].Id, attributes));
        }
    }

    // A superuser gives to anybody; an owner only to a group that he is in.
    private static void CheckMay(OperationContext context, Caller caller, string? owner, string? group)
    {
        if (context.Permissions.IsSuperUser(caller))
        {
            return;
        }

        if (owner != null && owner != caller.User)
        {
            throw new HdfsFault(HdfsError.AccessControl, $"User {caller.User} is not a super user (non-super user cannot change owner).");
        }

        if (group != null && !PermissionChecker.IsMember(caller, group))
        {
            throw new HdfsFault(HdfsError.AccessControl, $"User {caller.User} does not belong to {group}");
        }
    }
}
