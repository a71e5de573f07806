using Hathi.Base;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Options;

namespace Hathi.Simulation.Tests.Yarn;

/// <summary>
/// What a seed makes of a cluster. Times are virtual milliseconds, far shorter than a real cluster's so that every time-out is met.
/// </summary>
internal sealed record YarnSettings
{
    public required int Applications { get; init; }

    public required int Nodes { get; init; }

    public required int Racks { get; init; }

    public required int Clients { get; init; }

    /// <summary>Mean time between faults.</summary>
    public required int FaultInterval { get; init; }

    /// <summary>Mean time that a container runs.</summary>
    public required int TaskTime { get; init; }

    public required RmOptions Rm { get; init; }

    /// <summary>Tasks do not fail either, and jobs have the cluster to themselves.</summary>
    public bool NothingFails { get; init; }

    /// <summary>The largest container that is asked for: so large that room for it must be kept.</summary>
    public long LargestTask { get; init; } = 6_144;

    /// <summary>Memory of every node.</summary>
    public long NodeMemory { get; init; } = 8_192;

    public int NodeCores { get; init; } = 8;

    /// <summary>The settings of a seed.</summary>
    public static YarnSettings Draw(SeededRandom random, int applications)
    {
        var nodes = random.Next(3, 7);
        return new YarnSettings
        {
            Applications = applications,
            Nodes = nodes,
            Racks = random.Next(4) == 0 ? 1 : random.Next(2, 4),
            Clients = random.Next(2, 4),
            FaultInterval = 500 << random.Next(4),
            TaskTime = 200 << random.Next(5),
            Rm = new RmOptions
            {
                CpuDecides = random.Next(2) == 0,
                MaxAttempts = random.Next(2, 5),
                MasterExpiry = 6_000,
                NodeExpiry = 5_000,
                AllocationExpiry = 8_000,
                RecoveryWait = 3_000,
                MaxPriority = 10,
                NodeLocalityDelay = random.Next(4) == 0 ? -1 : random.Next(40),
                RackLocalityAdditionalDelay = random.Next(3) == 0 ? random.Next(10) : -1,
                PreemptionEnabled = random.Next(2) == 0,
                PreemptionInterval = 1_000,
                PreemptionWait = 2_000,
                Queues = Written(Queues(random), random.Next(3) == 0),
            },
        };
    }

    // In some clusters capacities are weights: the same parts, which checkers know as percent.
    private static QueueSettings Written(QueueSettings queues, bool asWeights) =>
        asWeights ? queues with { Children = [.. queues.Children.Select(Weighted)] } : queues;

    private static QueueSettings Weighted(QueueSettings queue) =>
        queue with { Weight = queue.Capacity, Children = [.. queue.Children.Select(Weighted)] };

    // "b" has a maximum below the cluster, and still room for a master and the largest task.
    private static QueueSettings Queues(SeededRandom random)
    {
        if (random.Next(4) == 0)
        {
            return QueueSettings.Default with { Children = [Leaf(random, "default", 100, 100), Leaf(random, "empty", 0, 100)] };
        }

        return new QueueSettings
        {
            Name = "root",
            Children =
            [
                Leaf(random, "a", 50, 100),
                new QueueSettings
                {
                    Name = "p", Capacity = 50, MaximumCapacity = 80,
                    Children = [Leaf(random, "b", 60, random.Next(75, 101)), Leaf(random, "c", 40, 100)],
                },
            ],
        };
    }

    private static QueueSettings Leaf(SeededRandom random, string name, double capacity, double maximum) => new()
    {
        Name = name,
        Capacity = capacity,
        MaximumCapacity = maximum,
        Fair = random.Next(2) == 0,
        MaximumAmResourcePercent = 0.15,
        UserLimitFactor = random.Next(2) == 0 ? 1 : 0.5 + random.NextDouble(),
        MinimumUserLimitPercent = random.Next(2) == 0 ? 100 : random.Next(25, 101),
    };
}
