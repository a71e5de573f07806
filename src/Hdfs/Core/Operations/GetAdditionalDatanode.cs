using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>One more DataNode for a pipeline that lost one (getAdditionalDatanode). Answer: <see cref="LocatedBlock"/> with the nodes that were there followed by the new ones.</summary>
public sealed class GetAdditionalDatanodeRequest : HolderRequest
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>Inode id that the client was given by create or append; 0: from a client that does not send it.</summary>
    public required long FileId { get; init; }

    /// <summary>The block being written.</summary>
    public required Block Block { get; init; }

    /// <summary>DataNodes still in the pipeline, in its order.</summary>
    public required IReadOnlyList<string> ExistingUuids { get; init; }

    /// <summary>Their storages, in the same order.</summary>
    public required IReadOnlyList<string> ExistingStorageIds { get; init; }

    /// <summary>DataNodes not to be chosen.</summary>
    public required IReadOnlyCollection<string> ExcludedUuids { get; init; }

    /// <summary>How many more; not more than the file's replication are given.</summary>
    public required int Count { get; init; }
}

internal static class GetAdditionalDatanode
{
    public static object? Run(OperationContext context, GetAdditionalDatanodeRequest request)
    {
        context.RequireNoSafeMode("Cannot add datanode; src=", request.Path);
        var path = context.Paths.Open(request.Caller, request.Path, request.FileId);
        var open = WriterRules.CheckLease(context, path, request.Caller, request.ClientName, request.FileId);
        var locations = Existing(context, request);
        var added = context.Blocks.Manager.ChooseTargets(
            context.Now,
            open.Machine,
            Math.Min(request.Count, context.Tree.LayoutOf(path.Last).Replication),
            request.ExistingUuids,
            request.ExcludedUuids,
            [],
            context.Tree.LayoutOf(path.Last).BlockSize,
            minimum: 0,
            request.Path);
        locations.AddRange(added);
        return new LocatedBlock(request.Block, -1, false, locations);
    }

    private static List<ReplicaLocation> Existing(OperationContext context, GetAdditionalDatanodeRequest request)
    {
        if (request.ExistingUuids.Count != request.ExistingStorageIds.Count)
        {
            throw new HdfsFault(
                HdfsError.IllegalArgument,
                $"Expected as many storages as DataNodes for {request.Path}, got {request.ExistingStorageIds.Count} and {request.ExistingUuids.Count}.");
        }

        var locations = new List<ReplicaLocation>(request.ExistingUuids.Count);
        for (var i = 0; i < request.ExistingUuids.Count; i++)
        {
            locations.Add(context.Blocks.Manager.FindStorage(request.ExistingUuids[i], request.ExistingStorageIds[i])
                ?? throw new HdfsFault(
                    HdfsError.UnregisteredNode, $"Storage {request.ExistingStorageIds[i]} of DataNode {request.ExistingUuids[i]} is not registered."));
        }

        return locations;
    }
}
