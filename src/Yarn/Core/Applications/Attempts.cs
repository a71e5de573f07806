using Hathi.Yarn.Core.Edits;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.State;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Applications;

/// <summary>The life of attempts.</summary>
internal static class Attempts
{
    /// <summary>The queue takes the application: its first attempt begins.</summary>
    public static void Admit(OperationContext context, RmApp app, LeafQueue leaf)
    {
        context.Scheduler.Applications.Add(app, leaf);
        Begin(context, app);
    }

    /// <summary>Another attempt: its master is waited for.</summary>
    public static void Begin(OperationContext context, RmApp app)
    {
        var before = app.Current;
        var attempt = new RmAttempt(new ApplicationAttemptId(app.Id, app.NextAttempt))
        {
            StartTime = context.Now.WallMilliseconds,
            LastSeen = context.Now.MonotonicMilliseconds,
            NewsSeen = context.State.News.End,
        };
        if (before is not null)
        {
            Completions.HandOver(context, app, before, attempt);
        }

        if (app.Add(attempt) is { } forgotten)
        {
            Completions.Drop(context, forgotten);
        }

        app.State = ApplicationState.Accepted;
        if (app.Submission.Unmanaged)
        {
            context.Commit(new AttemptStored(attempt.Id, 0, null, "", attempt.StartTime));
            attempt.State = AttemptState.Launched;
        }
        else
        {
            context.Scheduler.Demands.AskMaster(app.Scheduled!, context.Now);
        }
    }

    /// <summary>The scheduler has a container for the master.</summary>
    public static void OnMasterGranted(OperationContext context, RmContainer container)
    {
        var app = container.App;
        var attempt = app.Current!;
        context.Commit(new AttemptStored(attempt.Id, container.Id.Id, container.Node.Id, container.Node.HttpAddress, attempt.StartTime));
        attempt.State = AttemptState.Allocated;
        attempt.LastSeen = context.Now.MonotonicMilliseconds;
        app.LaunchTime = app.LaunchTime == 0 ? context.Now.WallMilliseconds : app.LaunchTime;
        app.RanOn.Add(container.Node.Id);
        container.State = LiveContainerState.Acquired;
        context.Launch(new AmLaunch(attempt.Id, container.ToGranted(), app.Submission));
    }

    /// <summary>
    /// An attempt has failed: the next begins, or, when as many as there may be have failed and count, the application ends.
    /// </summary>
    public static void Fail(OperationContext context, RmApp app, RmAttempt attempt, string why, int exitStatus, bool counts)
    {
        End(context, app, attempt, AttemptState.Failed, FinalStatus.Failed, why, exitStatus, counts);
        if (MustEnd(context, app) is { } what)
        {
            context.Note(what);
            ApplicationEnd.Finish(context, app, ApplicationState.Failed, FinalStatus.Failed, what);
            return;
        }

        context.Note($"{attempt.Id} failed ({Failures(context, app)} of {MaxAttempts(context.Options, app)} that count): {why}");
        ReleaseContainers(context, app, keep: app.Submission.KeepContainers);
        context.Scheduler.Demands.EndAttempt(app.Scheduled!);
        Begin(context, app);
    }

    /// <summary>What became of an attempt is kept.</summary>
    public static void End(
        OperationContext context,
        RmApp app,
        RmAttempt attempt,
        AttemptState state,
        FinalStatus status,
        string why,
        int exitStatus,
        bool counts)
    {
        if (!attempt.IsStored)
        {
            // It never had a container, and so was never stored.
            context.Commit(new AttemptStored(attempt.Id, 0, null, "", attempt.StartTime));
        }

        context.Commit(new AttemptFinished(
            attempt.Id, state, status, Diagnostics.Bounded(why), exitStatus, counts, attempt.TrackingUrl, context.Now.WallMilliseconds));
    }

    /// <summary>Ends an application's containers: all, or the master's alone.</summary>
    public static void ReleaseContainers(OperationContext context, RmApp app, bool keep)
    {
        var container = app.Scheduled?.FirstContainer;
        while (container is not null)
        {
            var next = container.NextOfApp;
            if (!keep || container.IsMaster || container.IsUntold)
            {
                context.Scheduler.Containers.Remove(container);
                container.Node.Cleanup(container.Id);
            }

            container = next;
        }
    }

    /// <summary>Why no attempt follows the last; null: one does.</summary>
    public static string? MustEnd(OperationContext context, RmApp app)
    {
        var most = MaxAttempts(context.Options, app);
        if (Failures(context, app) < most)
        {
            return null;
        }

        var why = app.Current!.Diagnostics;
        return app.Submission.Unmanaged
            ? $"Unmanaged application {app.Id} failed due to {why}. Failing the application."
            : $"Application {app.Id} failed {most} times{Window(app)} due to {why}. Failing the application.";
    }

    private static int MaxAttempts(RmOptions options, RmApp app) =>
        app.Submission.Unmanaged ? 1 : Math.Min(
            RmApp.MostAttempts,
            app.Submission.MaxAttempts <= 0 ? options.MaxAttempts : Math.Min(app.Submission.MaxAttempts, options.MaxAttempts));

    private static int Failures(OperationContext context, RmApp app)
    {
        var window = app.Submission.FailuresValidityInterval;
        var since = window > 0 ? context.Now.WallMilliseconds - window : long.MinValue;
        var failures = 0;
        foreach (var attempt in app.Attempts)
        {
            if (attempt.Counts && attempt.FinishTime >= since)
            {
                failures++;
            }
        }

        return failures;
    }

    private static string Window(RmApp app) => app.Submission.FailuresValidityInterval > 0
        ? $" in previous {app.Submission.FailuresValidityInterval} milliseconds (global limit; "
            + $"local limit is ={app.Submission.MaxAttempts})"
        : "";
}
