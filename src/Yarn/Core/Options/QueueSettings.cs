using Hathi.Hadoop.Keys;
using Hathi.Yarn.Core.Model;

namespace Hathi.Yarn.Core.Options;

/// <summary>A queue and what is below it, as configured (yarn.scheduler.capacity.PATH.*). Defaults are CapacityScheduler's.</summary>
public sealed record QueueSettings
{
    /// <summary>One queue, default, that has everything: Apache's capacity-scheduler.xml as it is delivered.</summary>
    public static readonly QueueSettings Default = new() { Name = "root", Children = [new QueueSettings { Name = "default" }] };

    private const string AsAmount = "an amount";
    private const string AsWeight = "a weight";
    private const double MaximumWeight = 10_000;
    private const double Precision = 0.001;

    /// <summary>Last part of the path; unique among leaves, so that clients may use it alone.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// capacity, percent of the parent; those of a parent's children add up to 100. Of no meaning with <see cref="Weight"/> or
    /// <see cref="Minimum"/>.
    /// </summary>
    public double Capacity { get; init; } = 100;

    /// <summary>maximum-capacity, percent of the parent. Of no meaning with <see cref="Minimum"/>.</summary>
    public double MaximumCapacity { get; init; } = 100;

    /// <summary>
    /// capacity as a weight (<c>4w</c>): the part of the parent that this is of the weights of all its children; null:
    /// it is given otherwise.
    /// </summary>
    public double? Weight { get; init; }

    /// <summary>
    /// capacity as an amount (<c>[memory=8192,vcores=4]</c>); less where the cluster has not so much. Null: it is given otherwise.
    /// </summary>
    public Resource? Minimum { get; init; }

    /// <summary>
    /// maximum-capacity as an amount, with <see cref="Minimum"/> only; what is 0 in it, or all of it when null, is the parent's.
    /// </summary>
    public Resource? Maximum { get; init; }

    /// <summary>state</summary>
    public QueueState State { get; init; } = QueueState.Running;

    /// <summary>minimum-user-limit-percent</summary>
    public int MinimumUserLimitPercent { get; init; } = (int)QueueKeys.MinimumUserLimitPercent.Default;

    /// <summary>user-limit-factor; -1: a user may have the whole queue.</summary>
    public double UserLimitFactor { get; init; } = QueueKeys.UserLimitFactor.Default;

    /// <summary>maximum-applications: submitted and not finished.</summary>
    public int MaximumApplications { get; init; } = (int)QueueKeys.MaximumApplications.Default;

    /// <summary>maximum-am-resource-percent, 0 … 1: what masters may take.</summary>
    public double MaximumAmResourcePercent { get; init; } = QueueKeys.MaximumMasterShare.Default;

    /// <summary>ordering-policy is fair: who has least goes first; otherwise who came first.</summary>
    public bool Fair { get; init; }

    /// <summary>disable_preemption: nothing is taken from it for others.</summary>
    public bool PreemptionDisabled { get; init; } = QueueKeys.PreemptionDisabled.Default;

    /// <summary>default-application-priority</summary>
    public int DefaultPriority { get; init; } = QueueKeys.DefaultPriority.Default;

    /// <summary>default-application-lifetime, seconds; -1: none.</summary>
    public long DefaultLifetimeSeconds { get; init; } = QueueKeys.DefaultLifetimeSeconds.Default;

    /// <summary>maximum-application-lifetime, seconds; -1: none.</summary>
    public long MaximumLifetimeSeconds { get; init; } = QueueKeys.MaximumLifetimeSeconds.Default;

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
        CheckCapacity(path);
        Check(MinimumUserLimitPercent is >= 1 and <= 100, path, "minimum-user-limit-percent", "is 1 … 100");
        Check(UserLimitFactor is -1 or > 0, path, "user-limit-factor", "is above 0, or -1");
        Check(MaximumApplications >= 1, path, "maximum-applications", "is at least 1");
        Check(MaximumAmResourcePercent is > 0 and <= 1, path, "maximum-am-resource-percent", "is above 0 and at most 1");
        if (Children.Count == 0)
        {
            Check(leaves.Add(Name), path, "name", "is that of another queue too, and queues that take applications have different ones");
            return;
        }

        foreach (var child in Children)
        {
            child.Validate($"{path}.{child.Name}", leaves);
        }

        CheckChildren(path);
    }

    private void CheckCapacity(string path)
    {
        Check(Weight is null || Minimum is null, path, "capacity", "is a weight or an amount, not both");
        Check(Weight is null or (>= 0 and <= MaximumWeight), path, "capacity", $"as a weight is 0 … {MaximumWeight}");
        Check(
            Minimum is not { } least || (least.MemoryMiB >= 0 && least.VirtualCores >= 0), path, "capacity", "as an amount is not below 0");
        Check(
            Maximum is null || Minimum is not null,
            path,
            "maximum-capacity",
            "is an amount where the capacity is one, and percent otherwise");
        if (Minimum is { } minimum)
        {
            Check(
                Maximum is not { } most || (Reaches(most.MemoryMiB, minimum.MemoryMiB) && Reaches(most.VirtualCores, minimum.VirtualCores)),
                path,
                "maximum-capacity",
                $"is at least the capacity, {minimum}");
            return;
        }

        Check(Weight is not null || Capacity is >= 0 and <= 100, path, "capacity", "is 0 … 100 percent");
        Check(
            (Weight is not null || MaximumCapacity >= Capacity) && MaximumCapacity is >= 0 and <= 100,
            path,
            "maximum-capacity",
            "is at least the capacity and at most 100 percent");
    }

    private static bool Reaches(long most, long least) => most == 0 || most >= least;

    // Source of the rules: AbstractParentQueue.setChildQueues.
    private void CheckChildren(string path)
    {
        var first = Children[0];
        foreach (var child in Children)
        {
            Check(
                child.Kind == first.Kind,
                path,
                "capacity",
                $"of the queues below it is given in one way for all: {first.Name} has {first.Kind}, {child.Name} has {child.Kind}");
        }

        Check(
            Name == "root" || (Kind == AsAmount) == (first.Kind == AsAmount), path, "capacity",
            $"is {Kind}, and that of the queues below it {first.Kind}: an amount goes with amounts only");
        switch (first.Kind)
        {
            case AsAmount:
                var amounts = Resource.None;
                foreach (var child in Children)
                {
                    amounts += child.Minimum!.Value;
                }

                Check(
                    Minimum is not { } minimum || amounts.FitsIn(minimum),
                    path,
                    "capacity",
                    $"is {Minimum}, less than those of the queues below it together, {amounts}");
                break;
            case AsWeight:
                Check(
                    Sum(static child => child.Weight!.Value) > 0,
                    path,
                    "capacity",
                    "of the queues below it has at least one weight above 0");
                break;
            default:
                var percent = Sum(static child => child.Capacity);
                var mayBeNothing = Weight is not null || Capacity == 0;
                Check(
                    Math.Abs(percent - 100) < Precision || (mayBeNothing && percent < Precision), path, "capacity",
                    $"of the queues below it adds up to 100 percent, not to {percent}");
                break;
        }
    }

    private double Sum(Func<QueueSettings, double> part)
    {
        var sum = 0.0;
        foreach (var child in Children)
        {
            sum += part(child);
        }

        return sum;
    }

    private string Kind => Minimum is not null ? AsAmount : Weight is not null ? AsWeight : "percent";

    private static void Check(bool good, string path, string setting, string range)
    {
        if (!good)
        {
            throw new ArgumentException($"Queue {path}: {setting} {range} (yarn.scheduler.capacity.{path}.{setting}).");
        }
    }
}
