using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;
using Hathi.Yarn.Core.Steps;

namespace Hathi.Yarn.Core.Applications;

/// <summary>Queues as clients are shown them.</summary>
internal static class QueueReports
{
    public static QueueReport Of(OperationContext context, SchedulerQueue queue, bool applications, bool children, bool recursive)
    {
        var leaf = queue as LeafQueue;
        var settings = queue.Settings;
        return new QueueReport
        {
            Name = queue.Name,
            Path = queue.Path,
            State = settings.State,
            IsLeaf = leaf is not null,
            Capacity = (float)(queue.Capacity * 100),
            MaximumCapacity = (float)(queue.MaximumCapacity * 100),
            Weight = (float)(settings.Weight ?? -1),
            NormalizedWeight = (float)queue.NormalizedWeight,
            ConfiguredMinimum = settings.Minimum,
            ConfiguredMaximum = settings.Maximum,
            AbsoluteCapacity = (float)(queue.AbsoluteCapacity * 100),
            AbsoluteMaximumCapacity = (float)(queue.AbsoluteMaximum * 100),
            UsedCapacity = Percent(queue.Used, queue.Guaranteed),
            AbsoluteUsedCapacity = Percent(queue.Used, context.Scheduler.Nodes.Total),
            Guaranteed = queue.Guaranteed,
            Maximum = queue.Maximum,
            Used = queue.Used - queue.Reserved,
            Reserved = queue.Reserved,
            Pending = queue.Pending.ToResource(),
            Available = Resource.Max(Resource.None, queue.Maximum - queue.Used),
            Containers = queue.Containers,
            PendingContainers = queue.PendingContainers,
            ReservedContainers = queue.ReservedContainers,
            MaximumApplications = settings.MaximumApplications,
            ActiveApplications = queue.ActiveApplications,
            PendingApplications = queue.PendingApplications,
            MinimumUserLimitPercent = settings.MinimumUserLimitPercent,
            UserLimitFactor = (float)settings.UserLimitFactor,
            MaximumAmResourcePercent = (float)settings.MaximumAmResourcePercent,
            MastersUsed = leaf?.MastersUsed ?? Resource.None,
            MastersLimit = leaf?.MastersLimit ?? Resource.None,
            UserMastersLimit = leaf?.UserMastersLimit() ?? Resource.None,
            OrderingPolicy = settings.Fair ? "fair" : "fifo",
            PreemptionDisabled = settings.PreemptionDisabled,
            AppsSubmitted = queue.AppsSubmitted,
            AppsCompleted = queue.AppsCompleted,
            AppsKilled = queue.AppsKilled,
            AppsFailed = queue.AppsFailed,
            Users = leaf is null ? [] : Users(leaf),
            Children = children && queue is ParentQueue parent ? Children(context, parent, applications, recursive) : [],
            Applications = applications ? Applications(context, queue) : [],
        };
    }

    private static List<QueueReport> Children(OperationContext context, ParentQueue parent, bool applications, bool recursive)
    {
        var reports = new List<QueueReport>(parent.Children.Count);
        foreach (var child in parent.Children)
        {
            reports.Add(Of(context, child, applications, recursive, recursive));
        }

        return reports;
    }

    private static List<UserReport> Users(LeafQueue leaf)
    {
        var reports = new List<UserReport>(leaf.Users.Count);
        foreach (var user in leaf.Users)
        {
            reports.Add(new UserReport(
                user.Name, user.Used, leaf.UserLimit(), user.MastersUsed, leaf.UserMastersLimit(), user.ActiveApplications,
                user.PendingApplications));
        }

        return reports;
    }

    private static List<ApplicationReport> Applications(OperationContext context, SchedulerQueue queue)
    {
        var reports = new List<ApplicationReport>();
        foreach (var app in context.State.Apps.Values)
        {
            if (app.Scheduled is { } scheduled
                && (scheduled.Leaf == queue || scheduled.Leaf.Path.StartsWith(queue.Path + ".", StringComparison.Ordinal)))
            {
                reports.Add(Reports.Of(context, app));
            }
        }

        return reports;
    }

    private static float Percent(Resource used, Resource of) => of.MemoryMiB <= 0 ? 0 : 100f * used.MemoryMiB / of.MemoryMiB;
}
