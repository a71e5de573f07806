using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Options;

namespace Hathi.Yarn.Core.State;

/// <summary>A queue: what it may have, has, and waits for, all that is below it counted in.</summary>
internal abstract class SchedulerQueue(QueueSettings settings, ParentQueue? parent)
{
    public QueueSettings Settings { get; set; } = settings;

    public ParentQueue? Parent { get; } = parent;

    public string Name => Settings.Name;

    public string Path { get; } = parent is null ? settings.Name : $"{parent.Path}.{settings.Name}";

    /// <summary>0 … 1 of the parent; 0 with weights, which have <see cref="NormalizedWeight"/>.</summary>
    public double Capacity { get; private set; }

    /// <summary>0 … 1 of the parent.</summary>
    public double MaximumCapacity { get; private set; }

    /// <summary>With weights: 0 … 1 of the parent. 0 otherwise.</summary>
    public double NormalizedWeight { get; private set; }

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

    public ResourceSum Pending { get; set; }

    public int Containers { get; set; }

    public int ReservedContainers { get; set; }

    /// <summary>Of applications that are active; see <see cref="ScheduledApplication.PendingContainers"/>.</summary>
    public long PendingContainers { get; set; }

    public int ActiveApplications { get; set; }

    public int PendingApplications { get; set; }

    public long AppsSubmitted { get; set; }

    public long AppsCompleted { get; set; }

    public long AppsKilled { get; set; }

    public long AppsFailed { get; set; }

    /// <summary>The cluster or the settings are others.</summary>
    public virtual void Measure(Resource cluster, ResourceRules rules)
    {
        if (Settings.Minimum is { } minimum)
        {
            MeasureAmount(minimum, cluster, rules);
            return;
        }

        NormalizedWeight = Settings.Weight is { } weight ? weight / Parent!.SumOfWeights : 0;
        Capacity = Settings.Weight is null ? Settings.Capacity / 100 : 0;
        MaximumCapacity = Settings.MaximumCapacity / 100;
        AbsoluteCapacity = (Parent?.AbsoluteCapacity ?? 1) * (Settings.Weight is null ? Settings.Capacity / 100 : NormalizedWeight);
        AbsoluteMaximum = (Parent?.AbsoluteMaximum ?? 1) * Settings.MaximumCapacity / 100;
        HasMaximum = AbsoluteMaximum < 1 - 1e-9;
        Guaranteed = ResourceRules.Part(cluster, AbsoluteCapacity);
        Maximum = ResourceRules.Part(cluster, AbsoluteMaximum);
    }

    // Where the parent has less than its queues are to have together, each has the same part less. Source:
    // calculateEffectiveResourcesAndCapacity.
    private void MeasureAmount(Resource minimum, Resource cluster, ResourceRules rules)
    {
        var parent = Parent!;
        var most = Settings.Maximum ?? Resource.None;
        Maximum = new Resource(Least(most.MemoryMiB, parent.Maximum.MemoryMiB), Least(most.VirtualCores, parent.Maximum.VirtualCores));
        var (room, asked) = (parent.Guaranteed, parent.SumOfMinima);
        var memory = Scaled(minimum.MemoryMiB, room.MemoryMiB, asked.MemoryMiB);

        // Cores of which nothing is said are the same part as of memory: with none at all nobody would be within a
        // limit where cores decide.
        var cores = minimum.VirtualCores > 0
            ? Scaled(minimum.VirtualCores, room.VirtualCores, asked.VirtualCores)
            : Scaled(room.VirtualCores, memory, Math.Max(1, room.MemoryMiB));
        Guaranteed = Resource.Min(Maximum, new Resource(memory, cores));
        HasMaximum = !rules.Fits(cluster, Maximum);
        AbsoluteCapacity = rules.Share(Guaranteed, cluster);
        AbsoluteMaximum = rules.Share(Maximum, cluster);
        Capacity = rules.Share(Guaranteed, parent.Guaranteed);
        MaximumCapacity = rules.Share(Maximum, parent.Maximum);
    }

    private static long Least(long most, long parent) => most == 0 ? parent : Math.Min(most, parent);

    private static long Scaled(long amount, long room, long asked) =>
        asked <= room ? amount : long.CreateSaturating(Math.BigMul(amount, room) / asked);

    /// <summary>It is the queue, or one that the queue is in.</summary>
    public bool IsAbove(SchedulerQueue queue)
    {
        for (var above = queue; above is not null; above = above.Parent)
        {
            if (above == this)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An application was submitted here, and so to all queues above.</summary>
    public void CountSubmitted()
    {
        for (var queue = this; queue is not null; queue = queue.Parent)
        {
            queue.AppsSubmitted++;
        }
    }

    /// <summary>An application that was here, and so in all queues above, has ended.</summary>
    public void CountEnded(ApplicationState state)
    {
        for (var queue = this; queue is not null; queue = queue.Parent)
        {
            queue.AppsCompleted += state == ApplicationState.Finished ? 1 : 0;
            queue.AppsFailed += state == ApplicationState.Failed ? 1 : 0;
            queue.AppsKilled += state == ApplicationState.Killed ? 1 : 0;
        }
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

    public void AddPending(ResourceSum amount, long containers)
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

    /// <summary>What the queues below are to have together, where that is given as amounts.</summary>
    public Resource SumOfMinima { get; private set; }

    /// <summary>Of the queues below, where that is how they are given.</summary>
    public double SumOfWeights { get; private set; }

    /// <summary>Children in the order of the last offer: nearly right for the next.</summary>
    public List<SchedulerQueue> ByNeed { get; } = [];

    public override void Measure(Resource cluster, ResourceRules rules)
    {
        base.Measure(cluster, rules);
        SumOfMinima = Resource.None;
        SumOfWeights = 0;
        foreach (var child in Children)
        {
            SumOfMinima += child.Settings.Minimum ?? Resource.None;
            SumOfWeights += child.Settings.Weight ?? 0;
        }

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
