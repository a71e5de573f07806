using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.DataNode.Mapping;

/// <summary>Where a replica is sent: the nodes in their order, with a storage each.</summary>
internal sealed record TransferTargets(
    IReadOnlyList<DatanodeInfoProto> Nodes, IReadOnlyList<StorageTypeProto> StorageTypes, IReadOnlyList<string> StorageIds);
