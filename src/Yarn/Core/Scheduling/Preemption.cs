using Hathi.Base;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>
/// Queues below their capacity that wait take from queues above theirs: the master is told which containers it will lose, and after a time
/// they are ended. From the queue that is most above, its last application, that one's newest container; never a master. Source of the rule
/// and of its settings: ProportionalCapacityPreemptionPolicy; the choice of victims is FifoCandidatesSelector's.
/// </summary>
internal sealed class Preemption(ScheduledApplications applications, ClusterNodes nodes, ResourceRules rules, RmOptions options)
{
    private readonly List<RmContainer> _marked = [];
    private long _lastRound;

    /// <summary>What the application's master is asked to give back; null: nothing.</summary>
    public PreemptionMessage? MessageFor(ScheduledApplication application)
    {
        List<ContainerId>? containers = null;
        foreach (var container in _marked)
        {
            if (container.App == application.App && container.IsLive)
            {
                (containers ??= []).Add(container.Id);
            }
        }

        return containers is null ? null : new PreemptionMessage(containers, [], []);
    }

    /// <summary>Looks at the queues when it is time to.</summary>
    /// <param name="now">The time.</param>
    /// <param name="due">Receives containers that are to be ended now.</param>
    public void Run(Now now, List<RmContainer> due)
    {
        if (!options.PreemptionEnabled || now.MonotonicMilliseconds - _lastRound < options.PreemptionInterval)
        {
            return;
        }

        _lastRound = now.MonotonicMilliseconds;
        var needed = Needed();
        KeepNeeded(ref needed);
        var round = Math.Max(Size(rules.Minimum), (long)(nodes.Total.MemoryMiB * options.PreemptionPerRound));
        needed = Math.Min(needed, round);
        while (needed > 0 && MostOver() is { } leaf && Victim(leaf) is { } victim)
        {
            victim.PreemptSince = now.MonotonicMilliseconds;
            _marked.Add(victim);
            needed -= Size(victim.Resource);
        }

        foreach (var container in _marked)
        {
            if (now.MonotonicMilliseconds - container.PreemptSince >= options.PreemptionWait)
            {
                due.Add(container);
            }
        }
    }

    // What queues below their capacity wait for and find no room for.
    private long Needed()
    {
        long needed = 0;
        foreach (var leaf in applications.Queues.Leaves)
        {
            var missing = Math.Min(Size(leaf.Guaranteed) - Size(leaf.Used - leaf.Reserved), Size(leaf.Pending.ToResource()));
            if (missing > 0 && FirstWaiting(leaf) is var (application, demand) && nodes.Find(application, demand) is null)
            {
                needed += Math.Max(missing, Size(demand.Capability));
            }
        }

        return needed;
    }

    // In MiB; where cores decide and are the larger part of the cluster, as many MiB as those are of its cores.
    private long Size(Resource amount)
    {
        var cluster = nodes.Total;
        return rules.CpuDecides && cluster.VirtualCores > 0
            ? Math.Max(amount.MemoryMiB, long.CreateSaturating(Math.BigMul(amount.VirtualCores, cluster.MemoryMiB) / cluster.VirtualCores))
            : amount.MemoryMiB;
    }

    // What was marked counts, as long as somebody still needs it and its queue is still above its capacity.
    private void KeepNeeded(ref long needed)
    {
        for (var i = 0; i < _marked.Count; i++)
        {
            var container = _marked[i];
            var leaf = container.App.Scheduled?.Leaf;
            if (container.IsLive && needed > 0 && leaf is not null && Size(leaf.Used) > Size(leaf.Guaranteed))
            {
                needed -= Size(container.Resource);
                continue;
            }

            container.PreemptSince = 0;
            _marked.RemoveAt(i--);
        }
    }

    private LeafQueue? MostOver()
    {
        LeafQueue? most = null;
        var mostOver = 0.0;
        foreach (var leaf in applications.Queues.Leaves)
        {
            var guaranteed = Size(leaf.Guaranteed);
            var over = Size(leaf.Used - MarkedIn(leaf)) - guaranteed;
            var ignored = guaranteed * options.PreemptionDeadZone;
            if (!leaf.Settings.PreemptionDisabled && over > ignored && over > mostOver && Victim(leaf) is not null)
            {
                (most, mostOver) = (leaf, over);
            }
        }

        return most;
    }

    private Resource MarkedIn(LeafQueue leaf)
    {
        var marked = Resource.None;
        foreach (var container in _marked)
        {
            marked += container.App.Scheduled?.Leaf == leaf ? container.Resource : Resource.None;
        }

        return marked;
    }

    private RmContainer? Victim(LeafQueue leaf)
    {
        RmContainer? victim = null;
        foreach (var application in applications.In(leaf))
        {
            if (victim is null || AppOrder.IsEarlier(victim.App.Scheduled!, application))
            {
                victim = Newest(application) ?? victim;
            }
        }

        return victim;
    }

    // The least important to its application, and the newest of those.
    private static RmContainer? Newest(ScheduledApplication application)
    {
        RmContainer? found = null;
        for (var container = application.FirstContainer; container is not null; container = container.NextOfApp)
        {
            if (!container.IsMaster && container.PreemptSince == 0 && (found is null || container.Priority > found.Priority))
            {
                found = container;
            }
        }

        return found;
    }

    private static (ScheduledApplication Application, Demand Demand)? FirstWaiting(LeafQueue leaf)
    {
        foreach (var user in leaf.Users)
        {
            if (user.Waiting.First is { } application && application.FirstPending() is { } demand)
            {
                return (application, demand);
            }
        }

        return null;
    }
}
