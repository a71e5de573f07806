using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks;

/// <summary>A DataNode with its storages (DatanodeStorageReportProto).</summary>
public readonly record struct DataNodeStorages(DataNodeInfo Node, IReadOnlyList<StorageReport> Storages);
