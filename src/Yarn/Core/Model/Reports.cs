namespace Hathi.Yarn.Core.Model;

/// <summary>An application as clients see it (ApplicationReportProto).</summary>
public sealed record ApplicationReport
{
    public required ApplicationId Id { get; init; }

    public required string User { get; init; }

    /// <summary>Full path of its queue.</summary>
    public required string QueuePath { get; init; }

    /// <summary>The leaf's name, which is what Apache's reports say.</summary>
    public required string Queue { get; init; }

    public required string Name { get; init; }

    public required string Type { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public required int Priority { get; init; }

    /// <summary>With <see cref="ApplicationState.Finishing"/>; <see cref="ClientState"/> is what the protocol knows.</summary>
    public required ApplicationState State { get; init; }

    /// <summary>What stock clients are told.</summary>
    public ApplicationState ClientState => State == ApplicationState.Finishing ? ApplicationState.Finished : State;

    public required FinalStatus FinalStatus { get; init; }

    /// <summary>Why it failed, or why it waits; may be empty.</summary>
    public required string Diagnostics { get; init; }

    /// <summary>Null before the first attempt.</summary>
    public required ApplicationAttemptId? CurrentAttempt { get; init; }

    /// <summary>State of the current attempt; New before the first.</summary>
    public required AttemptState AttemptState { get; init; }

    /// <summary>Where the master listens; "N/A" before it has registered.</summary>
    public required string Host { get; init; }

    /// <summary>-1 before the master has registered.</summary>
    public required int RpcPort { get; init; }

    /// <summary>As the master gave it; empty when it gave none. The shell puts its proxy's address before it.</summary>
    public required string OriginalTrackingUrl { get; init; }

    /// <summary>0 … 1.</summary>
    public required float Progress { get; init; }

    /// <summary>Wall milliseconds.</summary>
    public required long SubmitTime { get; init; }

    public required long StartTime { get; init; }

    /// <summary>When the first master was launched; 0 before.</summary>
    public required long LaunchTime { get; init; }

    /// <summary>0 while it goes on.</summary>
    public required long FinishTime { get; init; }

    public required bool Unmanaged { get; init; }

    /// <summary>Wall milliseconds at which it is ended; -1: no limit.</summary>
    public required long ExpiresAt { get; init; }

    public required ApplicationUsage Usage { get; init; }

    /// <summary>Host and web address of the master's container's node; empty when there is none.</summary>
    public required string MasterNode { get; init; }

    public required string MasterNodeHttpAddress { get; init; }

    public required ContainerId? MasterContainer { get; init; }
}

/// <summary>What an application has, waits for, and has had (ApplicationResourceUsageReportProto).</summary>
public sealed record ApplicationUsage
{
    public required int Containers { get; init; }

    public required int ReservedContainers { get; init; }

    public required Resource Used { get; init; }

    public required Resource Reserved { get; init; }

    /// <summary>Waited for.</summary>
    public required Resource Pending { get; init; }

    /// <summary>Containers waited for.</summary>
    public required long PendingContainers { get; init; }

    public required long MemorySeconds { get; init; }

    public required long VirtualCoreSeconds { get; init; }

    public required long PreemptedMemorySeconds { get; init; }

    public required long PreemptedVirtualCoreSeconds { get; init; }

    /// <summary>Containers taken from it for others.</summary>
    public required int PreemptedContainers { get; init; }

    /// <summary>Of its queue's capacity, percent.</summary>
    public required float QueuePercent { get; init; }

    /// <summary>Of the cluster, percent.</summary>
    public required float ClusterPercent { get; init; }
}

/// <summary>An attempt as clients see it (ApplicationAttemptReportProto).</summary>
public sealed record AttemptReport
{
    public required ApplicationAttemptId Id { get; init; }

    public required AttemptState State { get; init; }

    public required string Host { get; init; }

    public required int RpcPort { get; init; }

    public required string OriginalTrackingUrl { get; init; }

    public required string Diagnostics { get; init; }

    public required ContainerId? MasterContainer { get; init; }

    /// <summary>Null while the master has no container.</summary>
    public required NodeId? MasterNode { get; init; }

    public required string MasterNodeHttpAddress { get; init; }

    public required long StartTime { get; init; }

    public required long FinishTime { get; init; }

    public required string User { get; init; }
}

/// <summary>A container as clients see it (ContainerReportProto).</summary>
public sealed record ContainerReport
{
    public required ContainerId Id { get; init; }

    public required NodeId Node { get; init; }

    public required string NodeHttpAddress { get; init; }

    public required Resource Resource { get; init; }

    public required int Priority { get; init; }

    public required long CreationTime { get; init; }

    public required long FinishTime { get; init; }

    public required string Diagnostics { get; init; }

    public required int ExitCode { get; init; }

    public required ContainerState State { get; init; }

    public required string User { get; init; }
}

/// <summary>A node as clients see it (NodeReportProto).</summary>
public sealed record NodeReport
{
    public required NodeId Id { get; init; }

    public required string HttpAddress { get; init; }

    public required string Rack { get; init; }

    public required string Version { get; init; }

    public required NodeState State { get; init; }

    public required Resource Used { get; init; }

    public required Resource Capability { get; init; }

    public required int Containers { get; init; }

    public required string HealthReport { get; init; }

    /// <summary>Wall milliseconds.</summary>
    public required long LastHealthReportTime { get; init; }

    public required Utilization ContainersUtilization { get; init; }

    public required Utilization NodeUtilization { get; init; }

    /// <summary>Seconds until it is decommissioned; null when that is not under way.</summary>
    public int? DecommissioningTimeout { get; init; }
}
