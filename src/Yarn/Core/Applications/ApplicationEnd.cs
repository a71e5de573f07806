using Hathi.Yarn.Core.Edits;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Applications;

/// <summary>The ways in which an application ends.</summary>
internal static class ApplicationEnd
{
    /// <summary>Its master says so. It is over when the master's container has ended; an unmanaged one at once.</summary>
    public static void Unregister(OperationContext context, RmApp app, RmAttempt attempt, FinalStatus status, string diagnostics)
    {
        Attempts.End(context, app, attempt, AttemptState.Finished, status, diagnostics, ExitStatus.Success, counts: false);
        context.Commit(new ApplicationFinished(
            app.Id, ApplicationState.Finished, status, Diagnostics.Bounded(diagnostics), context.Now.WallMilliseconds));
        if (app.Submission.Unmanaged)
        {
            Close(context, app);
            return;
        }

        attempt.State = AttemptState.Finishing;
        app.State = ApplicationState.Finishing;
    }

    /// <summary>A client, or its time limit, ends it.</summary>
    public static void Kill(OperationContext context, RmApp app, string why)
    {
        if (app.Current is { IsOver: false } attempt)
        {
            Attempts.End(context, app, attempt, AttemptState.Killed, FinalStatus.Killed, why, ExitStatus.Invalid, counts: false);
        }

        context.Note($"{app.Id} ends: {why}");
        Finish(context, app, ApplicationState.Killed, FinalStatus.Killed, why);
    }

    /// <summary>It ends here: kept, and all it has given back.</summary>
    public static void Finish(OperationContext context, RmApp app, ApplicationState state, FinalStatus status, string why)
    {
        context.Commit(new ApplicationFinished(app.Id, state, status, Diagnostics.Bounded(why), context.Now.WallMilliseconds));
        Close(context, app);
    }

    /// <summary>The master of an application that said it was done has gone.</summary>
    public static void MasterGone(OperationContext context, RmApp app)
    {
        app.State = ApplicationState.Finished;
        app.Current!.State = AttemptState.Finished;
        Close(context, app);
    }

    private static void Close(OperationContext context, RmApp app)
    {
        if (app.Scheduled is { } scheduled)
        {
            Attempts.ReleaseContainers(context, app, keep: false);
            context.Scheduler.Applications.Remove(scheduled);
            app.Scheduled = null;
        }

        foreach (var attempt in app.Attempts)
        {
            Completions.Drop(context, attempt);
        }

        foreach (var id in app.RanOn)
        {
            if (context.State.Nodes.TryGetValue(id, out var node))
            {
                node.CleanupApplication(app.Id);
            }
        }

        app.RanOn.Clear();
        Forget(context);
    }

    // yarn.resourcemanager.max-completed-applications, and bytes.
    private static void Forget(OperationContext context)
    {
        while (Surplus(context) is { } app)
        {
            context.Commit(new ApplicationRemoved(app.Id));
        }
    }

    private static RmApp? Surplus(OperationContext context)
    {
        var ended = context.State.Ended;
        return ended.Count > context.Options.MaxCompletedApplications ? ended.Oldest()
            : ended.Bytes > context.Options.MaxCompletedBytes ? ended.OldestOfLargest()
            : null;
    }
}
