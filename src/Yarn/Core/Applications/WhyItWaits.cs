using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Applications;

/// <summary>In words, why an application that has not ended has no more containers than it has: looked up when somebody asks.</summary>
internal static class WhyItWaits
{
    public static string Of(OperationContext context, RmApp app)
    {
        if (app.Scheduled is not { } scheduled)
        {
            return "";
        }

        var who = app.State == ApplicationState.Accepted
            ? "The application's master waits"
            : $"The application waits for {scheduled.PendingContainers} containers";
        if (!scheduled.IsActive)
        {
            var leaf = scheduled.Leaf;
            if (leaf.Users.Count > 1
                && scheduled.User.MastersUsed.MemoryMiB + scheduled.Master.MemoryMiB > leaf.UserMastersLimit().MemoryMiB)
            {
                return $"{who}: masters of user {scheduled.User.Name} have {Text(scheduled.User.MastersUsed)} "
                    + $"of the {Text(leaf.UserMastersLimit())} that they may have in queue `{leaf.Name}`";
            }

            return $"{who}: masters of queue `{leaf.Name}` have {Text(leaf.MastersUsed)} of the {Text(leaf.MastersLimit)} that they may "
                + $"have (yarn.scheduler.capacity.{leaf.Path}.maximum-am-resource-percent = {leaf.Settings.MaximumAmResourcePercent}), "
                + $"and {leaf.ActiveApplications} applications run before it";
        }

        if (scheduled.PendingContainers == 0)
        {
            return app.State == ApplicationState.Accepted ? Launching(app) : "";
        }

        return $"{who}: {Cause(context, scheduled)}";
    }

    private static string Launching(RmApp app) => app.Current switch
    {
        { IsRecovered: true } attempt =>
            $"The ResourceManager was started again and waits for the master, which ran on {attempt.MasterNode}, to register again",
        { State: AttemptState.Allocated } attempt => $"The master's container is being started on {attempt.MasterNode}",
        { State: AttemptState.Launched } attempt => $"The master was started on {attempt.MasterNode} and has not registered yet",
        _ => "",
    };

    private static string Cause(OperationContext context, ScheduledApplication scheduled)
    {
        var scheduler = context.Scheduler;
        if (context.State.IsRecovering(context.Now))
        {
            return "the ResourceManager was started again, and grants nothing until the nodes have told what they run";
        }

        if (scheduler.Nodes.Count == 0)
        {
            return "no NodeManager has registered";
        }

        var wanted = scheduled.FirstPending()!.Capability;
        for (SchedulerQueue? queue = scheduled.Leaf; queue is not null; queue = queue.Parent)
        {
            if (queue.HasMaximum && !scheduler.Rules.Fits(queue.Used + wanted, queue.Maximum))
            {
                return $"queue `{queue.Name}` is at its limit of {Text(queue.Maximum)} ({Text(queue.Used)} are used and it asks for "
                    + $"{Text(wanted)})";
            }
        }

        if (scheduled.Leaf.IsAtLimit(scheduled.User, scheduled.Reservation?.Resource ?? Resource.None))
        {
            return $"user {scheduled.User.Name} is at the limit of {Text(scheduled.Leaf.UserLimit())} in queue `{scheduled.Leaf.Name}` "
                + "(minimum-user-limit-percent, user-limit-factor)";
        }

        if (!scheduler.Nodes.AreLargeEnoughFor(wanted))
        {
            return $"no node is large enough for a container of {Text(wanted)}; the largest has {Text(scheduler.Nodes.Largest)}";
        }

        if (scheduled.Reservation is { } reservation)
        {
            return $"{Text(wanted)} are kept for it on {reservation.Node.Id} until enough is free there";
        }

        return scheduled.Blacklist is { Count: > 0 } blacklist && scheduler.Nodes.HaveRoomFor(wanted)
            ? $"the nodes with room for {Text(wanted)} are among the {blacklist.Count} that it does not want (its blacklist)"
            : scheduler.Nodes.HaveRoomFor(wanted)
                ? "it waits for room on the nodes or racks that it asked for"
                : $"no node has {Text(wanted)} free now";
    }

    private static string Text(Resource resource) => resource.MemoryMiB % 1024 == 0
        ? $"{resource.MemoryMiB / 1024} GiB, {resource.VirtualCores} vcores"
        : $"{resource.MemoryMiB} MiB, {resource.VirtualCores} vcores";
}
