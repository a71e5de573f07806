namespace Hathi.Yarn.Core.Model;

/// <summary>A container that was granted, with what the shell needs for ContainerProto and its token.</summary>
public sealed record GrantedContainer
{
    public required ContainerId Id { get; init; }

    public required NodeId Node { get; init; }

    /// <summary>host:port of the NodeManager's web pages.</summary>
    public required string NodeHttpAddress { get; init; }

    public required Resource Resource { get; init; }

    public required int Priority { get; init; }

    public required long AllocationRequestId { get; init; }

    public required ExecutionType ExecutionType { get; init; }

    /// <summary>Container version, for updates; 0 when new.</summary>
    public int Version { get; init; }

    /// <summary>Who submitted the application.</summary>
    public required string User { get; init; }

    /// <summary>Granted at, wall milliseconds.</summary>
    public required long CreationTime { get; init; }

    /// <summary>It is the application master's.</summary>
    public required bool IsMaster { get; init; }
}
