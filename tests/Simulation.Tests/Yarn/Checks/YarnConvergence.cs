using Hathi.Base.Cores;
using Hathi.Simulation.Tests.Yarn.ResourceManager;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;

namespace Hathi.Simulation.Tests.Yarn.Checks;

/// <summary>When nothing fails any more and all applications have ended: nothing runs, nothing is taken, nothing is waited for.</summary>
internal sealed class YarnConvergence(YarnCluster cluster)
{
    private const int Limit = 60_000;

    public void Await()
    {
        var found = "";
        var converged = cluster.World.RunUntil(
            () =>
            {
                found = Look();
                return found.Length == 0;
            },
            Limit);
        if (!converged)
        {
            throw cluster.World.Failure(found, null);
        }
    }

    private string Look()
    {
        if (cluster.World[YarnCluster.ResourceManager].Actor is not RmActor { Core: { } core })
        {
            return "the ResourceManager does not serve";
        }

        foreach (var machine in cluster.Machines)
        {
            foreach (var container in machine.Containers)
            {
                if (container.IsRunning)
                {
                    return $"{container.Id} still runs on {machine.Id}, and its application has ended";
                }
            }
        }

        var effects = new List<Effect>();
        core.Step(cluster.World.Now, new GetClusterFiguresRequest { User = "checker" }, effects);
        var figures = (ClusterFigures)effects.Find(static e => e.Kind == EffectKind.Reply).Result!;
        var there = cluster.Machines.Count(static m => !m.IsGone);
        return figures.ActiveNodes != there ? $"{figures.ActiveNodes} nodes are active, and there are {there}"
            : figures.Allocated != Resource.None || figures.Reserved != Resource.None || figures.ContainersPending != 0
                ? $"nothing runs, and {figures.Allocated} are allocated, {figures.Reserved} reserved, "
                    + $"{figures.ContainersPending} containers pending"
                : "";
    }
}
