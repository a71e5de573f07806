using Hathi.Hdfs.Core.Edits;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Changes the replicas wanted of a file (setReplication). Answer: bool; false: not a file.</summary>
public sealed class SetReplicationRequest : ClientRequest, IAsk<bool>
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    public required int Replication { get; init; }
}

internal static class SetReplication
{
    public static bool Run(OperationContext context, SetReplicationRequest request)
    {
        context.RequireNoSafeMode("Cannot set replication for ", request.Path);
        Check(context, request.Replication, request.Path);
        var path = context.Paths.Existing(request.Caller, request.Path, write: true);
        context.Permissions.CheckPath(path, request.Caller, FsAction.Write);
        if (path.Last == 0 || context.Tree[path.Last].IsDirectory)
        {
            return false;
        }

        if (context.Tree.LayoutOf(path.Last).Replication != request.Replication)
        {
            context.Commit(new ReplicationSet(context.Tree[path.Last].Id, (short)request.Replication));
        }

        return true;
    }

    /// <summary>Refuses more replicas than the most, or fewer than the least that is configured.</summary>
    public static void Check(OperationContext context, int replication, string subject)
    {
        var (least, most) = (context.Options.MinReplication, context.Options.MaxReplication);
        if (replication > most || replication < least)
        {
            var wrong = replication > most ? $"exceeds maximum of {most}" : $"is less than the required minimum of {least}";
            throw new HdfsFault(HdfsError.Io, $"Requested replication factor of {replication} {wrong} for {subject}");
        }
    }
}
