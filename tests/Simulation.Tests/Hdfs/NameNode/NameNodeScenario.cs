using Hathi.Simulation.Tests.Hdfs.Checks;
using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Hdfs.NameNode;

/// <summary>
/// The NameNode's Core without DataNodes, so that many calls are cheap: clients call it by hand while it dies, its disk fails and the
/// network loses what they say. What has to do with blocks is simulated with shells.
/// </summary>
internal sealed class NameNodeScenario
{
    private const int LongestRun = 3_600_000;
    private const int LongestConvergence = 200_000;
    private static readonly int s_traceEvents = int.TryParse(Environment.GetEnvironmentVariable("HATHI_TRACE"), out var events)
        ? events
        : 400;
    private readonly World _world;
    private readonly HdfsCluster _cluster;

    private NameNodeScenario(ulong seed, int operations, HdfsMutant mutant)
    {
        _world = new World(
            seed,
            WorldOptions.Default with { SectorBytes = 64, MaxLatencyMicros = 1_500, MaxEvents = 5_000_000, TraceEvents = s_traceEvents });
        _cluster = new HdfsCluster(_world, HdfsSettings.Draw(_world.Random, operations), mutant);
    }

    /// <summary>Runs a seed.</summary>
    /// <returns>Its world, with what was done to it.</returns>
    public static World Run(ulong seed, int operations) => Play(seed, operations, HdfsMutant.None).World;

    /// <summary>Runs a seed.</summary>
    /// <returns>Its world, and a number that only an equal run has.</returns>
    public static (World World, ulong Fingerprint) Play(ulong seed, int operations, HdfsMutant mutant)
    {
        // Waiting methods go on where they are woken: a context that sends them elsewhere would make runs differ.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var scenario = new NameNodeScenario(seed, operations, mutant);
            scenario.Run();
            return (scenario._world, scenario._cluster.Ledger.Fingerprint ^ scenario._world.Trace.Fingerprint);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private void Run()
    {
        _world.Note("settings", "world", _cluster.Settings);
        _world.Spawn(HdfsCluster.NameNode, p => new NameNodeActor(p, _cluster));
        for (var i = 1; i <= _cluster.Settings.Clients; i++)
        {
            var address = $"10.9.0.{i}";
            _world.Spawn($"client-{i}", p => new ClientActor(p, _cluster, address));
        }

        var faults = new NameNodeFaults(_cluster);
        faults.Begin();
        Require(_world.RunUntil(() => _cluster.Draining, LongestRun), "clients do not get on");
        faults.End();
        Require(_world.RunUntil(ClientsAreDone, LongestRun), "clients do not come to an end");
        Require(_world.RunUntil(NobodyWrites, LongestConvergence), "files are still written long after their writers are gone");
        _world.CrashMachine(HdfsCluster.NameNode);
        _world.Restart(HdfsCluster.NameNode);
        Require(_world[HdfsCluster.NameNode].Actor is NameNodeActor { Core: not null }, "the NameNode is not up");
    }

    private bool ClientsAreDone() => _world.Processes.All(static p => p.Actor is not ClientActor { IsDone: false });

    private bool NobodyWrites() => _cluster.Ledger.Tree.Files.All(static f => f.Holder is null);

    private void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw _world.Failure(what, null);
        }
    }
}
