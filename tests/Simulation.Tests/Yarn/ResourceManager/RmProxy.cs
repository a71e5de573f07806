using Hathi.Simulation.Tests.Kit.Runtime;
using Hathi.Yarn.Core.Model;

namespace Hathi.Simulation.Tests.Yarn.ResourceManager;

/// <summary>Calls of one process to the ResourceManager.</summary>
internal sealed class RmProxy(AsyncActor actor, YarnCluster cluster)
    : CoreProxy<RmInput>(actor, cluster.World, YarnCluster.ResourceManager, cluster.Ledger.Acknowledge)
{
    protected override CoreRequest<RmInput> RequestOf(RmInput input) => new RmCall(cluster.NextId(), input);
}
