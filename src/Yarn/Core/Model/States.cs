namespace Hathi.Yarn.Core.Model;

/// <summary>
/// Where an application is. Numbers to 8 are YarnApplicationStateProto's; what comes after them only the web pages tell apart.
/// </summary>
public enum ApplicationState
{
    New = 1,
    NewSaving = 2,
    Submitted = 3,
    Accepted = 4,
    Running = 5,
    Finished = 6,
    Failed = 7,
    Killed = 8,

    /// <summary>Its master has said that it is done and still runs. Clients are told <see cref="Finished"/>.</summary>
    Finishing = 9,
}

/// <summary>Where an attempt is. Numbers are YarnApplicationAttemptStateProto's.</summary>
public enum AttemptState
{
    New = 1,
    Submitted = 2,
    Scheduled = 3,
    AllocatedSaving = 4,
    Allocated = 5,
    Launched = 6,
    Failed = 7,
    Running = 8,
    Finishing = 9,
    Finished = 10,
    Killed = 11,
}

/// <summary>What the master says became of the application. Numbers are FinalApplicationStatusProto's.</summary>
public enum FinalStatus
{
    Undefined = 0,
    Succeeded = 1,
    Failed = 2,
    Killed = 3,
    Ended = 4,
}

/// <summary>Where a container is, as NodeManagers tell. Numbers are ContainerStateProto's.</summary>
public enum ContainerState
{
    New = 1,
    Running = 2,
    Complete = 3,
}

/// <summary>Where a node is. Numbers are NodeStateProto's.</summary>
public enum NodeState
{
    New = 1,
    Running = 2,
    Unhealthy = 3,
    Decommissioned = 4,
    Lost = 5,
    Rebooted = 6,
    Decommissioning = 7,
    Shutdown = 8,
}

/// <summary>What a NodeManager is to do. Numbers are NodeActionProto's.</summary>
public enum NodeAction
{
    Normal = 0,
    Resync = 1,
    Shutdown = 2,
}

/// <summary>Numbers are ExecutionTypeProto's. Only <see cref="Guaranteed"/> is served.</summary>
public enum ExecutionType
{
    Guaranteed = 1,
    Opportunistic = 2,
}

/// <summary>Numbers are QueueStateProto's.</summary>
public enum QueueState
{
    Stopped = 1,
    Running = 2,
}

/// <summary>Numbers are SignalContainerCommandProto's.</summary>
public enum SignalCommand
{
    OutputThreadDump = 1,
    GracefulShutdown = 2,
    ForcefulShutdown = 3,
}
