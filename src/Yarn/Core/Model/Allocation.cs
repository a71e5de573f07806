namespace Hathi.Yarn.Core.Model;

/// <summary>Answer to an allocate call (AllocateResponseProto). The same object is given again when a master repeats its call.</summary>
public sealed record Allocation
{
    public required int ResponseId { get; init; }

    /// <summary>New containers, each told once (and again when the answer is).</summary>
    public required IReadOnlyList<GrantedContainer> Allocated { get; init; }

    public required IReadOnlyList<ContainerStatus> Completed { get; init; }

    /// <summary>What the application could still get (limit).</summary>
    public required Resource Headroom { get; init; }

    /// <summary>Nodes that became usable or unusable since the last answer.</summary>
    public required IReadOnlyList<NodeReport> UpdatedNodes { get; init; }

    /// <summary>num_cluster_nodes</summary>
    public required int ClusterNodes { get; init; }

    /// <summary>Null: nothing is to be given back.</summary>
    public PreemptionMessage? Preempt { get; init; }

    public required int ApplicationPriority { get; init; }

    /// <summary>Containers of earlier attempts that came back late (after a restart of the ResourceManager).</summary>
    public required IReadOnlyList<GrantedContainer> FromPreviousAttempts { get; init; }

    /// <summary>enhanced_headroom: containers that all applications of the cluster wait for.</summary>
    public long PendingContainers { get; init; }

    /// <summary>
    /// enhanced_headroom: cores of the nodes, used or not. Apache's leaves out those that are free where no memory is.
    /// </summary>
    public long ClusterCores { get; init; }
}

/// <summary>What the master is asked to give back (PreemptionMessageProto).</summary>
/// <param name="Strict">These go in any case.</param>
/// <param name="Negotiable">As much as <see cref="Resources"/>, from these or others of its choice.</param>
/// <param name="Resources">How much.</param>
public sealed record PreemptionMessage(
    IReadOnlyList<ContainerId> Strict, IReadOnlyList<ContainerId> Negotiable, IReadOnlyList<ResourceAsk> Resources);
