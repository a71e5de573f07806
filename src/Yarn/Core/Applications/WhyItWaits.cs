using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Applications;

/// <summary>In words, why an application that has not ended has no more containers than it has: looked up when somebody asks.</summary>
internal static class WhyItWaits
{
    public static string Of(OperationContext context, RmApp app)
    {
        if (app.Share is not { } share)
        {
            return "";
        }

        var who = app.State == ApplicationState.Accepted ? "The application's master waits" : $"The application waits for {share.PendingContainers} containers";
        if (!share.IsActive)
        {
            var leaf = share.Leaf;
            if (leaf.Users.Count > 1 && share.User.MastersUsed.MemoryMiB + share.Master.MemoryMiB > leaf.UserMastersLimit().MemoryMiB)
            {
                return $"{who}: masters of user {share.User.Name} have {Text(share.User.MastersUsed)} of the {Text(leaf.UserMastersLimit())} that they may have in queue `{leaf.Name}`";
            }

            return $"{who}: masters of queue `{leaf.Name}` have {Text(leaf.MastersUsed)} of the {Text(leaf.MastersLimit)} that they may have "
                + $"(yarn.scheduler.capacity.{leaf.Path}.maximum-am-resource-percent = {leaf.Settings.MaximumAmResourcePercent}), and {leaf.ActiveApplications} applications run before it";
        }

        if (share.PendingContainers == 0)
        {
            return app.State == ApplicationState.Accepted ? Launching(app) : "";
        }

        return $"{who}: {Cause(context, share)}";
    }

    private static string Launching(RmApp app) => app.Current switch
    {
        { IsRecovered: true } attempt => $"The ResourceManager was started again and waits for the master, which ran on {attempt.MasterNode}, to register again",
        { State: AttemptState.Allocated } attempt => $"The master's container is being started on {attempt.MasterNode}",
        { State: AttemptState.Launched } attempt => $"The master was started on {attempt.MasterNode} and has not registered yet",
        _ => "",
    };

    private static string Cause(OperationContext context, AppShare share)
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

        var wanted = share.FirstPending()!.Capability;
        for (SchedulerQueue? queue = share.Leaf; queue is not null; queue = queue.Parent)
        {
            if (queue.HasMaximum && !scheduler.Rules.Fits(queue.Used + wanted, queue.Maximum))
            {
                return $"queue `{queue.Name}` is at its limit of {Text(queue.Maximum)} ({Text(queue.Used)} are used and it asks for {Text(wanted)})";
            }
        }

        if (share.Leaf.IsAtLimit(share.User, share.Reservation?.Resource ?? Resource.None))
        {
            return $"user {share.User.Name} is at the limit of {Text(share.Leaf.UserLimit())} in queue `{share.Leaf.Name}` (minimum-user-limit-percent, user-limit-factor)";
        }

        if (!scheduler.Nodes.AreLargeEnoughFor(wanted))
        {
            return $"no node is large enough for a container of {Text(wanted)}; the largest has {Text(scheduler.Nodes.Largest)}";
        }

        if (share.Reservation is { } reservation)
        {
            return $"{Text(wanted)} are kept for it on {reservation.Node.Id} until enough is free there";
        }

        return share.Blacklist is { Count: > 0 } blacklist && scheduler.Nodes.HaveRoomFor(wanted)
            ? $"the nodes with room for {Text(wanted)} are among the {blacklist.Count} that it does not want (its blacklist)"
            : scheduler.Nodes.HaveRoomFor(wanted)
                ? "it waits for room on the nodes or racks that it asked for"
                : $"no node has {Text(wanted)} free now";
    }

    private static string Text(Resource resource) => resource.MemoryMiB % 1024 == 0
        ? $"{resource.MemoryMiB / 1024} GiB, {resource.VirtualCores} vcores"
        : $"{resource.MemoryMiB} MiB, {resource.VirtualCores} vcores";
}
