using Hathi.Base;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.ResourceManager;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>
/// Queues below their capacity that wait take from queues above theirs: the master is told which containers it will lose, and after a time they are
/// ended. From the queue that is most above, its last application, that one's newest container; never a master. Source of the rule and of its settings:
/// ProportionalCapacityPreemptionPolicy; the choice of victims is FifoCandidatesSelector's.
/// </summary>
internal sealed class Preemption(Scheduler scheduler, RmOptions options)
{
    private readonly List<RmContainer> _marked = [];
    private long _lastRound;

    /// <summary>What the application's master is asked to give back; null: nothing.</summary>
    public PreemptionMessage? MessageFor(AppShare share)
    {
        List<ContainerId>? containers = null;
        foreach (var container in _marked)
        {
            if (container.App == share.App && container.IsLive)
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
        var round = Math.Max(scheduler.Rules.Minimum.MemoryMiB, (long)(scheduler.ClusterResource.MemoryMiB * options.PreemptionPerRound));
        needed = Math.Min(needed, round);
        while (needed > 0 && MostOver() is { } leaf && Victim(leaf) is { } victim)
        {
            victim.PreemptSince = now.MonotonicMilliseconds;
            _marked.Add(victim);
            needed -= victim.Resource.MemoryMiB;
        }

        foreach (var container in _marked)
        {
            if (now.MonotonicMilliseconds - container.PreemptSince >= options.PreemptionWait)
            {
                due.Add(container);
            }
        }
    }

    // MiB that queues below their capacity wait for and find no room for.
    private long Needed()
    {
        long needed = 0;
        foreach (var leaf in scheduler.Queues.Leaves)
        {
            var missing = Math.Min(leaf.Guaranteed.MemoryMiB - leaf.Used.MemoryMiB + leaf.Reserved.MemoryMiB, leaf.Pending.MemoryMiB);
            if (missing > 0 && FirstWaiting(leaf) is { } demand && !scheduler.HasRoomSomewhere(demand.Capability))
            {
                needed += Math.Max(missing, demand.Capability.MemoryMiB);
            }
        }

        return needed;
    }

    // What was marked counts, as long as somebody still needs it and its queue is still above its capacity.
    private void KeepNeeded(ref long needed)
    {
        for (var i = 0; i < _marked.Count; i++)
        {
            var container = _marked[i];
            var leaf = container.App.Share?.Leaf;
            if (container.IsLive && needed > 0 && leaf is not null && leaf.Used.MemoryMiB > leaf.Guaranteed.MemoryMiB)
            {
                needed -= container.Resource.MemoryMiB;
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
        foreach (var leaf in scheduler.Queues.Leaves)
        {
            var used = leaf.Used.MemoryMiB - MarkedIn(leaf);
            var over = used - leaf.Guaranteed.MemoryMiB;
            var ignored = leaf.Guaranteed.MemoryMiB * options.PreemptionDeadZone;
            if (!leaf.Settings.PreemptionDisabled && over > ignored && over > mostOver && Victim(leaf) is not null)
            {
                (most, mostOver) = (leaf, over);
            }
        }

        return most;
    }

    private long MarkedIn(LeafQueue leaf)
    {
        long marked = 0;
        foreach (var container in _marked)
        {
            marked += container.App.Share?.Leaf == leaf ? container.Resource.MemoryMiB : 0;
        }

        return marked;
    }

    private RmContainer? Victim(LeafQueue leaf)
    {
        RmContainer? victim = null;
        foreach (var share in scheduler.SharesOf(leaf))
        {
            if (victim is null || AppOrder.IsEarlier(victim.App.Share!, share))
            {
                victim = Newest(share) ?? victim;
            }
        }

        return victim;
    }

    // The least important to its application, and the newest of those.
    private static RmContainer? Newest(AppShare share)
    {
        RmContainer? found = null;
        for (var container = share.FirstContainer; container is not null; container = container.NextOfApp)
        {
            if (!container.IsMaster && container.PreemptSince == 0 && (found is null || container.Priority > found.Priority))
            {
                found = container;
            }
        }

        return found;
    }

    private static Demand? FirstWaiting(LeafQueue leaf)
    {
        foreach (var user in leaf.Users)
        {
            if (user.Waiting.First?.FirstPending() is { } demand)
            {
                return demand;
            }
        }

        return null;
    }
}
