using Hathi.Yarn.Core.Applications;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>
/// The live containers of an attempt (getContainers). Answer: List of <see cref="ContainerReport"/>. Those that have ended are not kept.
/// </summary>
public sealed class GetContainersRequest : ClientRequest, IAsk<List<ContainerReport>>
{
    public required ApplicationAttemptId Attempt { get; init; }
}

/// <summary>One live container (getContainerReport). Answer: <see cref="ContainerReport"/>.</summary>
public sealed class GetContainerReportRequest : ClientRequest, IAsk<ContainerReport>
{
    public required ContainerId Container { get; init; }
}

internal static class GetContainers
{
    public static List<ContainerReport> Run(OperationContext context, GetContainersRequest request)
    {
        var app = Lookup.App(context, request.Attempt.Application);
        _ = Lookup.Attempt(context, request.Attempt);
        var reports = new List<ContainerReport>();
        for (var container = app.Scheduled?.FirstContainer; container is not null; container = container.NextOfApp)
        {
            if (container.Id.Attempt == request.Attempt)
            {
                reports.Add(Reports.Of(container));
            }
        }

        return reports;
    }

    public static ContainerReport Run(OperationContext context, GetContainerReportRequest request)
    {
        _ = Lookup.Attempt(context, request.Container.Attempt);
        return context.Scheduler.Containers.Find(request.Container) is { } container
            ? Reports.Of(container)
            : throw new RmFault(RmError.ContainerNotFound, $"Container with id '{request.Container}' doesn't exist in RM.");
    }
}
