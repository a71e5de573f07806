using Google.Protobuf.Collections;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Datanode;

namespace Hathi.Hdfs.NameNode.Mapping;

/// <summary>Lists of requests: counted before anything is made of them, and what is in them checked as well.</summary>
internal static class RequestLists
{
    /// <summary>DataNodes of a pipeline, in its order, as a writer knows them.</summary>
    public static DataNodeId[] Nodes(string operation, RepeatedField<DatanodeInfoProto> nodes) =>
        [.. Limited(operation, "DataNodes of a pipeline", RequestLimits.PipelineNodes, nodes).Select(n => Node(operation, n.Id))];

    /// <summary>DataNodes of a pipeline, in its order.</summary>
    public static string[] Pipeline(string operation, RepeatedField<DatanodeIDProto> nodes) =>
        [.. Limited(operation, "DataNodes of a pipeline", RequestLimits.PipelineNodes, nodes)
            .Select(n => RequestTexts.Uuid(operation, n.DatanodeUuid))];

    /// <summary>Storages of a pipeline, in its order.</summary>
    public static string[] Storages(string operation, RepeatedField<string> ids) =>
        [.. Limited(operation, "storages of a pipeline", RequestLimits.PipelineNodes, ids).Select(id => RequestTexts.Uuid(operation, id))];

    /// <summary>DataNodes that are not to be chosen, each once.</summary>
    public static HashSet<string> Excluded(string operation, RepeatedField<DatanodeInfoProto> nodes) =>
        [.. Limited(operation, "excluded DataNodes", RequestLimits.ExcludedNodes, nodes)
            .Select(n => RequestTexts.Uuid(operation, n.Id.DatanodeUuid))];

    /// <summary>DataNodes that are wished for, host or host:port, each once.</summary>
    public static HashSet<string> Favored(string operation, RepeatedField<string> hosts) =>
        [.. Limited(operation, "favored DataNodes", RequestLimits.FavoredNodes, hosts).Select(host => RequestTexts.Host(operation, host))];

    public static AddBlockFlags Flags(string operation, RepeatedField<AddBlockFlagProto> flags)
    {
        var bits = AddBlockFlags.None;
        foreach (var flag in Limited(operation, "flags", RequestLimits.Flags, flags))
        {
            bits |= (AddBlockFlags)flag;
        }

        return bits;
    }

    /// <summary>Kinds of open files, each once.</summary>
    public static OpenFilesTypeProto[] OpenFiles(string operation, RepeatedField<OpenFilesTypeProto> types) =>
        [.. Limited(operation, "types", RequestLimits.Flags, types).Distinct()];

    /// <summary>Whether extended attributes are asked for by name.</summary>
    public static bool AnyAttribute(string operation, RepeatedField<XAttrProto> attributes) =>
        Limited(operation, "extended attributes", RequestLimits.Attributes, attributes).Count > 0;

    /// <summary>Blocks with the nodes that hold bad replicas of them.</summary>
    public static RepeatedField<LocatedBlockProto> BadBlocks(string operation, RepeatedField<LocatedBlockProto> blocks)
    {
        long replicas = 0;
        foreach (var block in Limited(operation, "bad replicas", RequestLimits.BadReplicas, blocks))
        {
            replicas += Math.Max(block.Locs.Count, block.StorageIDs.Count);
        }

        return replicas <= RequestLimits.BadReplicas
            ? blocks
            : throw TooMany(operation, "bad replicas", replicas, RequestLimits.BadReplicas);
    }

    /// <summary>Storages of a DataNode with what it says of each.</summary>
    public static RepeatedField<StorageReportProto> Reports(string operation, RepeatedField<StorageReportProto> reports) =>
        Limited(operation, "storages", RequestLimits.Storages, reports);

    /// <summary>Storages of a DataNode with what lies in each.</summary>
    public static RepeatedField<StorageBlockReportProto> Reports(string operation, RepeatedField<StorageBlockReportProto> reports) =>
        Limited(operation, "storages", RequestLimits.Storages, reports);

    /// <summary>Storages of a DataNode with what has come and gone in each.</summary>
    public static RepeatedField<StorageReceivedDeletedBlocksProto> Changes(
        string operation, RepeatedField<StorageReceivedDeletedBlocksProto> storages)
    {
        long changes = 0;
        foreach (var storage in Limited(operation, "storages", RequestLimits.Storages, storages))
        {
            changes += storage.Blocks.Count;
        }

        return changes <= RequestLimits.BlockChanges
            ? storages
            : throw TooMany(operation, "blocks received and deleted", changes, RequestLimits.BlockChanges);
    }

    private static DataNodeId Node(string operation, DatanodeIDProto id) => new(
        RequestTexts.Uuid(operation, id.DatanodeUuid),
        RequestTexts.Host(operation, id.IpAddr),
        RequestTexts.Host(operation, id.HostName),
        RequestNumbers.Port(id.XferPort),
        RequestNumbers.Port(id.IpcPort),
        RequestNumbers.Port(id.InfoPort),
        RequestNumbers.Port(id.InfoSecurePort));

    /// <summary>Refuses a list that is longer than it may be.</summary>
    private static RepeatedField<T> Limited<T>(string operation, string what, int most, RepeatedField<T> list) =>
        list.Count <= most ? list : throw TooMany(operation, what, list.Count, most);

    private static RpcFault TooMany(string operation, string what, long count, int most) =>
        new(JavaExceptions.IOException, $"{operation}: too many {what}: {count}.  Limit {most}.");
}
