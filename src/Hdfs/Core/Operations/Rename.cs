using Hathi.Hdfs.Core.Edits;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;
using Hathi.Hdfs.Core.Paths;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>The old rename: into an existing directory, false instead of most errors (rename). Answer: bool. At most once.</summary>
public sealed class RenameRequest : ClientRequest, IAsk<bool>, IAtMostOnce
{
    /// <inheritdoc/>
    public required CallKey Key { get; init; }

    public required string Source { get; init; }

    public required string Destination { get; init; }
}

internal static class Rename
{
    public static Answer<bool> Run(OperationContext context, RenameRequest request)
    {
        context.RequireNoSafeMode("Cannot rename ", request.Source);
        var source = context.Paths.Existing(request.Caller, request.Source, write: true);
        var destination = context.Paths.New(request.Caller, request.Destination, second: true);
        if (destination.Last != 0 && context.Tree[destination.Last].IsDirectory && source.Count > 1)
        {
            destination.Add(source.LastName);
            context.Paths.Walk(destination);
        }

        context.Permissions.CheckParentWrite(source, request.Caller);
        context.Permissions.CheckAncestorWrite(destination, request.Caller);
        if (source.Last == 0 || source.Count == 1)
        {
            return false;
        }

        if (IsSame(source, destination))
        {
            return true;
        }

        if (IsBelow(source, destination))
        {
            return false;
        }

        RefuseReserved(source, destination);
        if (destination.Last != 0 || destination.Parent == 0)
        {
            return false;
        }

        if (NewNames.LevelsBelow(context, source.Last, destination) is not { } below)
        {
            return Unfinished.Yet;
        }

        NewNames.Check(context, destination, fills: source.Parent == destination.Parent, below);
        Move(context, source, destination);
        return true;
    }

    /// <summary>Whether both name the same place.</summary>
    public static bool IsSame(ResolvedPath one, ResolvedPath other) => one.Count == other.Count && IsPrefix(one, other);

    /// <summary>Whether the destination is below the source.</summary>
    public static bool IsBelow(ResolvedPath source, ResolvedPath destination) =>
        destination.Count > source.Count && IsPrefix(source, destination);

    public static void RefuseReserved(ResolvedPath source, ResolvedPath destination)
    {
        if (source.Text == PathRules.Reserved || destination.Text == PathRules.Reserved)
        {
            throw PathRules.Invalid("Cannot rename to or from /.reserved");
        }
    }

    /// <summary>Does it.</summary>
    public static void Move(OperationContext context, ResolvedPath source, ResolvedPath destination)
    {
        var tree = context.Tree;
        context.Commit(new Renamed(tree[source.Last].Id, tree[destination.Parent].Id, destination.LastName, context.Now.WallMilliseconds));
    }

    private static bool IsPrefix(ResolvedPath shorter, ResolvedPath longer)
    {
        for (var i = shorter.Count - 1; i > 0; i--)
        {
            if (!shorter.Name(i).SequenceEqual(longer.Name(i)))
            {
                return false;
            }
        }

        return true;
    }
}
