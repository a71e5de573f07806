using Hathi.Hdfs.Core.Edits;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>
/// Which blocks cover a range of a file and where they are (getBlockLocations). Answer: <see cref="LocatedBlocks"/>. Moves the access time
/// when it is older than the precision.
/// </summary>
public sealed class GetBlockLocationsRequest : ClientRequest, IAsk<LocatedBlocks>, ILocating
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>First byte wanted; negative is refused.</summary>
    public required long Offset { get; init; }

    /// <summary>Bytes wanted; negative is refused.</summary>
    public required long Length { get; init; }
}

internal static class GetBlockLocations
{
    public static Answer<LocatedBlocks> Run(OperationContext context, GetBlockLocationsRequest request)
    {
        if (request.Offset < 0 || request.Length < 0)
        {
            var what = request.Offset < 0 ? "offset" : "length";
            throw new HdfsFault(HdfsError.JavaIllegalArgument, $"Negative {what} is not supported. File: {request.Path}");
        }

        var path = context.Paths.Unchecked(request.Path);
        var file = Files.Require(context, path);
        context.Permissions.CheckPath(path, request.Caller, FsAction.Read);
        if (BlockLocations.Of(context, file, request.Offset, request.Length, request.Caller.Address) is not { } located)
        {
            return Unfinished.Yet;
        }

        if (context.Blocks.Manager.InSafeMode)
        {
            RequireLocations(context, request, located);
        }
        else
        {
            MoveAccessTime(context, file);
        }

        return located;
    }

    private static void RequireLocations(OperationContext context, GetBlockLocationsRequest request, LocatedBlocks located)
    {
        foreach (var block in located.Blocks)
        {
            if (block.Locations.Count == 0)
            {
                throw context.SafeMode("Zero blocklocations for " + request.Path);
            }
        }
    }

    private static void MoveAccessTime(OperationContext context, int file)
    {
        ref var inode = ref context.Tree[file];
        var precision = context.Options.AccessTimePrecision;
        if (precision > 0 && context.Now.WallMilliseconds > inode.AccessTime + precision)
        {
            context.Commit(new TimesSet(inode.Id, inode.ModificationTime, context.Now.WallMilliseconds));
        }
    }
}
