using Hathi.Yarn.Core.Edits;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>
/// Changes an application's priority (updateApplicationPriority). Answer: int, the priority that it has now, at most the cluster's highest.
/// </summary>
public sealed class UpdateApplicationPriorityRequest : ClientRequest, IAsk<int>
{
    public required ApplicationId Id { get; init; }

    public required int Priority { get; init; }
}

internal static class UpdateApplicationPriority
{
    public static int Run(OperationContext context, UpdateApplicationPriorityRequest request)
    {
        if (!context.State.Apps.TryGetValue(request.Id, out var app))
        {
            throw new RmFault(RmError.ApplicationNotFound, $"Trying to update priority of an absent application {request.Id}");
        }

        if (app.HasFinal)
        {
            return app.Priority;
        }

        var priority = Math.Clamp(request.Priority, 0, context.Options.MaxPriority);
        if (priority != app.Priority)
        {
            context.Changing();
            context.Scheduler.Applications.BeforeOrderChanges(app.Scheduled!);
            context.Commit(new ApplicationUpdated(app.Id, app.QueuePath, priority, app.ExpiresAt));
            context.Scheduler.Applications.AfterOrderChanged(app.Scheduled!);
        }

        return priority;
    }
}
