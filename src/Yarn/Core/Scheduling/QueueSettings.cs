using Hathi.Yarn.Core.Model;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>A queue and what is below it, as configured (yarn.scheduler.capacity.PATH.*). Defaults are CapacityScheduler's.</summary>
public sealed record QueueSettings
{
    /// <summary>One queue, default, that has everything: Apache's capacity-scheduler.xml as it is delivered.</summary>
    public static readonly QueueSettings Default = new() { Name = "root", Children = [new QueueSettings { Name = "default" }] };

    /// <summary>Last part of the path; unique among leaves, so that clients may use it alone.</summary>
    public required string Name { get; init; }

    /// <summary>capacity, percent of the parent; those of a parent's children add up to 100.</summary>
    public double Capacity { get; init; } = 100;

    /// <summary>maximum-capacity, percent of the parent.</summary>
    public double MaximumCapacity { get; init; } = 100;

    /// <summary>state</summary>
    public QueueState State { get; init; } = QueueState.Running;

    /// <summary>minimum-user-limit-percent</summary>
    public int MinimumUserLimitPercent { get; init; } = 100;

    /// <summary>user-limit-factor; -1: a user may have the whole queue.</summary>
    public double UserLimitFactor { get; init; } = 1;

    /// <summary>maximum-applications: submitted and not finished.</summary>
    public int MaximumApplications { get; init; } = 10_000;

    /// <summary>maximum-am-resource-percent, 0 … 1: what masters may take.</summary>
    public double MaximumAmResourcePercent { get; init; } = 0.1;

    /// <summary>ordering-policy is fair: who has least goes first; otherwise who came first.</summary>
    public bool Fair { get; init; }

    /// <summary>disable_preemption: nothing is taken from it for others.</summary>
    public bool PreemptionDisabled { get; init; }

    /// <summary>default-application-priority</summary>
    public int DefaultPriority { get; init; }

    /// <summary>default-application-lifetime, seconds; -1: none.</summary>
    public long DefaultLifetimeSeconds { get; init; } = -1;

    /// <summary>maximum-application-lifetime, seconds; -1: none.</summary>
    public long MaximumLifetimeSeconds { get; init; } = -1;

    /// <summary>The queues below; none: applications go here.</summary>
    public IReadOnlyList<QueueSettings> Children { get; init; } = [];

    /// <summary>Says what is out of range.</summary>
    /// <exception cref="ArgumentException">With the path of the queue, the setting and its limits.</exception>
    public void Validate()
    {
        if (Name != "root" || Children.Count == 0)
        {
            throw new ArgumentException($"Queue {Name}: the top of the queues is root, and it has at least one queue below it.");
        }

        Validate(Name, new HashSet<string>(StringComparer.Ordinal));
    }

    private void Validate(string path, HashSet<string> leaves)
    {
        Check(Name.Length > 0 && !Name.Contains('.', StringComparison.Ordinal), path, "name", "is not empty and has no dot");
        Check(Capacity is >= 0 and <= 100, path, "capacity", "is 0 … 100 percent");
        Check(MaximumCapacity >= Capacity && MaximumCapacity <= 100, path, "maximum-capacity", "is at least the capacity and at most 100 percent");
        Check(MinimumUserLimitPercent is >= 1 and <= 100, path, "minimum-user-limit-percent", "is 1 … 100");
        Check(UserLimitFactor is -1 or > 0, path, "user-limit-factor", "is above 0, or -1");
        Check(MaximumApplications >= 1, path, "maximum-applications", "is at least 1");
        Check(MaximumAmResourcePercent is > 0 and <= 1, path, "maximum-am-resource-percent", "is above 0 and at most 1");
        if (Children.Count == 0)
        {
            Check(leaves.Add(Name), path, "name", "is that of another queue too, and queues that take applications have different ones");
            return;
        }

        var sum = 0.0;
        foreach (var child in Children)
        {
            child.Validate($"{path}.{child.Name}", leaves);
            sum += child.Capacity;
        }

        Check(Math.Abs(sum - 100) < 0.001, path, "capacity", $"of the queues below it adds up to 100 percent, not to {sum}");
    }

    private static void Check(bool good, string path, string setting, string range)
    {
        if (!good)
        {
            throw new ArgumentException($"Queue {path}: {setting} {range} (yarn.scheduler.capacity.{path}.{setting}).");
        }
    }
}
