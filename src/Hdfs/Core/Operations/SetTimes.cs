using Hathi.Hdfs.Core.Edits;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Sets modification and access time (setTimes). No answer.</summary>
public sealed class SetTimesRequest : ClientRequest, IAsk<Done>
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>Milliseconds since 1970; -1: unchanged.</summary>
    public required long ModificationTime { get; init; }

    /// <summary>Milliseconds since 1970; -1: unchanged.</summary>
    public required long AccessTime { get; init; }
}

internal static class SetTimes
{
    public static void Run(OperationContext context, SetTimesRequest request)
    {
        context.RequireNoSafeMode("Cannot set times ", request.Path);
        var path = context.Paths.Existing(request.Caller, request.Path, write: true);
        context.Permissions.CheckPath(path, request.Caller, FsAction.Write);
        if (path.Last == 0)
        {
            throw new HdfsFault(HdfsError.FileNotFound, $"File/Directory {path.Text} does not exist.");
        }

        ref var inode = ref context.Tree[path.Last];
        var modification = request.ModificationTime >= 0 ? request.ModificationTime : inode.ModificationTime;
        var access = request.AccessTime >= 0 ? request.AccessTime : inode.AccessTime;
        if (modification != inode.ModificationTime || access != inode.AccessTime)
        {
            context.Commit(new TimesSet(inode.Id, modification, access));
        }
    }
}
