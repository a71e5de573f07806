using System.Net;
using Hathi.Base;
using Hathi.Simulation.Tests.Hdfs.Checks;
using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>
/// A cluster of shells as they ship under load while processes die, stand still, fill their disks and are cut off; then that stops, and
/// after some time everything must be in order: nothing promised is lost, no lease is left, and every file is read once more.
/// </summary>
internal sealed class ShellScenario
{
    public const string Name = "an HDFS cluster as it ships";

    /// <summary>That the network loses a message, brings it twice, or has it overtake others.</summary>
    public const double Loss = 0.0002, Duplication = 0.01, Reordering = 0.02;

    private const int OperationsASeed = 120;
    private const int MeanFaultInterval = 200;
    private const int LongestRun = 3_600_000;
    private const int LongestConvergence = 200_000;
    private static readonly int s_traceEvents =
        int.TryParse(Environment.GetEnvironmentVariable("HATHI_TRACE"), out var events) ? events : 400;

    private readonly World _world;
    private readonly HdfsCluster _cluster;
    private readonly Kit.Shells.Shells _shells;
    private readonly DiskTruth _truth;
    private readonly SeededRandom _random;
    private readonly ShellKind? _kind;
    private readonly ShellOrder _order;
    private bool _isCalm;

    private ShellScenario(ulong seed, HdfsMutant mutant, ShellKind? kind)
    {
        _kind = kind;
        _world = new World(seed, WorldOptions.Default with
        {
            SectorBytes = 64,
            MaxLatencyMicros = 1_500,
            MaxEvents = 5_000_000,
            TraceEvents = s_traceEvents,
            Loss = Loss,
            Duplication = Duplication,
            Reordering = Reordering,
            FillsPartly = true,
        });
        _cluster = new HdfsCluster(_world, kind is null ? Settings(_world.Random) : kind.Settings(_world.Random), mutant);
        _shells = new Kit.Shells.Shells(_world);
        _truth = new DiskTruth(_cluster);
        _random = _world.Random.Fork();
        Lost = new LostBlocks(_cluster, _truth, Files);
        _order = new ShellOrder(_cluster, _truth, Lost);
    }

    /// <summary>All files that were ever begun.</summary>
    public List<WrittenFile> Files { get; } = [];

    public World World => _world;

    public HdfsCluster Cluster => _cluster;

    public Kit.Shells.Shells Shells => _shells;

    public DiskTruth Truth => _truth;

    public LostBlocks Lost { get; }

    /// <summary>Chance of what fails.</summary>
    public SeededRandom Random => _random;

    /// <summary>Runs a seed.</summary>
    /// <param name="seed">Of all chance.</param>
    /// <param name="mutant">The mistake that the program makes.</param>
    /// <param name="kind">What is not as in other worlds; made for this one. Null: nothing.</param>
    public static World Run(ulong seed, HdfsMutant mutant, ShellKind? kind)
    {
        var scenario = new ShellScenario(seed, mutant, kind);
        using (scenario._shells)
        {
            scenario.Run();
        }

        return scenario._world;
    }

    // A run is short: faults come close together, and often one replica is all there is, so that no other hides what becomes of it.
    private static HdfsSettings Settings(SeededRandom random)
    {
        var drawn = HdfsSettings.Draw(random, OperationsASeed);
        return drawn with
        {
            PowerFails = false,
            FaultInterval = MeanFaultInterval << random.Next(4),
            Replication = random.Next(3) == 0 ? (short)1 : drawn.Replication,
        };
    }

    private IEnumerable<IClient> Clients => _world.Processes.Select(static p => p.Actor).OfType<IClient>();

    private void Run()
    {
        _world.Note("settings", "world", _cluster.Settings);
        Spawn();
        Strike();
        Require(_world.RunUntil(() => _cluster.Draining, LongestRun), "clients do not get on");
        Calm();
        Require(_world.RunUntil(() => Clients.All(static c => c.IsDone), LongestRun), "clients do not come to an end");
        Converge();
        if (_kind is not null)
        {
            _kind.InOrder(this);
            Converge();
        }

        _truth.CheckContents(Files);
        _shells.Name(IPAddress.Parse("10.9.1.1"), "auditor");
        _world.Spawn("auditor", p => new ClientShell(p, _cluster, _shells, Files, isAuditor: true));
        bool IsAudited() => _world["auditor"].Actor is IClient { IsDone: true };
        Require(_world.RunUntil(IsAudited, LongestRun), "the audit does not come to an end");
        _world.Check(_shells.EndAll() == 0, $"{_shells.Threads.Busy} threads are left of processes that have ended");
    }

    private void Spawn()
    {
        _shells.Name(IPAddress.Parse("10.8.0.1"), HdfsCluster.NameNode);
        _world.Spawn(HdfsCluster.NameNode, p => new NameNodeShell(p, _cluster, _shells));
        foreach (var host in _cluster.DataNodes)
        {
            _world.Disk(host.Name).Capacity = _cluster.Settings.DiskBytes;
            _shells.Name(IPAddress.Parse(host.Address), host.Name);
            _world.Spawn(host.Name, p => new DataNodeShell(p, _cluster, host, _shells));
        }

        for (var i = 1; i <= _cluster.Settings.Clients; i++)
        {
            _shells.Name(IPAddress.Parse($"10.9.0.{i}"), $"client-{i}");
            _world.Spawn($"client-{i}", p => new ClientShell(p, _cluster, _shells, Files, isAuditor: false));
        }

        _kind?.Begin(this);
    }

    private void Strike() => _world.After(_random.Next(1, 2 * _cluster.Settings.FaultInterval), () =>
    {
        if (!_isCalm)
        {
            Lost.TakeBack();
            Action strike = _kind is null ? StrikeOnce : () => _kind.Strike(this);
            strike();
            Strike();
        }
    });

    /// <summary>One fault of those that all clusters have.</summary>
    public void StrikeOnce()
    {
        var node = _cluster.DataNodes[_random.Next(_cluster.DataNodes.Count)].Name;
        var any = Any();
        switch (_random.Next(16))
        {
            case 0 or 1:
                Kill(node, 8_000);
                break;
            case 2:
                Later("NameNodes killed", HdfsCluster.NameNode, _world.CrashProcess, _world.Restart, 3_000);
                break;
            case 3:
                Later("processes killed", any, _world.CrashProcess, _world.Restart, 4_000);
                break;
            case 4 or 5:
                Later("processes held", any, _world.Pause, _world.Resume, 5_000);
                break;
            case 6 or 7:
                Later("processes cut off", any, n => _world.Isolate(n), _ => _world.HealAll(), 6_000);
                break;
            case 8:
                Count("ways cut");
                _world.PartitionOneWay(any, node);
                _world.After(_random.Next(200, 6_000), _world.HealAll);
                break;
            case 9 or 10:
                FillDisk(node);
                break;
            case 11 when _cluster.Settings.Replication > 2 && _kind is not { TakesReplicas: true }:
                FailReads(node); // What cannot be read counts as damaged from then on.
                break;
            case 12 or 13:
                Rot(Damageable(null));
                break;
            default:
                _world.Disk(node).CrashAfterCalls(_random.Next(60), losesPower: false);
                _world.After(_random.Next(500, 8_000), () => _world.Restart(node));
                break;
        }
    }

    private void FillDisk(string node)
    {
        Count("disks filled");
        var disk = _world.Disk(node);
        disk.Capacity = disk.Used + _random.Next(600);
        _world.After(_random.Next(500, 6_000), () => disk.Capacity = _cluster.Settings.DiskBytes);
    }

    private void FailReads(string node)
    {
        Count("disks made hard to read");
        _truth.Misread.Add(node);
        var disk = _world.Disk(node);
        disk.Faults.Read = 0.2;
        _world.After(_random.Next(200, 6_000), disk.Faults.Clear);
    }

    /// <summary>
    /// One replica of three, of a file that nobody writes any more: two are left whatever happens to it. Of any node, or of one.
    /// </summary>
    public (WrittenFile File, DiskReplica Replica)? Damageable(string? node)
    {
        var whole = _truth.All().Where(static r => r is { IsFinal: true, Generation: > 0 });
        var copies = whole.ToLookup(static r => (r.BlockId, r.Generation));
        var candidates = new List<(WrittenFile File, DiskReplica Replica)>();
        foreach (var inode in _cluster.Ledger.Tree.Files.Where(static f => f.Holder is null))
        {
            if (Files.Find(f => f is { IsOpen: false, HasRot: false } && f.Path == inode.Path) is { } file)
            {
                candidates.AddRange(
                    from block in inode.Blocks
                    let replicas = copies[(block.Id, block.GenerationStamp)].Where(_truth.IsSound).ToList()
                    where replicas.Count >= 3 && block.Length > 0
                    from replica in replicas
                    where node is null || replica.Host.Name == node
                    select (file, replica));
            }
        }

        return candidates.Count > 0 ? candidates[_random.Next(candidates.Count)] : null;
    }

    /// <summary>Turns a bit of it over.</summary>
    public void Rot((WrittenFile File, DiskReplica Replica)? which)
    {
        if (which is var (file, replica))
        {
            Count("replicas made to rot");
            file.HasRot = true;
            var disk = _world.Disk(replica.Host.Name);
            disk.Rot(replica.Path, _random.Next(disk.Peek(replica.Path).Length));
            _world.Note("rot", replica.Host.Name, replica);
        }
    }

    /// <summary>Does something to a process that is up, and ends it after a while.</summary>
    /// <param name="what">Is counted, in the plural.</param>
    /// <param name="name">The process.</param>
    /// <param name="begin">Does it.</param>
    /// <param name="end">Ends it.</param>
    /// <param name="most">Milliseconds until then.</param>
    public void Later(string what, string name, Action<string> begin, Action<string> end, int most)
    {
        if (_world[name].IsUp)
        {
            Count(what);
            begin(name);
            _world.After(_random.Next(100, most), () => end(name));
        }
    }

    /// <summary>A DataNode's process dies, and comes back.</summary>
    /// <param name="node">Its name.</param>
    /// <param name="most">Milliseconds until then.</param>
    public void Kill(string node, int most) => Later("DataNodes killed", node, _world.CrashProcess, _world.Restart, most);

    /// <summary>Something was done to the cluster.</summary>
    public void Count(string what) => _world.Report.Add("struck: " + what, 1);

    private string Any()
    {
        var names = _world.Processes.Select(static p => p.Name).ToList();
        return names[_random.Next(names.Count)];
    }

    // No more faults, and an operator who sees to it that everything runs.
    private void Calm()
    {
        _isCalm = true;
        _kind?.End(this);
        _world.SetNetworkFaults(0, 0, 0);
        _world.HealAll();
        foreach (var host in _cluster.DataNodes)
        {
            _world.Disk(host.Name).Capacity = _cluster.Settings.DiskBytes;
        }

        foreach (var process in _world.Processes.ToList())
        {
            _world.Disk(process.Name).DoNotCrash();
            _world.Disk(process.Name).Faults.Clear();
            _world.Resume(process.Name);
            if (process.Actor is DataNodeShell { HasGivenUp: true } or NameNodeShell { Core: null }
                || (process.IsUp && _truth.Misread.Contains(process.Name)))
            {
                _world.CrashProcess(process.Name);
            }

            _world.Restart(process.Name);
        }

        _truth.Misread.Clear();
    }

    /// <summary>Waits until all is in order.</summary>
    public void Converge()
    {
        var waited = 0;
        string? wrong;
        while ((wrong = FindWrong()) is not null)
        {
            _world.Check(waited < LongestConvergence, $"{waited / 1000} s after the faults have stopped: {wrong}");
            _world.RunFor(1_000);
            waited += 1_000;
        }
    }

    private string? FindWrong()
    {
        foreach (var node in _world.Processes)
        {
            var ended = node.Actor as DataNodeShell;
            _world.Check(ended is not { HasGivenUp: true }, $"{node.Name} has ended though nothing is wrong: {ended?.Reason}");
        }

        if (_world[HdfsCluster.NameNode].Actor is not NameNodeShell { Core: { } core })
        {
            return "the NameNode is not up";
        }

        if (core.InSafeMode)
        {
            return "safe mode is on";
        }

        Lost.TakeBack();
        return _order.FindWrong(new CoreQuery(core, _world[HdfsCluster.NameNode].Now));
    }

    private void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw _world.Failure(what, null);
        }
    }
}
