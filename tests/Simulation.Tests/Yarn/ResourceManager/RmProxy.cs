using Hathi.Simulation.Tests.Kit.Runtime;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.ResourceManager;

namespace Hathi.Simulation.Tests.Yarn.ResourceManager;

/// <summary>Calls of one process to the ResourceManager.</summary>
internal sealed class RmProxy(AsyncActor actor, YarnCluster cluster) : CoreProxy<RmError>(actor, cluster.World, YarnCluster.ResourceManager, cluster.Ledger.Acknowledge)
{
    /// <inheritdoc cref="CoreProxy{TError}.AskAsync"/>
    public Task<object?> AskAsync(RmInput input, int attempts, long timeout)
    {
        var number = cluster.NextId();
        return AskAsync(new RmCall(number, input), number, attempts, timeout);
    }
}
