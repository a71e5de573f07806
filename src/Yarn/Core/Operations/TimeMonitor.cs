using Hathi.Yarn.Core.Applications;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Nodes;
using Hathi.Yarn.Core.State;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Operations;

/// <summary>What happens because time has passed.</summary>
internal static class TimeMonitor
{
    /// <summary>Liveness is looked at so often; a tick between serves the scheduler alone.</summary>
    private const long LookMilliseconds = 1_000;

    public static void Run(OperationContext context)
    {
        var now = context.Now.MonotonicMilliseconds;
        if (now - context.State.LastLook >= LookMilliseconds || context.State.LastLook == 0)
        {
            context.State.LastLook = now;
            NodeLife.Expire(context);
            Recovery.Expire(context);
            ExpireMasters(context);
            ExpireContainers(context);
            Preempt(context);
        }

        context.Scheduler.IsHeld = context.State.IsRecovering(context.Now);
        context.Scheduler.Tick(context.Now);
    }

    private static void ExpireMasters(OperationContext context)
    {
        List<RmApp>? late = null;
        foreach (var app in context.State.Apps.Values)
        {
            if (app.Scheduled is not null && (IsSilent(context, app) || IsTooOld(context, app)))
            {
                (late ??= []).Add(app);
            }
        }

        foreach (var app in late ?? [])
        {
            if (IsTooOld(context, app))
            {
                ApplicationEnd.Kill(context, app, "Application is killed by ResourceManager as it has exceeded the LIFETIME period.");
            }
            else if (app.Current!.State == AttemptState.Finishing)
            {
                ApplicationEnd.MasterGone(context, app);
            }
            else
            {
                Attempts.Fail(context, app, app.Current!, $"ApplicationMaster for attempt {app.Current!.Id} timed out: "
                    + $"it has not been heard for {context.Options.MasterExpiry / 1000} s", ExitStatus.Invalid, counts: true);
            }
        }
    }

    private static bool IsSilent(OperationContext context, RmApp app) =>
        app.Current is { State: AttemptState.Launched or AttemptState.Running or AttemptState.Finishing or AttemptState.Allocated } attempt
        && context.Now.MonotonicMilliseconds - attempt.LastSeen > context.Options.MasterExpiry;

    private static bool IsTooOld(OperationContext context, RmApp app) =>
        !app.HasFinal && app.ExpiresAt >= 0 && context.Now.WallMilliseconds >= app.ExpiresAt;

    private static void ExpireContainers(OperationContext context)
    {
        var expired = new List<RmContainer>();
        context.Scheduler.Containers.TakeExpired(context.Now, expired);
        foreach (var container in expired)
        {
            Completions.Complete(context, container, ExitStatus.Aborted, "Container expired since it was unused", alive: true);
        }
    }

    private static void Preempt(OperationContext context)
    {
        var due = new List<RmContainer>();
        context.Scheduler.Preemption.Run(context.Now, due);
        foreach (var container in due)
        {
            var app = container.App;
            app.PreemptedContainers++;
            app.Preempted += context.Scheduler.Containers.HadBy(container);
            Completions.Complete(
                context,
                container,
                ExitStatus.Preempted,
                $"Container preempted by scheduler: queue {app.QueuePath} is above its capacity and another one needs it",
                alive: true);
        }
    }
}
