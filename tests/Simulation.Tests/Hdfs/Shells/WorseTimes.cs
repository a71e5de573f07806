using System.Net;
using Hathi.Base;
using Hathi.Hdfs.Core.Options;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>What becomes worse.</summary>
[Flags]
internal enum Worse
{
    None = 0,

    /// <summary>Machines lose power, and with it what was not synced.</summary>
    Power = 1,

    /// <summary>Disks are replaced by empty ones.</summary>
    Disks = 2,

    /// <summary>DataNodes are decommissioned, and come back or not.</summary>
    Membership = 4,

    /// <summary>Wall clocks jump by hours.</summary>
    Clocks = 8,

    All = Power | Disks | Membership | Clocks,
}

/// <summary>
/// All that fails in other worlds, the NameNode's disk, a volume, changes of a disk, storms, silences for which a DataNode is given up; and
/// power, disks, membership and clocks, any of these in a seed. Replicas that a disk takes away are told to the books before it happens; of
/// other faults files bear any number. Two clients more work on names that they share.
/// </summary>
internal sealed class WorseTimes : ShellKind
{
    public const string Name = "an HDFS cluster in worse times";
    private const int OperationsASeed = 200;
    private const int NameClients = 2;
    private const int MeanFaultInterval = 200;
    private const int LongestJumpSeconds = 6 * 3_600;

    /// <summary>Two ends of it are less apart than answers are kept for who asks again (a day).</summary>
    private const long MostOffset = 10 * 3_600_000L;

    /// <summary>No node that is down comes back later than that; it has been given up by then.</summary>
    private const int LongestAbsence = 20_000;

    /// <summary>A DataNode is given up after half of it.</summary>
    private const int LongestSilence = 26_000;

    private readonly List<Worse> _kinds = [];
    private readonly LostDisks _disks = new(LongestAbsence);
    private bool _cutsBehindSync;
    private bool _over;

    public override bool TakesReplicas => true;

    public override HdfsSettings Settings(SeededRandom random)
    {
        var worse = (Worse)random.Next(1, (int)Worse.All + 1);
        _kinds.AddRange(((Worse[])[Worse.Power, Worse.Disks, Worse.Membership, Worse.Clocks]).Where(k => worse.HasFlag(k)));
        var drawn = HdfsSettings.Draw(random, OperationsASeed);
        return drawn with
        {
            PowerFails = worse.HasFlag(Worse.Power),
            VolumesFail = true,
            DataNodes = worse.HasFlag(Worse.Membership) ? Math.Max(4, drawn.DataNodes) : drawn.DataNodes,
            FaultInterval = MeanFaultInterval << random.Next(4),
            Replication = random.Next(3) == 0 ? (short)1 : drawn.Replication,
        };
    }

    public override void Begin(ShellScenario scenario)
    {
        scenario.World.PowerFails = machine => _disks.LosePower(scenario, machine);
        scenario.Cluster.Synced = path => CutBehindSync(scenario, path);
        scenario.Cluster.LeavesOut = (host, volume) => _disks.LeaveOut(scenario, host, volume);
        scenario.Shells.Name(IPAddress.Parse("10.9.2.1"), AdminShell.Administrator);
        scenario.World.Spawn(AdminShell.Administrator, p => new AdminShell(p, scenario.Cluster, scenario.Shells));
        for (var i = 1; i <= NameClients; i++)
        {
            scenario.Shells.Name(IPAddress.Parse($"10.9.3.{i}"), $"names-{i}");
            scenario.World.Spawn($"names-{i}", p => new NameShell(p, scenario.Cluster, scenario.Shells));
        }
    }

    public override void Strike(ShellScenario scenario)
    {
        var nodes = scenario.Cluster.DataNodes;
        var host = nodes[scenario.Random.Next(nodes.Count)];
        switch (scenario.Random.Next(14))
        {
            case < 5:
                scenario.StrikeOnce();
                break;
            case 5:
                StrikeNameNode(scenario);
                break;
            case 6:
                _disks.FailVolume(scenario, host);
                break;
            case 7:
                Storm(scenario);
                break;
            case 8:
                _disks.FailChanges(scenario, host);
                break;
            case 9:
                Silence(scenario, host);
                break;
            default:
                StrikeWorse(scenario, host);
                break;
        }
    }

    // A node may be on its way out, for good.
    public override void End(ShellScenario scenario)
    {
        _over = true;
        var cluster = scenario.Cluster;
        cluster.DataNodes.ForEach(d => scenario.World.Reach(d.Name));
        scenario.World.Disk(HdfsCluster.NameNode).Capacity = long.MaxValue / 2;
        cluster.DataNodes.ForEach(d => LostDisks.Revive(scenario, d));
        cluster.DataNodes.ForEach(d => _disks.Mend(scenario, d));
        if (!_kinds.Contains(Worse.Membership))
        {
            return;
        }

        cluster.Lists = NodeLists.Everyone;
        if (scenario.Random.Next(2) == 0)
        {
            cluster.Retire(cluster.DataNodes[scenario.Random.Next(cluster.DataNodes.Count)]);
            scenario.Count("decommissions");
        }
    }

    // Clocks of all DataNodes are set back, a node out of service is carried away, and the NameNode loses power.
    public override void InOrder(ShellScenario scenario)
    {
        var world = scenario.World;
        if (_kinds.Contains(Worse.Clocks))
        {
            scenario.Cluster.DataNodes.ForEach(d => Jump(scenario, d.Name, -LongestJumpSeconds * 500L));
            world.RunFor(LongestAbsence);
        }

        if (scenario.Cluster.Leaving is { } leaving)
        {
            world.RunFor(LongestAbsence);
            for (var volume = 0; volume < leaving.Volumes; volume++)
            {
                scenario.Lost.LeaveOut(leaving, volume); // A block behind a lost one may lie there only.
            }

            world.CrashMachine(leaving.Name);
            LostDisks.Wipe(scenario, leaving);
            scenario.Cluster.HasLeft = true;
            scenario.Count("nodes carried away");
        }

        world.CrashMachine(HdfsCluster.NameNode);
        world.Restart(HdfsCluster.NameNode);
    }

    private void StrikeWorse(ShellScenario scenario, DataNodeHost host)
    {
        switch (_kinds[scenario.Random.Next(_kinds.Count)])
        {
            case Worse.Power:
                CutPower(scenario, host);
                break;
            case Worse.Disks:
                _disks.Replace(scenario, host);
                break;
            case Worse.Membership:
                Exclude(scenario, host);
                break;
            default:
                JumpClock(scenario);
                break;
        }
    }

    // An operator mends its disk and starts it again.
    private static void StrikeNameNode(ShellScenario scenario)
    {
        var (world, random) = (scenario.World, scenario.Random);
        var disk = world.Disk(HdfsCluster.NameNode);
        switch (random.Next(4))
        {
            case 0:
                disk.Faults.Sync = 0.5;
                break;
            case 1:
                disk.Faults.Write = 0.3;
                break;
            case 2:
                disk.Capacity = disk.Used + random.Next(2_000);
                break;
            default:
                disk.CrashAfterCalls(random.Next(12), losesPower: random.Next(2) == 0);
                break;
        }

        scenario.Count("disks of NameNodes");
        world.After(random.Next(100, 4_000), () =>
        {
            disk.Faults.Clear();
            disk.DoNotCrash();
            disk.Capacity = long.MaxValue / 2;
            if (world[HdfsCluster.NameNode].Actor is NameNodeShell { Core: null })
            {
                world.CrashProcess(HdfsCluster.NameNode);
            }

            world.Restart(HdfsCluster.NameNode);
        });
    }

    // It lives and is given up, mostly; whoever writes there or reads turns to others.
    private static void Silence(ShellScenario scenario, DataNodeHost host)
    {
        var world = scenario.World;
        if (scenario.Random.Next(2) == 0)
        {
            scenario.Later("DataNodes held for long", host.Name, world.Pause, world.Resume, LongestSilence);
        }
        else
        {
            scenario.Later("DataNodes cut off for long", host.Name, world.DoNotReach, world.Reach, LongestSilence);
        }
    }

    private void Storm(ShellScenario scenario)
    {
        scenario.World.SetNetworkFaults(0.05, 0.05, 0.1);
        scenario.Count("storms");
        scenario.World.After(scenario.Random.Next(200, 2_000), () =>
        {
            if (!_over)
            {
                scenario.World.SetNetworkFaults(ShellScenario.Loss, ShellScenario.Duplication, ShellScenario.Reordering);
            }
        });
    }

    // Of one machine mostly, sometimes of a rack or of the house, or of a pipeline right behind an hsync.
    private void CutPower(ShellScenario scenario, DataNodeHost host)
    {
        var nodes = scenario.Cluster.DataNodes;
        switch (scenario.Random.Next(8))
        {
            case 0:
                TurnOff(scenario, HdfsCluster.NameNode);
                break;
            case 1:
                nodes.FindAll(d => d.Rack == host.Rack).ForEach(d => TurnOff(scenario, d.Name));
                break;
            case 2:
                nodes.ForEach(d => TurnOff(scenario, d.Name));
                TurnOff(scenario, HdfsCluster.NameNode);
                break;
            case 3 or 4:
                scenario.World.Disk(host.Name).CrashAfterCalls(scenario.Random.Next(60), losesPower: true);
                scenario.World.After(scenario.Random.Next(500, 8_000), () => scenario.World.Restart(host.Name));
                break;
            case 5:
                _cutsBehindSync = true;
                break;
            default:
                TurnOff(scenario, host.Name);
                break;
        }
    }

    private void CutBehindSync(ShellScenario scenario, string path)
    {
        if (!_cutsBehindSync || _over)
        {
            return;
        }

        var file = scenario.Cluster.Ledger.Tree.Files.FirstOrDefault(f => f.Path == path);
        var (isClosed, last) = (file is { Holder: null }, file?.Blocks.LastOrDefault().Id);
        var holders = scenario.Truth.All().Where(r => r.BlockId == last && r.IsFinal == isClosed).ToList();
        if (holders.Count > 0)
        {
            _cutsBehindSync = false;
            scenario.Count(isClosed ? "pipelines turned off behind a close" : "pipelines turned off behind an hsync");
            scenario.World.After(0, () => holders.ForEach(r => TakeAll(r.Host.Name)));
        }

        void TakeAll(string machine)
        {
            scenario.World.Disk(machine).KeepsNothing = true;
            TurnOff(scenario, machine);
        }
    }

    // Mostly back before it is missed.
    private static void TurnOff(ShellScenario scenario, string name) => scenario.Later(
        "machines turned off", name, scenario.World.CrashMachine, scenario.World.Restart,
        scenario.Random.Next(3) == 0 ? LongestAbsence : 4_000);

    private void Exclude(ShellScenario scenario, DataNodeHost host)
    {
        var cluster = scenario.Cluster;
        if (cluster.Lists.Exclude.Count == 0)
        {
            cluster.Lists = new NodeLists([], [host.Address]);
            scenario.Count("decommissions");
            scenario.World.Note("decommission", host.Name, null);
            scenario.World.After(
                scenario.Random.Next(2_000, 15_000), () => cluster.Lists = _over ? cluster.Lists : NodeLists.Everyone);
        }
    }

    private static void JumpClock(ShellScenario scenario)
    {
        var names = scenario.World.Processes.Select(static p => p.Name).ToList();
        var name = names[scenario.Random.Next(names.Count)];
        Jump(scenario, name, scenario.Random.Next(-LongestJumpSeconds, LongestJumpSeconds) * 1_000L);
    }

    private static void Jump(ShellScenario scenario, string name, long jump)
    {
        if (Math.Abs(scenario.World[name].WallOffsetMilliseconds + jump) < MostOffset)
        {
            scenario.World.JumpClock(name, jump);
        }
    }
}
