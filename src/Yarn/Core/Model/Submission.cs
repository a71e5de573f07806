namespace Hathi.Yarn.Core.Model;

/// <summary>
/// What an application is submitted with (ApplicationSubmissionContextProto), as far as decisions need it, and the rest as bytes.
/// </summary>
public sealed record Submission
{
    public required ApplicationId Id { get; init; }

    /// <summary>Who submits: short name.</summary>
    public required string User { get; init; }

    public string Name { get; init; } = "N/A";

    /// <summary>Full path (root.a.b) or the leaf's name.</summary>
    public string Queue { get; init; } = "default";

    /// <summary>applicationType: MAPREDUCE, SPARK, …; YARN when none was given.</summary>
    public string Type { get; init; } = "YARN";

    /// <summary>applicationTags, each once.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Higher goes first; negative: the client gave none, the queue's default holds.</summary>
    public int Priority { get; init; } = -1;

    /// <summary>What the master's container is granted for. One ask (resource name "*"), or several with hosts and racks.</summary>
    public required IReadOnlyList<ResourceAsk> MasterAsks { get; init; }

    /// <summary>maxAppAttempts; 0: the cluster's.</summary>
    public int MaxAttempts { get; init; }

    /// <summary>attempt_failures_validity_interval, milliseconds: failures older than this are not counted; -1: all are.</summary>
    public long FailuresValidityInterval { get; init; } = -1;

    /// <summary>keep_containers_across_application_attempts</summary>
    public bool KeepContainers { get; init; }

    /// <summary>unmanaged_am: the master runs elsewhere, no container is launched for it.</summary>
    public bool Unmanaged { get; init; }

    /// <summary>APP_TIMEOUT_LIFETIME, seconds from submission; -1: none.</summary>
    public long LifetimeSeconds { get; init; } = -1;

    /// <summary>node_label_expression; only "" is served.</summary>
    public string NodeLabel { get; init; } = "";

    /// <summary>
    /// The submission as it came (launch context and all): kept and handed back with <see cref="AmLaunch"/>, never looked into.
    /// </summary>
    public ReadOnlyMemory<byte> Payload { get; init; }
}
