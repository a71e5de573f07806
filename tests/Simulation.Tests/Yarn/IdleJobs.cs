using Hathi.Base;
using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Yarn.Client;
using Hathi.Simulation.Tests.Yarn.NodeManager;
using Hathi.Simulation.Tests.Yarn.ResourceManager;
using Hathi.Yarn.Core.Options;

namespace Hathi.Simulation.Tests.Yarn;

/// <summary>
/// Small jobs one after another on idle nodes, while nothing fails: the ResourceManager's own Core grants, the master's decides which map a
/// container gets, and each map runs on a node that holds its input. See <see cref="Checks.Locality"/>.
/// </summary>
public sealed class IdleJobs
{
    private const int ManySeeds = 300;
    private const int JobsASeed = 5;
    private const int MutantSeeds = 50;
    private const int LongestRun = 900_000;

    [Fact]
    public void Every_map_runs_on_a_node_that_holds_its_input()
    {
        var report = Seeds.Run("small jobs on idle nodes", ManySeeds, static seed => Play(seed, YarnMutant.None));
        Assert.True(
            report.Count("maps that ran at their input") >= report.Worlds * JobsASeed,
            $"there were only {report.Count("maps that ran at their input")} maps");
    }

    [Fact]
    public void A_mistake_is_found() =>
        Mutants.AssertFound(
            nameof(YarnMutant.MixesUpHosts), "which was idle", 1, MutantSeeds, static seed => Play(seed, YarnMutant.MixesUpHosts));

    private static World Play(ulong seed, YarnMutant mutant)
    {
        // As in YarnScenario: a context would make runs differ.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var world = new World(seed, WorldOptions.Default with { SectorBytes = 64, MaxEvents = 2_000_000 });
            var cluster = new YarnCluster(world, Settings(world.Random), mutant);
            world.Spawn(YarnCluster.ResourceManager, p => new RmActor(p, cluster));
            foreach (var machine in cluster.Machines)
            {
                world.Spawn(machine.Name, p => new NmActor(p, cluster, machine));
            }

            var client = world.Spawn("client-1", p => new OneByOneActor(p, cluster));
            return world.RunUntil(() => client.Actor is OneByOneActor { IsDone: true }, LongestRun)
                ? world
                : throw world.Failure("jobs do not come to an end", null);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    // Room for all of a job on any one node, for its user alone.
    private static YarnSettings Settings(SeededRandom random) => new()
    {
        Applications = JobsASeed,
        Nodes = random.Next(3, 9),
        Racks = random.Next(1, 4),
        Clients = 1,
        FaultInterval = int.MaxValue,
        TaskTime = 200 << random.Next(5),
        NothingFails = true,
        Rm = new RmOptions
        {
            CpuDecides = random.Next(2) == 0,
            Queues = QueueSettings.Default with
            {
                Children = [new QueueSettings { Name = "default", UserLimitFactor = -1, MaximumAmResourcePercent = 1 }],
            },
        },
    };
}
