using Hathi.Yarn.Core.Edits;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>Moves an application with its containers to another queue (moveApplicationAcrossQueues). Answer: null.</summary>
public sealed class MoveApplicationRequest : ClientRequest, IAsk<Done>
{
    public required ApplicationId Id { get; init; }

    /// <summary>Path or name of a leaf.</summary>
    public required string TargetQueue { get; init; }
}

internal static class MoveApplication
{
    public static void Run(OperationContext context, MoveApplicationRequest request)
    {
        if (!context.State.Apps.TryGetValue(request.Id, out var app))
        {
            throw new RmFault(RmError.ApplicationNotFound, $"Trying to move an absent application {request.Id}");
        }

        if (app.HasFinal)
        {
            throw new RmFault(RmError.Yarn, $"App in {app.State} state cannot be moved.");
        }

        if (context.Scheduler.Queues.FindLeaf(request.TargetQueue) is not { } target)
        {
            throw new RmFault(
                RmError.Yarn,
                $"Can't move to a queue that is not there: {request.TargetQueue}. The queues are: {context.Scheduler.Queues.LeafNames()}");
        }

        if (target == app.Scheduled!.Leaf)
        {
            return;
        }

        if (target.WhyNotAdmitted(app) is { } why)
        {
            throw new RmFault(RmError.Yarn, why);
        }

        if (!target.HasRoomFor(app.Scheduled.Used, app.Scheduled.Leaf))
        {
            throw new RmFault(
                RmError.Yarn,
                $"Moving application {request.Id} with {app.Scheduled.Used} to queue {target.Path} would go over the queue's limit of "
                + $"{target.Maximum}, of which {target.Used} are used");
        }

        context.Commit(new ApplicationUpdated(app.Id, target.Path, app.Priority, app.ExpiresAt));
        context.Scheduler.Applications.Move(app.Scheduled, target);
    }
}
