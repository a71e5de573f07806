namespace Hathi.Yarn.Core.Model;

/// <summary>
/// What a NodeManager says about a container in a heartbeat, and what the application master is told of one that has ended
/// (ContainerStatusProto).
/// </summary>
/// <param name="Id">Which.</param>
/// <param name="State">Running or complete.</param>
/// <param name="ExitCode">When complete; <see cref="ExitStatus"/> or the process's.</param>
/// <param name="Diagnostics">Why it ended; may be empty.</param>
/// <param name="Capability">Its size; None when not told.</param>
public sealed record ContainerStatus(ContainerId Id, ContainerState State, int ExitCode, string Diagnostics, Resource Capability);

/// <summary>What a NodeManager says about a container when it registers (NMContainerStatusProto).</summary>
public sealed record NodeContainerStatus
{
    public required ContainerId Id { get; init; }

    public required ContainerState State { get; init; }

    public required Resource Resource { get; init; }

    public required int Priority { get; init; }

    public required string Diagnostics { get; init; }

    public required int ExitCode { get; init; }

    /// <summary>Wall milliseconds.</summary>
    public required long CreationTime { get; init; }

    public int Version { get; init; }

    public ExecutionType ExecutionType { get; init; } = ExecutionType.Guaranteed;

    public long AllocationRequestId { get; init; } = -1;
}
