using Hathi.Base.Cores;
using Hathi.Simulation.Tests.Kit.Runtime;
using Hathi.Yarn.Core.Model;

namespace Hathi.Simulation.Tests.Yarn.ResourceManager;

/// <summary>A call of the ResourceManager on its way.</summary>
internal sealed record RmCall(long Number, RmInput Input) : CoreRequest<RmInput>(Number, Input)
{
    public override string ToString() => Input is Hathi.Yarn.Core.Operations.AllocateRequest call
        ? $"allocate {call.ResponseId}, asks {Messages.List(call.Asks, Describe)}, releases [{string.Join(", ", call.Releases)}]"
        : Input.GetType().Name;

    private static string Describe(ResourceAsk ask) => $"{ask.Priority} {ask.ResourceName} {ask.Containers} of {ask.Capability}";
}

/// <summary>An answer on its way.</summary>
internal sealed record RmAnswer(CoreFault? Fault, object? Result, long Index) : CoreAnswer(0, Fault, Result, Index)
{
    public override string ToString() => (Fault, Result) switch
    {
        (RmFault fault, _) => $"{fault.Error}: {fault.Message}",
        (_, Allocation allocation) =>
            $"allocation {allocation.ResponseId}, granted {Messages.List(allocation.Allocated, static c => $"{c.Id} on {c.Node.Host}")}, "
            + $"ended {Messages.List(allocation.Completed, static c => $"{c.Id} {c.ExitCode}")}",
        _ => Result?.GetType().Name ?? "done",
    };
}

/// <summary>What messages say of themselves.</summary>
internal static class Messages
{
    public static string List<T>(IEnumerable<T> all, Func<T, string> describe) => $"[{string.Join(", ", all.Select(describe))}]";
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
