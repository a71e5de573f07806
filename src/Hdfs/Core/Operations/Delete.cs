using Hathi.Hdfs.Core.Edits;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Paths;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Removes a file or directory (delete). Answer: bool; false: nothing there. At most once.</summary>
public sealed class DeleteRequest : ClientRequest, IAsk<bool>, IAtMostOnce
{
    /// <inheritdoc/>
    public required CallKey Key { get; init; }

    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>A directory that is not empty may go.</summary>
    public required bool Recursive { get; init; }
}

internal static class Delete
{
    public static Answer<bool> Run(OperationContext context, DeleteRequest request)
    {
        context.RequireNoSafeMode("Cannot delete ", request.Path);
        if (request.Path == PathRules.Reserved)
        {
            throw PathRules.Invalid(request.Path);
        }

        var path = context.Paths.Existing(request.Caller, request.Path, write: true);
        context.Permissions.CheckParentWrite(path, request.Caller);
        if (!context.Subtrees.Check(path.Last, request.Caller, FsAction.All, ignoreEmpty: true))
        {
            return Unfinished.Yet;
        }

        var handle = path.Last;
        if (handle != 0 && context.Tree[handle].IsDirectory && context.Tree.DirectoryOf(handle).Count > 0 && !request.Recursive)
        {
            throw new HdfsFault(HdfsError.PathIsNotEmptyDirectory, $"`{path.Text} is non empty': Directory is not empty");
        }

        if (handle == 0 || handle == context.Tree.Root)
        {
            return false;
        }

        context.Commit(new Removed(context.Tree[handle].Id, context.Now.WallMilliseconds));
        return true;
    }
}
