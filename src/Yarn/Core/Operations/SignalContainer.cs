using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>Has a signal sent to a container with the next heartbeat of its node (signalToContainer). Answer: null.</summary>
public sealed class SignalContainerRequest : ClientRequest, IAsk<Done>
{
    public required ContainerId Container { get; init; }

    public required SignalCommand Command { get; init; }
}

internal static class SignalContainer
{
    public static void Run(OperationContext context, SignalContainerRequest request)
    {
        _ = Lookup.App(context, request.Container.Attempt.Application);
        if (context.Scheduler.Containers.Find(request.Container) is not { } container)
        {
            throw new RmFault(RmError.Yarn, $"Trying to signal an absent container {request.Container}");
        }

        context.Changing();
        container.Node.Signal(container.Id, request.Command);
    }
}
