using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.DataNode.Transfer;

namespace Hathi.Hdfs.DataNode.Service;

/// <summary>What heartbeats, reports and commands work on.</summary>
internal sealed record NodeState(NameNodeSession Session, NameNodeReports Reports, TransferContext Transfer, IOperationThreads Operations)
{
    internal ReplicaStore Store => Transfer.Store;
}
