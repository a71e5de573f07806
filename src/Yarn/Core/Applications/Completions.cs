using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Applications;

/// <summary>
/// Containers that end, and who is told: the master once (again while it has not acknowledged), then the node, which forgets them.
/// </summary>
internal static class Completions
{
    /// <summary>A live container has ended, or is ended here: when it may be alive, its node is to end it.</summary>
    public static void Complete(OperationContext context, RmContainer container, int exitCode, string diagnostics, bool alive)
    {
        var app = container.App;
        var isKnown = !container.IsUntold; // whether its node has begun to run it or not
        context.Scheduler.Containers.Remove(container);
        if (alive)
        {
            container.Node.Cleanup(container.Id);
        }

        var attempt = app.Current;
        if (container.IsMaster)
        {
            if (!alive)
            {
                container.Node.Forget(container.Id);
            }

            if (attempt is not null && attempt.MasterContainerId == container.Id)
            {
                MasterEnded(context, app, attempt, container.Id, exitCode, diagnostics);
            }

            return;
        }

        if (!isKnown)
        {
            return; // Its master waits for another in its place.
        }

        Tell(
            context,
            app,
            new ContainerStatus(container.Id, ContainerState.Complete, exitCode, diagnostics, container.Resource),
            container.Node.Id);
    }

    /// <summary>
    /// Has the application's master told of an ended container, or its node forget it when nobody is there to be told. One that the master
    /// has not acknowledged is not told again for it.
    /// </summary>
    public static void Tell(OperationContext context, RmApp app, ContainerStatus status, NodeId node)
    {
        var attempt = app.Current;
        if (app.Scheduled is null || app.HasFinal || attempt is null || attempt.IsOver
            || (status.Id.Attempt != attempt.Id && !app.Submission.KeepContainers))
        {
            context.State.Forget(node, status.Id);
        }
        else
        {
            attempt.Ended.Add(status, node);
        }
    }

    /// <summary>The master has what it was told.</summary>
    public static void Acknowledge(OperationContext context, RmAttempt attempt) => Forget(context, attempt.Ended.TakeTold());

    /// <summary>
    /// The next attempt's master is told what the one before has not acknowledged, when it has its containers; otherwise nobody is. Source:
    /// RMAppAttemptImpl.transferStateFromAttempt.
    /// </summary>
    public static void HandOver(OperationContext context, RmApp app, RmAttempt before, RmAttempt next)
    {
        if (!app.Submission.KeepContainers)
        {
            Drop(context, before);
            return;
        }

        foreach (var (status, node) in before.Ended.TakeAll())
        {
            next.Ended.Add(status, node);
        }
    }

    /// <summary>Nobody will be told any more.</summary>
    public static void Drop(OperationContext context, RmAttempt attempt)
    {
        Forget(context, attempt.Ended.TakeAll());
        attempt.RecoveredToTell.Clear();
        attempt.LastAnswer = null;
    }

    /// <summary>
    /// Its master has not acknowledged the container's end: the node keeps it until then, since what is to be told is in memory only, and
    /// after this ResourceManager's end nobody else knows of it. Source: RMAppAttemptImpl.sendFinishedContainersToNM.
    /// </summary>
    public static bool WillBeTold(OperationContext context, ContainerId id) =>
        context.State.Apps.TryGetValue(id.Attempt.Application, out var app) && app.Current is { } attempt && attempt.Ended.Has(id);

    /// <summary>The master's container has ended.</summary>
    public static void MasterEnded(OperationContext context, RmApp app, RmAttempt attempt, ContainerId id, int exitCode, string diagnostics)
    {
        attempt.ExitStatus = exitCode;
        if (attempt.State == AttemptState.Finishing)
        {
            ApplicationEnd.MasterGone(context, app);
        }
        else if (attempt.MayRegister && !app.HasFinal)
        {
            var counts = exitCode is not (ExitStatus.Preempted or ExitStatus.Aborted or ExitStatus.DisksFailed
                or ExitStatus.KilledByResourceManager);
            var why = $"AM Container for {attempt.Id} exited with  exitCode: {exitCode}\nFailing this attempt.Diagnostics: {diagnostics}";
            Attempts.Fail(context, app, attempt, why, exitCode, counts);
        }
    }

    private static void Forget(OperationContext context, IReadOnlyList<(ContainerStatus Status, NodeId Node)> told)
    {
        foreach (var (status, node) in told)
        {
            context.State.Forget(node, status.Id);
        }
    }
}
