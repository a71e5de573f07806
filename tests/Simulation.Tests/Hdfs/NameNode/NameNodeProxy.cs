using Hathi.Hdfs.Core.Model;
using Hathi.Simulation.Tests.Kit.Runtime;

namespace Hathi.Simulation.Tests.Hdfs.NameNode;

/// <summary>Calls of one process to the NameNode.</summary>
internal sealed class NameNodeProxy(AsyncActor actor, HdfsCluster cluster)
    : CoreProxy<NameNodeInput>(actor, cluster.World, HdfsCluster.NameNode, cluster.Ledger.Acknowledge)
{
    protected override CoreRequest<NameNodeInput> RequestOf(NameNodeInput input) => new RpcRequest(cluster.NextId(), input);
}
