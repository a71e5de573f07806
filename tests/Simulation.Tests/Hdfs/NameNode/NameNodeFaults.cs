using Hathi.Base;
using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Hdfs.NameNode;

/// <summary>What fails, and when: a fault now and then by chance, each for a while; <see cref="End"/> mends everything.</summary>
internal sealed class NameNodeFaults(HdfsCluster cluster)
{
    private const long MostOffset = 100_000;

    /// <summary>Starts in a row that may be cut short.</summary>
    private const int MostCut = 3;
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
        StartNameNode();
        foreach (var process in _world.Processes)
        {
            _world.Resume(process.Name);
            _world.Restart(process.Name);
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
            case < 30:
                StrikeNameNode();
                break;
            case < 45:
                Later(Process(static n => n != HdfsCluster.NameNode), _world.CrashProcess, _world.Restart, 200, 4_000);
                break;
            case < 60:
                Later(Process(static _ => true), _world.Pause, _world.Resume, 100, _random.Next(4) == 0 ? 15_000 : 3_000);
                break;
            case < 80:
                Partition();
                break;
            case < 90:
                Storm();
                break;
            default:
                JumpClock(Process(static _ => true));
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

        _world.After(_random.Next(100, 4_000), StartNameNode);
    }

    private void Partition()
    {
        var client = Process(static n => n != HdfsCluster.NameNode);
        if (_random.Next(3) == 0)
        {
            _world.PartitionOneWay(client, HdfsCluster.NameNode);
        }
        else
        {
            _world.Partition(client, HdfsCluster.NameNode);
        }

        var milliseconds = _random.Next(6) == 0 ? _random.Next(15_000) : _random.Next(300, 5_000);
        _world.After(milliseconds, () => _world.Heal(client, HdfsCluster.NameNode));
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
        if (Math.Abs(_world[name].WallOffsetMilliseconds + jump) < MostOffset)
        {
            _world.JumpClock(name, jump);
        }
    }

    // What an operator does: the start itself may be cut short, but on a disk that does what it should it succeeds.
    private void StartNameNode()
    {
        var tries = 0;
        while (!StartOnce(tries++))
        {
            _world.Check(tries <= MostCut, $"the NameNode does not start, tried {tries} times");
        }
    }

    private bool StartOnce(int tries)
    {
        var process = _world[HdfsCluster.NameNode];
        var disk = _world.Disk(HdfsCluster.NameNode);
        disk.Faults.Clear();
        disk.DoNotCrash();
        disk.Capacity = long.MaxValue / 2;
        if (process.Actor is NameNodeActor { Core: not null })
        {
            return true;
        }

        if (process.IsUp)
        {
            _world.CrashProcess(HdfsCluster.NameNode);
        }

        if (!_over && tries < MostCut && _random.Next(4) == 0)
        {
            disk.CrashAfterCalls(_random.Next(40), _random.Next(2) == 0);
        }

        _world.Restart(HdfsCluster.NameNode);
        disk.DoNotCrash();
        return process.Actor is NameNodeActor { Core: not null };
    }

    private void Later(string name, Action<string> begin, Action<string> end, int least, int most)
    {
        if (_world[name].IsUp)
        {
            begin(name);
            _world.After(_random.Next(least, most), () => end(name));
        }
    }

    private string Process(Func<string, bool> filter)
    {
        var names = _world.Processes.Select(static p => p.Name).Where(filter).ToList();
        return names[_random.Next(names.Count)];
    }
}
