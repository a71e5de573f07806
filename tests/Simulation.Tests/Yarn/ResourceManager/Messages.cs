using Hathi.Simulation.Tests.Kit.Runtime;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.ResourceManager;

namespace Hathi.Simulation.Tests.Yarn.ResourceManager;

/// <summary>A call of the ResourceManager on its way.</summary>
/// <param name="Call">Its number, that of its answer.</param>
/// <param name="Input">It.</param>
internal sealed record RmCall(long Call, RmInput Input)
{
    public override string ToString() => Input is Hathi.Yarn.Core.Operations.AllocateRequest ask
        ? $"allocate {ask.ResponseId}, asks [{string.Join(", ", ask.Asks.Select(static a => $"{a.Priority} {a.ResourceName} {a.Containers} of {a.Capability}"))}], releases [{string.Join(", ", ask.Releases)}]"
        : Input.GetType().Name;
}

/// <summary>An answer on its way.</summary>
internal sealed record RmAnswer(long Call, RmError? Error, string? Message, object? Result, long Index)
    : CoreAnswer<RmError>(Call, Error, Message, Result, Index)
{
    public override string ToString() => Error is { } error
        ? $"{error}: {Message}"
        : Result is Allocation allocation
            ? $"allocation {allocation.ResponseId}, granted [{string.Join(", ", allocation.Allocated.Select(static c => $"{c.Id} on {c.Node.Host}"))}], ended [{string.Join(", ", allocation.Completed.Select(static c => $"{c.Id} {c.ExitCode}"))}]"
            : Result?.GetType().Name ?? "done";
}

/// <summary>A container is to be started: by its master, or by the ResourceManager when it is a master itself.</summary>
/// <param name="Id">Which.</param>
/// <param name="Resource">As its token says.</param>
/// <param name="RmIdentifier">The life of the ResourceManager that granted it, as its token says.</param>
/// <param name="Granted">All that its token says.</param>
/// <param name="By">The process that has it started, for what runs in it.</param>
internal sealed record StartContainer(ContainerId Id, Resource Resource, long RmIdentifier, GrantedContainer Granted, string By);

/// <summary>A container is to end, says its master.</summary>
internal sealed record StopContainer(ContainerId Id);

/// <summary>What came of it; where it was not refused, the ResourceManager will be told of its end.</summary>
internal sealed record ContainerStopped(ContainerId Id, string? Refused);

/// <summary>What came of it.</summary>
internal sealed record ContainerStarted(ContainerId Id, string? Refused);
