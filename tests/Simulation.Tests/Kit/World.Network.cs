namespace Hathi.Simulation.Tests.Kit;

/// <summary>Who hears whom.</summary>
public sealed partial class World
{
    /// <summary>Cuts the network between two processes, both ways, for messages under way too.</summary>
    public void Partition(string a, string b)
    {
        Report.Add(Fault.Partition, 1);
        _network.Cut(a, b);
        _network.Cut(b, a);
        Trace.Add(_micros, "cut", a, b, null);
    }

    /// <summary>Cuts one direction only.</summary>
    public void PartitionOneWay(string from, string to)
    {
        Report.Add(Fault.Partition, 1);
        _network.Cut(from, to);
        Trace.Add(_micros, "cut 1-way", from, to, null);
    }

    /// <summary>Cuts a process off from all others.</summary>
    public void Isolate(string name) => Isolate([name]);

    /// <summary>Cuts processes, those of a machine, off from all others, but not from each other.</summary>
    public void Isolate(IReadOnlyCollection<string> names)
    {
        Report.Add(Fault.Partition, 1);
        foreach (var name in names)
        {
            Cut(name, names);
        }
    }

    private void Cut(string name, IReadOnlyCollection<string> together)
    {
        foreach (var other in _processes.Keys)
        {
            if (!together.Contains(other))
            {
                _network.Cut(name, other);
                _network.Cut(other, name);
            }
        }

        Note("isolate", name, null);
    }

    /// <summary>Joins what was cut between two.</summary>
    public void Heal(string a, string b)
    {
        _network.Join(a, b);
        _network.Join(b, a);
        Trace.Add(_micros, "heal", a, b, null);
    }

    /// <summary>Cuts a process off from all others until <see cref="Reach"/>, whatever is healed meanwhile.</summary>
    public void DoNotReach(string name)
    {
        Report.Add(Fault.Partition, 1);
        _network.Unreachable.Add(name);
        Note("unreachable", name, null);
    }

    /// <summary>The end of it.</summary>
    public void Reach(string name)
    {
        _network.Unreachable.Remove(name);
        Note("reachable", name, null);
    }

    /// <summary>Joins everything that was cut.</summary>
    public void HealAll()
    {
        _network.JoinAll();
        Note("heal all", "world", null);
    }

    /// <summary>Changes what the network does to messages from now on.</summary>
    public void SetNetworkFaults(double loss, double duplication, double reordering) =>
        (_network.Loss, _network.Duplication, _network.Reordering) = (loss, duplication, reordering);
}
