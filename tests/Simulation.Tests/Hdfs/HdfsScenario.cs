using Hathi.Base;
using Hathi.Simulation.Tests.Hdfs.Checks;
using Hathi.Simulation.Tests.Hdfs.Client;
using Hathi.Simulation.Tests.Hdfs.DataNode;
using Hathi.Simulation.Tests.Hdfs.NameNode;
using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Hdfs;

/// <summary>
/// A cluster under load while things fail; then they stop failing, and after some time everything must be in order: nothing promised is
/// lost, every block where it should be, nothing left over.
/// </summary>
internal sealed class HdfsScenario
{
    private const int LongestRun = 3_600_000;
    private static readonly int TraceEvents = int.TryParse(Environment.GetEnvironmentVariable("HATHI_TRACE"), out var events)
        ? events
        : 400;
    private readonly World _world;
    private readonly HdfsCluster _cluster;

    private HdfsScenario(ulong seed, int operations, HdfsMutant mutant)
    {
        _world = new World(
            seed,
            WorldOptions.Default with { SectorBytes = 64, MaxLatencyMicros = 1_500, MaxEvents = 5_000_000, TraceEvents = TraceEvents });
        var settings = HdfsSettings.Draw(_world.Random, operations);
        _cluster = new HdfsCluster(_world, settings, mutant);
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
            var scenario = new HdfsScenario(seed, operations, mutant);
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
        Spawn();
        var faults = new FaultPlan(_cluster);
        faults.Begin();
        Require(_world.RunUntil(() => _cluster.Draining, LongestRun), "clients do not get on");
        faults.End();
        Require(_world.RunUntil(ClientsAreDone, LongestRun), "clients do not come to an end");
        new Convergence(_cluster).Await();
        Audit();
        _world.Report.Add("bytes read and checked", _cluster.Contents.BytesChecked);
    }

    private void Spawn()
    {
        _world.Spawn(HdfsCluster.NameNode, p => new NameNodeActor(p, _cluster));
        foreach (var host in _cluster.DataNodes)
        {
            _world.Disk(host.Name).Capacity = _cluster.Settings.DiskBytes;
            _world.Spawn(host.Name, p => new DataNodeActor(p, _cluster, host));
        }

        _world.Spawn("admin", p => new AdminActor(p, _cluster));
        for (var i = 1; i <= _cluster.Settings.Clients; i++)
        {
            var address = i <= 2 ? _cluster.DataNodes[i - 1].Address : $"10.9.0.{i}";
            _world.Spawn($"client-{i}", p => new ClientActor(p, _cluster, address));
        }
    }

    // Every file is read once more, and the NameNode started once more. A node out of service can be carried away.
    private void Audit()
    {
        if (_cluster.Leaving is { } leaving)
        {
            _cluster.HasLeft = true;
            _world.CrashMachine(leaving.Name);
            for (var volume = 0; volume < leaving.Volumes; volume++)
            {
                _world.Disk(leaving.Name).Wipe($"/v{volume}");
            }
        }

        _world.CrashMachine(HdfsCluster.NameNode);
        _world.Restart(HdfsCluster.NameNode);
        new Convergence(_cluster).Await();
        _world.Spawn("auditor", p => new AuditorActor(p, _cluster));
        Require(
            _world.RunUntil(() => _world["auditor"].Actor is AuditorActor { IsDone: true }, LongestRun),
            "the audit does not come to an end");
    }

    private bool ClientsAreDone()
    {
        foreach (var process in _world.Processes)
        {
            if (process.Actor is HdfsClientActor { IsDone: false })
            {
                return false;
            }
        }

        return true;
    }

    private void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw _world.Failure(what, null);
        }
    }
}
