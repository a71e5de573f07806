namespace Hathi.Yarn.Core.Model;

/// <summary>
/// How many containers of a kind are wanted at a place: the number outstanding, which replaces what was said before (ResourceRequestProto).
/// </summary>
/// <param name="Priority">Lower goes first, within the application.</param>
/// <param name="AllocationRequestId">-1 when the application does not tell requests apart by it.</param>
/// <param name="ResourceName">A host, a rack, or <see cref="Any"/>.</param>
/// <param name="Capability">Of each; rounded up by the scheduler.</param>
/// <param name="Containers">How many are outstanding.</param>
/// <param name="RelaxLocality">False on "*": only the hosts and racks named; false on a rack: only its hosts named.</param>
/// <param name="ExecutionType">Only guaranteed is served.</param>
/// <param name="NodeLabel">Only "" is served.</param>
public sealed record ResourceAsk(
    int Priority,
    long AllocationRequestId,
    string ResourceName,
    Resource Capability,
    int Containers,
    bool RelaxLocality,
    ExecutionType ExecutionType,
    string NodeLabel)
{
    /// <summary>The name of every place.</summary>
    public const string Any = "*";
}
