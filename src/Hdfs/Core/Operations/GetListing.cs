using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;
using Hathi.Hdfs.Core.Paths;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>
/// One page of a directory in the order of names, by signed bytes as in Java (getListing). Answer: <see cref="DirectoryListing"/>, null
/// when there is nothing.
/// </summary>
public sealed class GetListingRequest : ClientRequest, IAsk<DirectoryListing?>, ILocating
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// UTF-8 name after which the page starts; empty: from the start. A path /.reserved/.inodes/ID stands for that inode's name.
    /// </summary>
    public required ReadOnlyMemory<byte> StartAfter { get; init; }

    /// <summary>Block locations of files are wanted too.</summary>
    public required bool NeedLocation { get; init; }
}

internal static class GetListing
{
    public static Answer<DirectoryListing?> Run(OperationContext context, GetListingRequest request)
    {
        var path = context.Paths.Existing(request.Caller, request.Path, write: false);
        if (path.Last == 0)
        {
            return request.Path == PathRules.Reserved
                ? new DirectoryListing(
                    [GetFileInfo.ReservedEntry(context, PathRules.InodesName), GetFileInfo.ReservedEntry(context, PathRules.RawName)], 0)
                : null;
        }

        var reader = request.NeedLocation ? request.Caller.Address : null;
        if (!context.Tree[path.Last].IsDirectory)
        {
            return StatusOf(context, path.Last, [], reader) is { } status ? new DirectoryListing([status], 0) : Unfinished.Yet;
        }

        context.Permissions.CheckPath(path, request.Caller, FsAction.ReadExecute);
        return Page(context, path.Last, StartAfter(context, request), reader) is { } page ? page : Unfinished.Yet;
    }

    private static FileStatus? StatusOf(OperationContext context, int handle, byte[] name, string? reader)
    {
        var status = Statuses.Of(context, handle, name);
        return reader == null ? status : BlockLocations.AddTo(status, context, handle, reader);
    }

    // Null: unfinished.
    private static DirectoryListing? Page(OperationContext context, int directory, ReadOnlySpan<byte> startAfter, string? reader)
    {
        var tree = context.Tree;
        ref var node = ref tree.DirectoryOf(directory);
        Children.Place place = default;
        if (!startAfter.IsEmpty && tree.Children.Find(ref node, startAfter, out place) != 0)
        {
            place.Index++;
        }

        var remaining = node.Count - tree.Children.CountBefore(ref node, place);
        var limit = Math.Min(remaining, context.Options.ListingLimit);
        var locations = context.Options.ListingLimit;
        var entries = new List<FileStatus>(limit);
        while (entries.Count < limit && locations > 0)
        {
            var child = tree.Children.At(ref node, ref place);
            place.Index++;
            if (StatusOf(context, child, tree.NameOf(child).ToArray(), reader) is not { } status)
            {
                return null;
            }

            entries.Add(status);
            locations -= status.Locations is { } located ? located.Blocks.Count * status.Replication : 0;
        }

        return new DirectoryListing(entries, remaining - entries.Count);
    }

    private static ReadOnlySpan<byte> StartAfter(OperationContext context, GetListingRequest request)
    {
        var start = request.StartAfter.Span;
        if (!start.StartsWith("/.reserved/.inodes/"u8))
        {
            return start;
        }

        var text = start["/.reserved/.inodes/".Length..];
        var found = System.Buffers.Text.Utf8Parser.TryParse(text, out long id, out var taken) && taken == text.Length
            ? context.Tree.Find(id)
            : 0;
        return found != 0
            ? context.Tree.NameOf(found)
            : throw new HdfsFault(HdfsError.Io, "Can't find startAfter " + System.Text.Encoding.UTF8.GetString(start));
    }
}
