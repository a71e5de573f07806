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
    private int _looks;

    /// <summary>
    /// Looks of one round, besides what there is for a step: some milliseconds. It marks one container in any case, so that the round after
    /// goes on where this one had to stop.
    /// </summary>
    public int LooksOfRound { get; set; } = 500_000;

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
        _looks = 0;
        var needed = Needed();
        KeepNeeded(ref needed);
        var round = Math.Max(Size(rules.Minimum), (long)(nodes.Total.MemoryMiB * options.PreemptionPerRound));
        needed = Math.Min(needed, round);
        if (needed > 0)
        {
            Mark(needed, now);
        }

        foreach (var container in _marked)
        {
            if (now.MonotonicMilliseconds - container.PreemptSince >= options.PreemptionWait)
            {
                due.Add(container);
            }
        }
    }

    private void Mark(long needed, Now now)
    {
        var queues = Losers();
        do
        {
            if (MostOver(queues) is not { } loser)
            {
                return;
            }

            var victim = loser.Peek(ref _looks)!;
            loser.Take();
            victim.PreemptSince = now.MonotonicMilliseconds;
            _marked.Add(victim);
            needed -= Size(victim.Resource);
        }
        while (needed > 0 && _looks < LooksOfRound);
    }

    // What queues below their capacity wait for and find no room for.
    private long Needed()
    {
        long needed = 0;
        foreach (var leaf in applications.Queues.Leaves)
        {
            var missing = Math.Min(Size(leaf.Guaranteed) - Size(leaf.Used - leaf.Reserved), Size(leaf.Pending.ToResource()));
            if (missing > 0 && FirstWaiting(leaf) is var (application, demand))
            {
                needed += nodes.Find(application, demand, out var looks) is null ? Math.Max(missing, Size(demand.Capability)) : 0;
                _looks += looks;
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
        var kept = 0;
        for (var i = 0; i < _marked.Count; i++)
        {
            var container = _marked[i];
            var leaf = container.App.Scheduled?.Leaf;
            if (container.IsLive && needed > 0 && leaf is not null && Size(leaf.Used) > Size(leaf.Guaranteed))
            {
                needed -= Size(container.Resource);
                _marked[kept++] = container;
            }
            else
            {
                container.PreemptSince = 0;
            }
        }

        _marked.RemoveRange(kept, _marked.Count - kept);
    }

    // Queues above their capacity of which something may be taken.
    private Dictionary<LeafQueue, Victims> Losers()
    {
        var losers = new Dictionary<LeafQueue, Victims>();
        foreach (var leaf in applications.Queues.Leaves)
        {
            if (!leaf.Settings.PreemptionDisabled && Size(leaf.Used) > Size(leaf.Guaranteed))
            {
                losers.Add(leaf, new Victims());
            }
        }

        foreach (var application in applications.All)
        {
            _looks++;
            if (losers.TryGetValue(application.Leaf, out var loser))
            {
                loser.Add(application);
            }
        }

        foreach (var container in _marked)
        {
            if (container.App.Scheduled?.Leaf is { } leaf && losers.TryGetValue(leaf, out var loser))
            {
                loser.Marked += container.Resource;
            }
        }

        return losers;
    }

    private Victims? MostOver(Dictionary<LeafQueue, Victims> losers)
    {
        Victims? most = null;
        var mostOver = 0.0;
        foreach (var leaf in applications.Queues.Leaves)
        {
            if (!losers.TryGetValue(leaf, out var loser))
            {
                continue;
            }

            _looks++;
            var guaranteed = Size(leaf.Guaranteed);
            var over = Size(leaf.Used - loser.Marked) - guaranteed;
            var ignored = guaranteed * options.PreemptionDeadZone;
            if (over > ignored && over > mostOver && loser.Peek(ref _looks) is not null)
            {
                (most, mostOver) = (loser, over);
            }
        }

        return most;
    }

    private (ScheduledApplication Application, Demand Demand)? FirstWaiting(LeafQueue leaf)
    {
        foreach (var user in leaf.Users)
        {
            _looks++;
            if (user.Waiting.First is { } application && application.FirstPending() is { } demand)
            {
                _looks += application.Demands.Count;
                return (application, demand);
            }
        }

        return null;
    }
}
