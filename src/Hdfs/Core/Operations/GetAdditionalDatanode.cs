using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>
/// One more DataNode for a pipeline that lost one (getAdditionalDatanode). Answer: <see cref="LocatedBlock"/> with the nodes that were
/// there followed by the new ones.
/// </summary>
public sealed class GetAdditionalDatanodeRequest : HolderRequest, IAsk<LocatedBlock>
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>Inode id that the client was given by create or append; 0: from a client that does not send it.</summary>
    public required long FileId { get; init; }

    /// <summary>The block being written.</summary>
    public required Block Block { get; init; }

    /// <summary>DataNodes still in the pipeline, in its order, as the writer knows them.</summary>
    public required IReadOnlyList<DataNodeId> Existing { get; init; }

    /// <summary>Their storages, in the same order.</summary>
    public required IReadOnlyList<string> ExistingStorageIds { get; init; }

    /// <summary>DataNodes not to be chosen.</summary>
    public required IReadOnlyCollection<string> ExcludedUuids { get; init; }

    /// <summary>How many more; not more than the file's replication are given.</summary>
    public required int Count { get; init; }
}

internal static class GetAdditionalDatanode
{
    public static LocatedBlock Run(OperationContext context, GetAdditionalDatanodeRequest request)
    {
        context.RequireNoSafeMode("Cannot add datanode; src=", request.Path);
        var path = context.Paths.Open(request.Caller, request.Path, request.FileId);
        var open = WriterRules.CheckLease(context, path, request.Caller, request.ClientName, request.FileId);
        var excluded = request.ExcludedUuids.ToHashSet(StringComparer.Ordinal);
        var locations = Existing(context, request, excluded);
        var added = context.Blocks.Manager.ChooseTargets(
            context.Now,
            open.Machine,
            Math.Min(request.Count, context.Tree.LayoutOf(path.Last).Replication),
            [.. request.Existing.Select(static n => n.Uuid)],
            excluded,
            [],
            context.Tree.LayoutOf(path.Last).BlockSize,
            minimum: 0,
            request.Path);
        locations.AddRange(added);
        return new LocatedBlock(request.Block, -1, false, locations);
    }

    // Whoever has taken the place of a node that is not registered, with other disks say, is excluded: one address would be
    // in the pipeline twice.
    private static List<ReplicaLocation> Existing(OperationContext context, GetAdditionalDatanodeRequest request, HashSet<string> excluded)
    {
        if (request.Existing.Count != request.ExistingStorageIds.Count)
        {
            throw new HdfsFault(
                HdfsError.IllegalArgument,
                $"Expected as many storages as DataNodes for {request.Path}, got {request.ExistingStorageIds.Count} and "
                + $"{request.Existing.Count}.");
        }

        var locations = new List<ReplicaLocation>(request.Existing.Count);
        for (var i = 0; i < request.Existing.Count; i++)
        {
            var (node, storageId) = (request.Existing[i], request.ExistingStorageIds[i]);
            if (context.Blocks.Manager.FindStorage(node.Uuid, storageId) is { } known)
            {
                locations.Add(known);
                continue;
            }

            locations.Add(AsToldOf(node, storageId));
            if (context.Blocks.Manager.DataNodeAt(node.Address, node.TransferPort) is { } other)
            {
                excluded.Add(other);
            }
        }

        return locations;
    }

    // A NameNode that has just started may know a node of the pipeline a moment later than it ends its safe mode. The writer, which talks
    // with that node, knows better than to give up: refused, it loses its file. It is told what it has told, and nothing is kept of that.
    private static ReplicaLocation AsToldOf(DataNodeId node, string storageId)
    {
        var info = new DataNodeInfo
        {
            Id = node,
            Rack = Rack.Default,
            Capacity = 0,
            Used = 0,
            NonDfsUsed = 0,
            Remaining = 0,
            LastUpdate = 0,
            LastBlockReport = 0,
            TransferThreads = 0,
            Blocks = 0,
            AdminState = AdminState.Normal,
            Alive = true,
            SoftwareVersion = "",
        };
        return new ReplicaLocation(info, storageId, StorageKind.Disk);
    }
}
