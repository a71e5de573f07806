using Hathi.Hdfs.Core.Edits;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Rename with options (rename2). No answer. At most once.</summary>
public sealed class Rename2Request : ClientRequest, IAsk<Done>, IAtMostOnce
{
    /// <inheritdoc/>
    public required CallKey Key { get; init; }

    public required string Source { get; init; }

    public required string Destination { get; init; }

    /// <summary>An existing file or empty directory is replaced.</summary>
    public required bool Overwrite { get; init; }

    /// <summary>The client moves it to its trash: told apart for permissions only.</summary>
    public required bool ToTrash { get; init; }
}

internal static class Rename2
{
    public static Answer<Done> Run(OperationContext context, Rename2Request request)
    {
        context.RequireNoSafeMode("Cannot rename ", request.Source);
        var source = context.Paths.Existing(request.Caller, request.Source, write: true);
        var destination = context.Paths.New(request.Caller, request.Destination, second: true);
        context.Permissions.CheckParentWrite(source, request.Caller);

        // In front of the other walk: what it finds stays known, and the other must hold for the tree as it is when it ends.
        if (NewNames.LevelsBelow(context, source.Last, destination) is not { } below)
        {
            return Unfinished.Yet;
        }

        // What is moved to the trash will be deleted by somebody else: whoever may not delete it may not move it there.
        if (request.ToTrash && !context.Subtrees.Check(source.Last, request.Caller, FsAction.All, ignoreEmpty: true))
        {
            return Unfinished.Yet;
        }

        context.Permissions.CheckAncestorWrite(destination, request.Caller);
        CheckSource(source, destination);
        CheckDestination(context, request, source, destination);
        NewNames.Check(context, destination, fills: destination.Last != 0 || source.Parent == destination.Parent, below);
        if (destination.Last != 0)
        {
            context.Commit(new Removed(context.Tree[destination.Last].Id, context.Now.WallMilliseconds));
        }

        Rename.Move(context, source, destination);
        return default;
    }

    private static void CheckSource(ResolvedPath source, ResolvedPath destination)
    {
        if (source.Last == 0)
        {
            throw new HdfsFault(HdfsError.FileNotFound, $"rename source {source.Text} is not found.");
        }

        if (source.Count == 1)
        {
            throw new HdfsFault(HdfsError.Io, "rename source cannot be the root");
        }

        if (Rename.IsSame(source, destination))
        {
            throw new HdfsFault(HdfsError.FileAlreadyExists, $"The source {source.Text} and destination {destination.Text} are the same");
        }

        if (Rename.IsBelow(source, destination))
        {
            throw new HdfsFault(HdfsError.Io, $"Rename destination {destination.Text} is a directory or file under source {source.Text}");
        }

        Rename.RefuseReserved(source, destination);
    }

    private static void CheckDestination(OperationContext context, Rename2Request request, ResolvedPath source, ResolvedPath destination)
    {
        if (destination.Count == 1)
        {
            throw new HdfsFault(HdfsError.Io, "rename destination cannot be the root");
        }

        var tree = context.Tree;
        if (destination.Last != 0)
        {
            CheckOverwrite(context, request, source, destination);
        }
        else if (destination.Parent == 0)
        {
            throw new HdfsFault(HdfsError.FileNotFound, $"rename destination parent {destination.Text} not found.");
        }
        else if (!tree[destination.Parent].IsDirectory)
        {
            throw new HdfsFault(HdfsError.ParentNotDirectory, $"rename destination parent {destination.Text} is a file.");
        }
    }

    private static void CheckOverwrite(OperationContext context, Rename2Request request, ResolvedPath source, ResolvedPath destination)
    {
        var tree = context.Tree;
        if (tree[destination.Last].IsDirectory != tree[source.Last].IsDirectory)
        {
            throw new HdfsFault(HdfsError.Io, $"Source {source.Text} and destination {destination.Text} must both be directories");
        }

        if (!request.Overwrite)
        {
            throw new HdfsFault(HdfsError.FileAlreadyExists, $"rename destination {destination.Text} already exists");
        }

        if (tree[destination.Last].IsDirectory && tree.DirectoryOf(destination.Last).Count > 0)
        {
            throw new HdfsFault(HdfsError.Io, $"rename destination directory is not empty: {destination.Text}");
        }
    }
}
