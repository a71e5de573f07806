using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Simulation.Tests.Kit.Runtime;

namespace Hathi.Simulation.Tests.Hdfs.NameNode;

/// <summary>Calls of one process to the NameNode.</summary>
internal sealed class NameNodeProxy(AsyncActor actor, HdfsCluster cluster) : CoreProxy<HdfsError>(actor, cluster.World, HdfsCluster.NameNode, cluster.Ledger.Acknowledge)
{
    /// <inheritdoc cref="CoreProxy{TError}.AskAsync"/>
    public Task<object?> AskAsync(NameNodeInput input, int attempts, long timeout)
    {
        var number = cluster.NextId();
        return AskAsync(new RpcRequest(number, input), number, attempts, timeout);
    }
}
