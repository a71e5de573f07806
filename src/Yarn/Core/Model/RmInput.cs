namespace Hathi.Yarn.Core.Model;

/// <summary>What can happen to a ResourceManager. Immutable once handed over.</summary>
public abstract class RmInput;

/// <summary>
/// A call of ApplicationClientProtocol or of the administration. One subclass an operation, in the operation's own file under Operations/.
/// </summary>
public abstract class ClientRequest : RmInput
{
    /// <summary>Short name of who calls.</summary>
    public required string User { get; init; }
}

/// <summary>A call of ApplicationMasterProtocol.</summary>
public abstract class MasterRequest : RmInput
{
    /// <summary>From the token that the connection was made with.</summary>
    public required ApplicationAttemptId Attempt { get; init; }
}

/// <summary>A call of ResourceTracker.</summary>
public abstract class NodeRequest : RmInput
{
    public required NodeId Node { get; init; }

    /// <summary>The address that the connection of this call came from; null where there is no connection: in a simulation.</summary>
    public string? CalledFrom { get; init; }
}

/// <summary>
/// Time has passed. The shell sends one every 20 ms while somebody waits for containers, at least one a second otherwise (see
/// <see cref="ResourceManager.ResourceManagerCore.WantsTicks"/>).
/// </summary>
public sealed class Tick : RmInput;
