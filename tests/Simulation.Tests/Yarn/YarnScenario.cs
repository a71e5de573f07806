using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Yarn.Checks;
using Hathi.Simulation.Tests.Yarn.Client;
using Hathi.Simulation.Tests.Yarn.NodeManager;
using Hathi.Simulation.Tests.Yarn.ResourceManager;

namespace Hathi.Simulation.Tests.Yarn;

/// <summary>
/// A cluster under load while things fail; then they stop failing, and within some time every application must have ended, and
/// nothing of it be left.
/// </summary>
internal sealed class YarnScenario
{
    private const int LongestRun = 900_000;
    private static readonly int TraceEvents = int.TryParse(Environment.GetEnvironmentVariable("HATHI_TRACE"), out var events)
        ? events
        : 400;
    private readonly World _world;
    private readonly YarnCluster _cluster;

    private YarnScenario(ulong seed, int applications, YarnMutant mutant)
    {
        _world = new World(
            seed,
            WorldOptions.Default with { SectorBytes = 64, MaxLatencyMicros = 1_500, MaxEvents = 2_000_000, TraceEvents = TraceEvents });
        _cluster = new YarnCluster(_world, YarnSettings.Draw(_world.Random, applications), mutant);
    }

    /// <summary>Runs a seed.</summary>
    /// <returns>Its world, with what was done to it.</returns>
    public static World Run(ulong seed, int applications) => Play(seed, applications, YarnMutant.None);

    /// <summary>Runs a seed.</summary>
    public static World Play(ulong seed, int applications, YarnMutant mutant)
    {
        // Waiting methods go on where they are woken: a context that sends them elsewhere would make runs differ.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var scenario = new YarnScenario(seed, applications, mutant);
            scenario.Run();
            return scenario._world;
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private void Run()
    {
        _world.Note("settings", "world", _cluster.Settings);
        _world.Spawn(YarnCluster.ResourceManager, p => new RmActor(p, _cluster));
        foreach (var machine in _cluster.Machines)
        {
            _world.Spawn(machine.Name, p => new NmActor(p, _cluster, machine));
        }

        for (var i = 1; i <= _cluster.Settings.Clients; i++)
        {
            _world.Spawn($"client-{i}", p => new YarnClientActor(p, _cluster));
        }

        var faults = new YarnFaultPlan(_cluster);
        faults.Begin();
        Require(_world.RunUntil(() => _cluster.Draining, LongestRun), "clients do not get on");
        faults.End();
        Require(_world.RunUntil(ClientsAreDone, LongestRun), "applications do not come to an end: ", Unended);
        new YarnConvergence(_cluster).Await();

        // Once more from the log: everything is as it was told.
        _world.CrashMachine(YarnCluster.ResourceManager);
        _world.Restart(YarnCluster.ResourceManager);
        new YarnConvergence(_cluster).Await();
    }

    private bool ClientsAreDone()
    {
        foreach (var process in _world.Processes)
        {
            if (process.Actor is YarnClientActor { IsDone: false })
            {
                return false;
            }
        }

        return true;
    }

    private string Unended() => _world[YarnCluster.ResourceManager].Actor is RmActor { Core: { } core }
        ? string.Join("; ", GrantRules.Reports(core, _world.Now).Values.Where(static r => r.FinishTime == 0).Select(r => $"{r.Id} "
            + $"{r.State} {r.AttemptState} in {r.QueuePath} of {r.User}, {r.Usage.Containers} containers: {r.Diagnostics}; "
            + $"{_cluster.Jobs[r.Id]}"))
        : "the ResourceManager is down";

    private void Require(bool holds, string what, Func<string>? more = null)
    {
        if (!holds)
        {
            throw _world.Failure(what + more?.Invoke(), null);
        }
    }
}
