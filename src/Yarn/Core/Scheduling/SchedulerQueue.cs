using Hathi.Yarn.Core.Model;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>A queue: what it may have, has, and waits for, all that is below it counted in.</summary>
internal abstract class SchedulerQueue(QueueSettings settings, ParentQueue? parent)
{
    public QueueSettings Settings { get; set; } = settings;

    public ParentQueue? Parent { get; } = parent;

    public string Name => Settings.Name;

    public string Path { get; } = parent is null ? settings.Name : $"{parent.Path}.{settings.Name}";

    /// <summary>0 … 1 of the cluster.</summary>
    public double AbsoluteCapacity { get; private set; }

    public double AbsoluteMaximum { get; private set; }

    /// <summary>What its capacity is in this cluster.</summary>
    public Resource Guaranteed { get; private set; }

    /// <summary>What its maximum is in this cluster.</summary>
    public Resource Maximum { get; private set; }

    /// <summary>Its maximum is less than the cluster.</summary>
    public bool HasMaximum { get; private set; }

    /// <summary>By live containers and reservations.</summary>
    public Resource Used { get; set; }

    public Resource Reserved { get; set; }

    public Resource Pending { get; set; }

    public int Containers { get; set; }

    public int ReservedContainers { get; set; }

    /// <summary>Of applications that are active.</summary>
    public int PendingContainers { get; set; }

    public int ActiveApplications { get; set; }

    public int PendingApplications { get; set; }

    public long AppsSubmitted { get; set; }

    public long AppsCompleted { get; set; }

    public long AppsKilled { get; set; }

    public long AppsFailed { get; set; }

    /// <summary>The cluster or the settings are others.</summary>
    public virtual void Measure(Resource cluster, ResourceRules rules)
    {
        AbsoluteCapacity = (Parent?.AbsoluteCapacity ?? 1) * Settings.Capacity / 100;
        AbsoluteMaximum = (Parent?.AbsoluteMaximum ?? 1) * Settings.MaximumCapacity / 100;
        HasMaximum = AbsoluteMaximum < 1 - 1e-9;
        Guaranteed = ResourceRules.Part(cluster, AbsoluteCapacity);
        Maximum = ResourceRules.Part(cluster, AbsoluteMaximum);
    }

    /// <summary>What changes here changes in all queues above.</summary>
    public void AddUsed(Resource amount, int containers)
    {
        for (var queue = this; queue is not null; queue = queue.Parent)
        {
            queue.Used += amount;
            queue.Containers += containers;
        }
    }

    public void AddReserved(Resource amount, int containers)
    {
        for (var queue = this; queue is not null; queue = queue.Parent)
        {
            queue.Used += amount;
            queue.Reserved += amount;
            queue.ReservedContainers += containers;
        }
    }

    public void AddPending(Resource amount, int containers)
    {
        for (var queue = this; queue is not null; queue = queue.Parent)
        {
            queue.Pending += amount;
            queue.PendingContainers += containers;
        }
    }

    public void AddApplications(int active, int pending)
    {
        for (var queue = this; queue is not null; queue = queue.Parent)
        {
            queue.ActiveApplications += active;
            queue.PendingApplications += pending;
        }
    }
}

/// <summary>A queue of queues.</summary>
internal sealed class ParentQueue(QueueSettings settings, ParentQueue? parent) : SchedulerQueue(settings, parent)
{
    public List<SchedulerQueue> Children { get; } = [];

    /// <summary>Children in the order of the last offer: nearly right for the next.</summary>
    public List<SchedulerQueue> ByNeed { get; } = [];

    public override void Measure(Resource cluster, ResourceRules rules)
    {
        base.Measure(cluster, rules);
        foreach (var child in Children)
        {
            child.Measure(cluster, rules);
        }
    }

    /// <summary>Has those that use least of their capacity first.</summary>
    public List<SchedulerQueue> SortByNeed(ResourceRules rules)
    {
        for (var i = 1; i < ByNeed.Count; i++)
        {
            var queue = ByNeed[i];
            var at = i;
            while (at > 0 && Need(queue, rules) < Need(ByNeed[at - 1], rules))
            {
                ByNeed[at] = ByNeed[at - 1];
                at--;
            }

            ByNeed[at] = queue;
        }

        return ByNeed;
    }

    private static double Need(SchedulerQueue queue, ResourceRules rules) =>
        queue.Guaranteed.MemoryMiB > 0 ? rules.Share(queue.Used, queue.Guaranteed) : queue.Used.MemoryMiB == 0 ? 0 : double.MaxValue;
}
