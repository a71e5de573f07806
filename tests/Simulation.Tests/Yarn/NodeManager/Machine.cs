using Hathi.MapReduce.Core;
using Hathi.Simulation.Tests.Jobs;
using Hathi.Yarn.Core.Model;

namespace Hathi.Simulation.Tests.Yarn.NodeManager;

/// <summary>A container as it really is.</summary>
internal sealed class SimContainer(GrantedContainer granted)
{
    public ContainerId Id => Granted.Id;

    public GrantedContainer Granted { get; } = granted;

    public bool IsRunning { get; set; } = true;

    public int ExitCode { get; set; } = ExitStatus.Invalid;

    /// <summary>The ResourceManager has answered a heartbeat that told of its end.</summary>
    public bool IsReported { get; set; }

    /// <summary>The process that it runs, a master or a worker; null: a task that just takes time.</summary>
    public string? Process { get; set; }
}

/// <summary>A machine: what runs on it, and what its NodeManager would find in its state store.</summary>
internal sealed class Machine(YarnCluster cluster, int number)
{
    private readonly SortedDictionary<long, SimContainer> _containers = [];
    private long _started;

    public string Name { get; } = $"nm-{number}";

    public NodeId Id { get; } = new($"host-{number}", number);

    public string Rack { get; } = $"/rack-{(number - 1) % cluster.Settings.Racks}";

    public Resource Capability { get; } = new(cluster.Settings.NodeMemory, cluster.Settings.NodeCores);

    /// <summary>Containers outlive their NodeManager (yarn.nodemanager.recovery.enabled).</summary>
    public bool Recovers { get; } = number % 2 == 0;

    public bool IsHealthy { get; set; } = true;

    /// <summary>It was carried away, and does not come back.</summary>
    public bool IsGone { get; set; }

    /// <summary>All that its NodeManager knows of, in the order in which they were started.</summary>
    public IReadOnlyCollection<SimContainer> Containers => _containers.Values;

    public SimContainer? Find(ContainerId id)
    {
        foreach (var container in _containers.Values)
        {
            if (container.Id == id)
            {
                return container;
            }
        }

        return null;
    }

    /// <summary>Outputs of maps that lie on its disk.</summary>
    public HashSet<(ApplicationId Application, AttemptRef Map)> MapOutputs { get; } = [];

    /// <summary>Whether its map outputs can be fetched.</summary>
    public bool ServesMapOutputs => !IsGone && cluster.World[Name].IsUp;

    /// <summary>
    /// What runs on it reaches its masters, and the shuffle service of no other machine: one machine of every third cluster, all the time.
    /// </summary>
    public bool FetchesNothing { get; } = cluster.World.Seed % 3 == 0
        && (int)(cluster.World.Seed / 3 % (ulong)cluster.Settings.Nodes) == number - 1;

    /// <summary>A container begins: a master or a worker in a process of its own, or a task that ends after some time.</summary>
    /// <param name="granted">As its token says.</param>
    /// <param name="by">The process that has it started.</param>
    public void Start(GrantedContainer granted, string by)
    {
        var world = cluster.World;
        var container = new SimContainer(granted);
        _containers.Add(++_started, container);
        world.Report.Add("containers started", 1);
        var mapReduce = cluster.Jobs[granted.Id.Attempt.Application] as MapReduceJob;
        if (granted.IsMaster)
        {
            container.Process = $"am-{cluster.NextId()}";
            world.Spawn(
                container.Process,
                p => mapReduce is null ? new Master.AmActor(p, cluster, this, granted) : new JobMasterActor(p, cluster, this, granted));
            return;
        }

        if (mapReduce is not null)
        {
            container.Process = $"worker-{cluster.NextId()}";
            world.Spawn(container.Process, p => new WorkerActor(p, cluster, this, granted, by));
            return;
        }

        if (granted.Priority == Master.Job.Endless)
        {
            return;
        }

        var time = world.Random.Next(1, 2 * cluster.Settings.TaskTime);
        var exitCode = world.Random.Next(12) == 0 ? 1 : 0;
        world.After(time, () => End(container, exitCode));
    }

    /// <summary>A container ends, by itself or not.</summary>
    public void End(SimContainer container, int exitCode)
    {
        if (!container.IsRunning)
        {
            return;
        }

        container.IsRunning = false;
        container.ExitCode = exitCode;
        if (container.Process is { } process && cluster.World[process].IsUp)
        {
            cluster.World.CrashProcess(process);
        }
    }

    /// <summary>Everything on it ends: with the power, or with a NodeManager that recovers nothing.</summary>
    public void EndAll()
    {
        foreach (var container in _containers.Values)
        {
            End(container, 137);
        }

        _containers.Clear();
    }

    /// <summary>The NodeManager need not know a container any more.</summary>
    public void Forget(ContainerId id)
    {
        foreach (var (number, container) in _containers)
        {
            if (container.Id == id && !container.IsRunning)
            {
                _containers.Remove(number);
                return;
            }
        }
    }

    /// <summary>The same for all of an application.</summary>
    public void Forget(ApplicationId id)
    {
        foreach (var container in _containers.Values.ToArray())
        {
            if (container.Id.Attempt.Application == id)
            {
                End(container, ExitStatus.KilledAfterApplicationCompletion);
                Forget(container.Id);
            }
        }
    }
}
