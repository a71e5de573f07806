using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Options;
using Hathi.Simulation.Tests.Hdfs.Checks;
using Hathi.Simulation.Tests.Hdfs.Client;
using Hathi.Simulation.Tests.Hdfs.NameNode;
using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Hdfs;

/// <summary>What fails, and when: a fault now and then by chance, each for a while; <see cref="End"/> mends everything.</summary>
internal sealed partial class FaultPlan(HdfsCluster cluster)
{
    private const long MaxClockOffset = 100_000;
    private readonly World _world = cluster.World;
    private readonly SeededRandom _random = cluster.World.Random.Fork();
    private bool _over;

    public void Begin()
    {
        CalmNetwork();
        Next();
    }

    /// <summary>No more faults, and an operator who sees to it that everything runs.</summary>
    public void End()
    {
        _over = true;
        _world.SetNetworkFaults(0, 0, 0);
        _world.HealAll();
        cluster.Lists = NodeLists.Everyone;
        if (_random.Next(3) == 0 && cluster.DataNodes.Count > 3)
        {
            cluster.Retire(Node());
            _world.Report.Add("decommissions", 1);
        }

        foreach (var process in _world.Processes)
        {
            Mend(process.Name);
            _world.Resume(process.Name);
        }
    }

    private void Next() => _world.After(_random.Next(1, 2 * cluster.Settings.FaultInterval), () =>
    {
        if (!_over)
        {
            Strike();
            Next();
        }
    });

    private void Strike()
    {
        switch (_random.Next(100))
        {
            case < 8:
                StrikeNameNode();
                break;
            case < 22:
                CrashDataNode(Node());
                break;
            case < 28:
                Later(Process(c => c.StartsWith("client", StringComparison.Ordinal)), _world.CrashProcess, _world.Restart, 200, 4_000);
                break;
            case < 40:
                Pause();
                break;
            case < 64:
                Partition();
                break;
            case < 70:
                Storm();
                break;
            case < 76:
                JumpClock(Process(static _ => true));
                break;
            case < 80:
                FillDisk(Node());
                break;
            case < 86:
                FailCalls(Node());
                break;
            case < 94:
                Damage();
                break;
            default:
                Decommission(Node());
                break;
        }
    }

    private void StrikeNameNode()
    {
        var disk = _world.Disk(HdfsCluster.NameNode);
        if (!_world[HdfsCluster.NameNode].IsUp)
        {
            return;
        }

        switch (_random.Next(6))
        {
            case 0:
                _world.CrashProcess(HdfsCluster.NameNode);
                break;
            case 1:
                _world.CrashMachine(HdfsCluster.NameNode);
                break;
            case 2:
                disk.Faults.Sync = 0.5;
                break;
            case 3:
                disk.Faults.Write = 0.3;
                break;
            case 4:
                disk.Capacity = disk.Used + _random.Next(2_000);
                break;
            default:
                disk.CrashAfterCalls(_random.Next(12), _random.Next(2) == 0);
                break;
        }

        _world.After(_random.Next(100, 4_000), () => StartNameNode(0));
    }

    private void CrashDataNode(DataNodeHost host)
    {
        switch (_random.Next(4))
        {
            case 0 when cluster.Settings.PowerFails:
                Down(host, _world.CrashMachine);
                break;
            case 1:
                _world.Disk(host.Name).CrashAfterCalls(_random.Next(30), cluster.Settings.PowerFails && _random.Next(2) == 0);
                Down(host, static _ => { });
                break;
            default:
                Down(host, _world.CrashProcess);
                break;
        }
    }

    // Mostly back before it is missed, sometimes long after.
    private void Down(DataNodeHost host, Action<string> how)
    {
        if (_world[host.Name].IsUp)
        {
            how(host.Name);
            _world.After(_random.Next(3) == 0 ? _random.Next(5_000, 30_000) : _random.Next(200, 4_000), () => StartDataNode(host));
        }
    }

    private void Pause() => Later(
        _random.Next(4) == 0 ? HdfsCluster.NameNode : Process(static _ => true), _world.Pause, _world.Resume, 100,
        _random.Next(4) == 0 ? 15_000 : 3_000);

    private void Partition()
    {
        var a = Process(static _ => true);
        var b = Process(n => n != a);
        var milliseconds = _random.Next(6) == 0 ? _random.Next(15_000) : _random.Next(300, 5_000);
        switch (_random.Next(4))
        {
            case 0:
                _world.PartitionOneWay(a, b);
                break;
            case 1:
                _world.Isolate(a);
                _world.After(milliseconds, () => Rejoin(a));
                return;
            default:
                _world.Partition(a, b);
                break;
        }

        _world.After(milliseconds, () => _world.Heal(a, b));
    }

    private void Rejoin(string name)
    {
        foreach (var other in _world.Processes)
        {
            _world.Heal(name, other.Name);
        }
    }

    private void Storm()
    {
        _world.SetNetworkFaults(0.05, 0.05, 0.1);
        _world.After(_random.Next(200, 2_000), CalmNetwork);
    }

    private void CalmNetwork()
    {
        if (!_over)
        {
            _world.SetNetworkFaults(0.0005, 0.002, 0.01);
        }
    }

    private void JumpClock(string name)
    {
        var jump = _random.Next(-50_000, 50_000);
        if (Math.Abs(_world[name].WallOffsetMilliseconds + jump) < MaxClockOffset)
        {
            _world.JumpClock(name, jump);
        }
    }

    private void FillDisk(DataNodeHost host)
    {
        var disk = _world.Disk(host.Name);
        disk.Capacity = disk.Used + _random.Next(500);
        _world.After(_random.Next(500, 6_000), () => disk.Capacity = cluster.Settings.DiskBytes);
    }

    // Where power fails nodes sync, and a sync that failed leaves nobody knowing what is on the medium: only reads fail there.
    private void FailCalls(DataNodeHost host)
    {
        var disk = _world.Disk(host.Name);
        (disk.Faults.Read, disk.Faults.Write) = cluster.Settings.PowerFails || _random.Next(2) == 0 ? (0.2, 0.0) : (0.0, 0.2);
        _world.After(_random.Next(200, 3_000), disk.Faults.Clear);
    }

    private void Decommission(DataNodeHost host)
    {
        if (cluster.Lists.Exclude.Count == 0 && cluster.DataNodes.Count > 3)
        {
            cluster.Lists = new NodeLists([], [host.Address]);
            _world.Report.Add("decommissions", 1);
            _world.After(_random.Next(2_000, 25_000), () => cluster.Lists = _over ? cluster.Lists : NodeLists.Everyone);
        }
    }

    private void Mend(string name)
    {
        var disk = _world.Disk(name);
        disk.Faults.Clear();
        disk.DoNotCrash();
        if (name == HdfsCluster.NameNode)
        {
            StartNameNode(0);
        }
        else if (cluster.DataNodes.Find(d => d.Name == name) is { } host)
        {
            StartDataNode(host);
            disk.Capacity = cluster.Settings.DiskBytes;
            if (_world[name].Actor is DataNode.DataNodeActor node && Enumerable.Range(0, host.Volumes).Any(node.Store.HasFailed))
            {
                _world.CrashProcess(name);
                StartDataNode(host);
            }
        }
    }

    // What an operator does; the start itself may fail or be cut short.
    private void StartNameNode(int tries)
    {
        var process = _world[HdfsCluster.NameNode];
        if (process.Actor is NameNodeActor { Core: not null })
        {
            var alive = _world.Disk(HdfsCluster.NameNode);
            alive.Faults.Clear();
            alive.Capacity = long.MaxValue / 2;
            alive.DoNotCrash();
            return;
        }

        if (process.IsUp)
        {
            _world.CrashProcess(HdfsCluster.NameNode);
        }

        var disk = _world.Disk(HdfsCluster.NameNode);
        disk.Faults.Clear();
        disk.DoNotCrash();
        disk.Capacity = long.MaxValue / 2;
        if (!_over && tries < 3 && _random.Next(4) == 0)
        {
            disk.CrashAfterCalls(_random.Next(40), _random.Next(2) == 0);
        }

        _world.Restart(HdfsCluster.NameNode);
        disk.DoNotCrash();
        if (process.Actor is not NameNodeActor { Core: not null })
        {
            StartNameNode(tries + 1);
        }
    }

    private void StartDataNode(DataNodeHost host)
    {
        var process = _world[host.Name];
        if (cluster.HasLeft && host == cluster.Leaving)
        {
            return;
        }

        if (process.Actor is DataNode.DataNodeActor { HasStarted: true })
        {
            _world.Disk(host.Name).DoNotCrash();
            return;
        }

        if (process.IsUp)
        {
            _world.CrashProcess(host.Name);
        }

        var disk = _world.Disk(host.Name);
        disk.DoNotCrash();
        disk.Faults.Clear();
        _world.Restart(host.Name);
    }

    private void Later(string name, Action<string> begin, Action<string> end, int least, int most)
    {
        if (_world[name].IsUp)
        {
            begin(name);
            _world.After(_random.Next(least, most), () => end(name));
        }
    }

    private DataNodeHost Node() => cluster.DataNodes[_random.Next(cluster.DataNodes.Count)];

    private string Process(Func<string, bool> filter)
    {
        var names = _world.Processes.Select(static p => p.Name).Where(n => n != "admin" && filter(n)).ToList();
        return names[_random.Next(names.Count)];
    }
}
