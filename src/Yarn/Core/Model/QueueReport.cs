namespace Hathi.Yarn.Core.Model;

/// <summary>A queue as clients see it (QueueInfoProto) and the scheduler page of the REST service.</summary>
public sealed record QueueReport
{
    /// <summary>Last part of the path.</summary>
    public required string Name { get; init; }

    /// <summary>From root on: root.a.b.</summary>
    public required string Path { get; init; }

    public required QueueState State { get; init; }

    /// <summary>It has no queues below it and takes applications.</summary>
    public required bool IsLeaf { get; init; }

    /// <summary>Percent of the parent.</summary>
    public required float Capacity { get; init; }

    /// <summary>Percent of the parent.</summary>
    public required float MaximumCapacity { get; init; }

    /// <summary>Its weight among those beside it; -1: it has none.</summary>
    public required float Weight { get; init; }

    /// <summary>With a weight: 0 … 1 of the parent; 0 otherwise.</summary>
    public required float NormalizedWeight { get; init; }

    /// <summary>Its capacity where that is given as an amount; null: it is not.</summary>
    public required Resource? ConfiguredMinimum { get; init; }

    /// <summary>Its maximum where that is given as an amount; null: it is not.</summary>
    public required Resource? ConfiguredMaximum { get; init; }

    /// <summary>Percent of the cluster.</summary>
    public required float AbsoluteCapacity { get; init; }

    /// <summary>Percent of the cluster.</summary>
    public required float AbsoluteMaximumCapacity { get; init; }

    /// <summary>What it uses, percent of its own capacity.</summary>
    public required float UsedCapacity { get; init; }

    /// <summary>What it uses, percent of the cluster.</summary>
    public required float AbsoluteUsedCapacity { get; init; }

    /// <summary>Amount that its capacity is now.</summary>
    public required Resource Guaranteed { get; init; }

    /// <summary>Amount that its maximum is now.</summary>
    public required Resource Maximum { get; init; }

    public required Resource Used { get; init; }

    public required Resource Reserved { get; init; }

    public required Resource Pending { get; init; }

    /// <summary>What it could still get.</summary>
    public required Resource Available { get; init; }

    public required int Containers { get; init; }

    public required long PendingContainers { get; init; }

    public required int ReservedContainers { get; init; }

    public required int MaximumApplications { get; init; }

    /// <summary>Applications whose masters have or may have a container.</summary>
    public required int ActiveApplications { get; init; }

    /// <summary>Applications whose masters wait for room for masters.</summary>
    public required int PendingApplications { get; init; }

    public required int MinimumUserLimitPercent { get; init; }

    public required float UserLimitFactor { get; init; }

    /// <summary>0 … 1</summary>
    public required float MaximumAmResourcePercent { get; init; }

    /// <summary>What masters take; nothing in a queue of queues, as the limits.</summary>
    public required Resource MastersUsed { get; init; }

    /// <summary>What masters may take.</summary>
    public required Resource MastersLimit { get; init; }

    /// <summary>What the masters of one user may take.</summary>
    public required Resource UserMastersLimit { get; init; }

    /// <summary>"fifo" or "fair".</summary>
    public required string OrderingPolicy { get; init; }

    public required bool PreemptionDisabled { get; init; }

    public required long AppsSubmitted { get; init; }

    public required long AppsCompleted { get; init; }

    public required long AppsKilled { get; init; }

    public required long AppsFailed { get; init; }

    public required IReadOnlyList<UserReport> Users { get; init; }

    public required IReadOnlyList<QueueReport> Children { get; init; }

    public required IReadOnlyList<ApplicationReport> Applications { get; init; }
}

/// <summary>A user of a queue.</summary>
/// <param name="Name">Who.</param>
/// <param name="Used">What the user's applications have in the queue.</param>
/// <param name="Limit">What they may have.</param>
/// <param name="MastersUsed">What their masters take.</param>
/// <param name="MastersLimit">What their masters may take.</param>
/// <param name="Active">Applications that run.</param>
/// <param name="Pending">Applications that wait for room for masters.</param>
public sealed record UserReport(
    string Name, Resource Used, Resource Limit, Resource MastersUsed, Resource MastersLimit, int Active, int Pending);
