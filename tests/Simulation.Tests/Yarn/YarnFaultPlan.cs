using Hathi.Base;
using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Yarn.NodeManager;

namespace Hathi.Simulation.Tests.Yarn;

/// <summary>What fails, and when: a fault now and then by chance, each for a while; <see cref="End"/> mends everything.</summary>
internal sealed class YarnFaultPlan(YarnCluster cluster)
{
    private readonly World _world = cluster.World;
    private readonly SeededRandom _random = cluster.World.Random.Fork();
    private bool _over;

    public void Begin()
    {
        CalmNetwork();
        Next();
        Watch();
    }

    /// <summary>No more faults, and an operator who sees to it that everything runs.</summary>
    public void End()
    {
        _over = true;
        _world.SetNetworkFaults(0, 0, 0);
        _world.HealAll();
        _world.Disk(YarnCluster.ResourceManager).DoNotCrash();
        if (cluster.Machines.Count > 3 && _random.Next(3) == 0)
        {
            var gone = cluster.Machines[_random.Next(cluster.Machines.Count)];
            gone.IsGone = true;
            gone.EndAll();
            if (_world[gone.Name].IsUp)
            {
                _world.CrashMachine(gone.Name);
            }

            _world.Report.Add("machines carried away", 1);
        }

        foreach (var process in _world.Processes.ToArray())
        {
            _world.Resume(process.Name);
            if (!YarnCluster.IsContainer(process.Name) && !cluster.Machines.Exists(m => m.Name == process.Name && m.IsGone))
            {
                _world.Restart(process.Name);
            }
        }

        foreach (var machine in cluster.Machines)
        {
            machine.IsHealthy = true;
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
            case < 12:
                StrikeResourceManager();
                break;
            case < 32:
                StrikeNode(cluster.Machines[_random.Next(cluster.Machines.Count)]);
                break;
            case < 44:
                KillMaster();
                break;
            case < 54:
                Pause();
                break;
            case < 80:
                Partition();
                break;
            case < 88:
                Storm();
                break;
            default:
                Sicken(cluster.Machines[_random.Next(cluster.Machines.Count)]);
                break;
        }
    }

    private void StrikeResourceManager()
    {
        if (!_world[YarnCluster.ResourceManager].IsUp)
        {
            return;
        }

        switch (_random.Next(3))
        {
            case 0:
                _world.CrashProcess(YarnCluster.ResourceManager);
                break;
            case 1:
                _world.CrashMachine(YarnCluster.ResourceManager);
                break;
            default:
                _world.Disk(YarnCluster.ResourceManager).CrashAfterCalls(_random.Next(12), _random.Next(2) == 0);
                break;
        }

        Mend(YarnCluster.ResourceManager, 4_000);
    }

    private void StrikeNode(Machine machine)
    {
        if (!_world[machine.Name].IsUp)
        {
            return;
        }

        var power = _random.Next(4) == 0;
        _world.CrashProcess(machine.Name);
        if (power || !machine.Recovers)
        {
            machine.EndAll();
        }

        _world.Report.Add(power ? "machines lost" : "NodeManagers crashed", 1);
        Mend(machine.Name, _random.Next(3) == 0 ? 12_000 : 3_000);
    }

    private void KillMaster()
    {
        var masters = cluster.Machines.SelectMany(
            static m => m.Containers.Where(static c => c is { IsRunning: true, Process: not null }).Select(c => (m, c))).ToList();
        if (masters.Count > 0)
        {
            var (machine, container) = masters[_random.Next(masters.Count)];
            machine.End(container, 137);
            _world.Report.Add(container.Granted.IsMaster ? "masters killed" : "workers killed", 1);
        }
    }

    private void Pause()
    {
        var name = Anybody();
        _world.Pause(name);
        _world.After(_random.Next(100, 9_000), () => _world.Resume(name));
    }

    private void Partition()
    {
        var name = Anybody();
        var longest = 9_000;
        if (_random.Next(4) == 0)
        {
            // With a cable pulled a master and its workers beside it go on, and their NodeManager hears nothing that could end them.
            var machine = cluster.Machines[_random.Next(cluster.Machines.Count)];
            _world.Isolate(
                [machine.Name, .. machine.Containers.Where(static c => c.IsRunning).Select(static c => c.Process).OfType<string>()]);
            _world.Report.Add("machines cut off", 1);
            longest = 25_000;
        }
        else if (_random.Next(3) == 0)
        {
            _world.Isolate(name);
        }
        else
        {
            _world.PartitionOneWay(_random.Next(2) == 0 ? YarnCluster.ResourceManager : name, Anybody());
        }

        _world.After(_random.Next(200, longest), _world.HealAll);
    }

    private void Storm()
    {
        _world.SetNetworkFaults(0.1, 0.1, 0.2);
        _world.After(_random.Next(500, 5_000), () =>
        {
            if (!_over)
            {
                CalmNetwork();
            }
        });
    }

    private void Sicken(Machine machine)
    {
        machine.IsHealthy = false;
        _world.After(_random.Next(500, 6_000), () => machine.IsHealthy = true);
    }

    // An operator: a ResourceManager that is down, whatever took it down, is started again.
    private void Watch() => _world.After(5_000, () =>
    {
        if (_over)
        {
            return;
        }

        _world.Restart(YarnCluster.ResourceManager);
        Watch();
    });

    private void Mend(string name, int within) => _world.After(_random.Next(100, within), () =>
    {
        if (!cluster.Machines.Exists(m => m.Name == name && m.IsGone))
        {
            _world.Restart(name);
        }
    });

    private void CalmNetwork() => _world.SetNetworkFaults(0.002, 0.005, 0.02);

    private string Anybody()
    {
        var alive = _world.Processes.Where(static p => p.IsUp).ToList();
        return alive[_random.Next(alive.Count)].Name;
    }
}
