namespace Hathi.Yarn.Core.Model;

/// <summary>Answer to registerNodeManager.</summary>
/// <param name="Action">Normal, or shutdown: the node is not wanted.</param>
/// <param name="Diagnostics">Why; empty when normal.</param>
/// <param name="RmIdentifier">rm_identifier: this start of the ResourceManager.</param>
public sealed record NodeRegistered(NodeAction Action, string Diagnostics, long RmIdentifier);

/// <summary>Answer to nodeHeartbeat. The same object is given again when a heartbeat is repeated.</summary>
public sealed record HeartbeatAnswer
{
    public required int ResponseId { get; init; }

    public required NodeAction Action { get; init; }

    public required string Diagnostics { get; init; }

    /// <summary>End these.</summary>
    public required IReadOnlyList<ContainerId> ContainersToCleanup { get; init; }

    /// <summary>These have ended: their files go, their logs are aggregated.</summary>
    public required IReadOnlyList<ApplicationId> ApplicationsToCleanup { get; init; }

    /// <summary>Completed, and told to whom it concerns: no more to be reported.</summary>
    public required IReadOnlyList<ContainerId> ContainersToForget { get; init; }

    public required IReadOnlyList<(ContainerId Container, SignalCommand Command)> Signals { get; init; }

    /// <summary>Milliseconds to the next heartbeat.</summary>
    public required long NextHeartbeat { get; init; }

    /// <summary>Set when an administrator has changed the node's size.</summary>
    public Resource? Resource { get; init; }
}
