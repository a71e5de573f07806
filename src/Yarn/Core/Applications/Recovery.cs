using Hathi.Yarn.Core.Edits;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Applications;

/// <summary>What comes back after a restart: applications from the log, containers from the nodes that run them.</summary>
internal static class Recovery
{
    /// <summary>Everything was loaded: applications that had not ended go on.</summary>
    public static void Start(OperationContext context)
    {
        foreach (var app in context.State.AppsInOrder())
        {
            if (!app.HasFinal)
            {
                Resume(context, app);
            }
        }

        context.State.KnownBefore.UnionWith(context.State.KnownNodes);
        if (context.State.HasRecovered)
        {
            context.State.Awaited.UnionWith(context.State.KnownNodes);
            context.State.RecoversUntil = context.Now.MonotonicMilliseconds + context.Options.RecoveryWait;
            context.State.LostAt = context.Now.MonotonicMilliseconds + context.Options.NodeExpiry;
        }
        else
        {
            Forget(context, [.. context.State.KnownNodes]);
        }

        context.Scheduler.Nodes.Started(context.Now, context.State.Awaited.Count > 0);
    }

    /// <summary>
    /// A container that the scheduler does not know has ended: perhaps the master of an application that said it was done
    /// before the nodes came back.
    /// </summary>
    public static void MasterHasGone(OperationContext context, RmNode node, ContainerId id)
    {
        if (context.State.Apps.TryGetValue(id.Attempt.Application, out var app) && app.Current is { State: AttemptState.Finishing } attempt
            && attempt.MasterContainerId == id && attempt.MasterNode == node.Id)
        {
            ApplicationEnd.MasterGone(context, app);
        }
    }

    /// <summary>Nodes that have not come back for as long as a silent node is waited for are lost, and masters that were there.</summary>
    public static void Expire(OperationContext context)
    {
        if (context.State.Awaited.Count == 0 || context.Now.MonotonicMilliseconds < context.State.LostAt)
        {
            return;
        }

        NodeId[] lost = [.. context.State.Awaited];
        context.State.Awaited.Clear();
        Forget(context, lost);
        foreach (var node in lost)
        {
            FailMasters(context, node, $"{node} has not come back after the ResourceManager's restart");
        }
    }

    /// <summary>A container that a node runs and the scheduler does not know.</summary>
    public static void Running(OperationContext context, RmNode node, NodeContainerStatus status)
    {
        if (Owner(context, node, status.Id) is not { } app || !CanBe(status.Resource))
        {
            node.CleanupNamed(status.Id);
            return;
        }

        var attempt = app.Current!;
        var isMaster = attempt.MasterContainerId == status.Id;
        var container = context.Scheduler.Containers.Recover(app.Scheduled!, node, status, isMaster);
        app.RanOn.Add(node.Id);
        if (app.Scheduled!.ReleasedBeforeRecovery.Remove(status.Id))
        {
            Completions.Complete(context, container, ExitStatus.Aborted, "Container released by application", alive: true);
        }
        else if (attempt.State == AttemptState.Running && !isMaster && status.Id.Attempt != attempt.Id)
        {
            attempt.RecoveredToTell.Add(container.ToGranted());
        }
    }

    /// <summary>A container that ended while nobody listened.</summary>
    public static void Ended(OperationContext context, RmNode node, NodeContainerStatus status)
    {
        if (Owner(context, node, status.Id) is not { } app)
        {
            MasterHasGone(context, node, status.Id);
            node.ForgetNamed(status.Id);
            return;
        }

        app.RanOn.Add(node.Id);
        var attempt = app.Current!;
        if (attempt.MasterContainerId == status.Id)
        {
            node.Forget(status.Id);
            Completions.MasterEnded(context, app, attempt, status.Id, status.ExitCode, status.Diagnostics);
            return;
        }

        Completions.Tell(
            context,
            app,
            new ContainerStatus(status.Id, ContainerState.Complete, status.ExitCode, status.Diagnostics, status.Resource),
            node.Id);
    }

    /// <summary>A node is back without the master that was started there before the restart: it was lost, or never started.</summary>
    public static void MasterIsMissing(OperationContext context, RmNode node) =>
        FailMasters(
            context,
            node.Id,
            $"The application master's container was not there when {node.Id} came back after the ResourceManager's restart");

    private static void FailMasters(OperationContext context, NodeId node, string why)
    {
        List<RmApp>? failed = null;
        foreach (var app in context.State.Apps.Values)
        {
            if (!app.HasFinal && app.Current is { IsRecovered: true, MayRegister: true } attempt && attempt.MasterNode == node
                && attempt.MasterContainerId is { } id && context.Scheduler.Containers.Find(id) is null)
            {
                (failed ??= []).Add(app);
            }
        }

        failed?.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        foreach (var app in failed ?? [])
        {
            Completions.MasterEnded(context, app, app.Current!, app.Current!.MasterContainerId!.Value, ExitStatus.Aborted, why);
        }
    }

    /// <summary>What a master is told of containers that came back.</summary>
    public static IReadOnlyList<GrantedContainer> TakeRecovered(RmAttempt attempt)
    {
        if (attempt.RecoveredToTell.Count == 0)
        {
            return [];
        }

        GrantedContainer[] containers = [.. attempt.RecoveredToTell];
        attempt.RecoveredToTell.Clear();
        return containers;
    }

    private static void Forget(OperationContext context, NodeId[] nodes)
    {
        Array.Sort(nodes, static (a, b) => string.CompareOrdinal(a.ToString(), b.ToString()));
        foreach (var node in nodes)
        {
            context.Commit(new NodeForgotten(node));
        }
    }

    // No more than any machine has: it may be more than this one has now, or than its scheduler looks at.
    private static bool CanBe(Resource resource) =>
        resource is { MemoryMiB: >= 0, VirtualCores: >= 0 } && resource.FitsIn(RmNode.MostOfMachine);

    // Only what an earlier life granted, and this one has not ended, is taken back, and from nodes that were there: anybody may
    // register as one that was not.
    private static RmApp? Owner(OperationContext context, RmNode node, ContainerId id) =>
        context.State.KnownBefore.Contains(node.Id) && context.State.Apps.TryGetValue(id.Attempt.Application, out var app) && !app.HasFinal
        && app.Scheduled is { } scheduled && app.Current is { IsOver: false } attempt
        && id.Epoch < context.State.Epoch && !scheduled.EndedFromBefore.Contains(id)
        && (id.Attempt == attempt.Id || app.Submission.KeepContainers)
            ? app
            : null;

    private static void Resume(OperationContext context, RmApp app)
    {
        if (context.Scheduler.Queues.FindLeaf(app.QueuePath) is not { } leaf)
        {
            ApplicationEnd.Finish(
                context, app, ApplicationState.Killed, FinalStatus.Killed,
                $"Application killed on recovery as it was submitted to queue {app.QueuePath} which no longer exists after restart.");
            return;
        }

        context.Scheduler.Applications.Add(app, leaf);
        if (app.Current is { IsOver: false } attempt)
        {
            attempt.State = AttemptState.Launched;
            attempt.IsRecovered = true;
            context.State.HasRecovered = true;
            attempt.LastSeen = context.Now.MonotonicMilliseconds;
            attempt.NewsSeen = context.State.News.End;
            app.Scheduled!.AssumeActive();
        }
        else if (Attempts.MustEnd(context, app) is { } why)
        {
            ApplicationEnd.Finish(context, app, ApplicationState.Failed, FinalStatus.Failed, why);
        }
        else
        {
            Attempts.Begin(context, app);
        }
    }
}
