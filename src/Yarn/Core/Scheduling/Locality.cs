using Hathi.Base;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>Node, rack, any: which of them will do, and for how long only the nearer one.</summary>
internal sealed class Locality(RmOptions options, ClusterNodes nodes, StepBudget budget)
{
    public bool IsNearEnough(Demand demand, Nearness nearness, Now now) => nearness switch
    {
        Nearness.Node => true,
        Nearness.Rack => RackWillDo(demand, now),
        Nearness.Any => !demand.HasPlaces || AnyWillDo(demand, now),
        _ => false,
    };

    /// <summary>A node on a rack that it names will do.</summary>
    public bool RackWillDo(Demand demand, Now now)
    {
        SeePlaces(demand);
        return !demand.HostsAreHere || options.NodeLocalityDelay < 0
            || demand.Missed >= Math.Min(options.NodeLocalityDelay, nodes.Count)
            || now.MonotonicMilliseconds - demand.WaitsSince >= options.MaxLocalityWait;
    }

    /// <summary>Any node will do, though it names places.</summary>
    public bool AnyWillDo(Demand demand, Now now)
    {
        SeePlaces(demand);
        if ((!demand.HostsAreHere && !demand.RacksAreHere) || options.NodeLocalityDelay < 0)
        {
            return true;
        }

        if (!demand.RacksAreHere)
        {
            return RackWillDo(demand, now);
        }

        var opportunities = options.RackLocalityAdditionalDelay >= 0
            ? Math.Min(options.NodeLocalityDelay + options.RackLocalityAdditionalDelay, nodes.Count)
            : Math.Max(
                Math.Min(options.NodeLocalityDelay, nodes.Count),
                (long)(demand.Count * Math.Min(1.0, (double)demand.UniquePlaces / Math.Max(1, nodes.Count))));
        return demand.Missed >= opportunities || now.MonotonicMilliseconds - demand.WaitsSince >= 2 * options.MaxLocalityWait;
    }

    /// <summary>Time has passed: each node with room would have been an opportunity, once in an interval.</summary>
    public void CountOpportunities(ScheduledApplication application, Now now)
    {
        budget.Spend(application.Demands.Count);
        foreach (var demand in application.Demands)
        {
            if (demand is { Count: > 0, HasPlaces: true } && now.MonotonicMilliseconds - demand.CountedAt >= options.OpportunityInterval)
            {
                demand.CountedAt = now.MonotonicMilliseconds;
                demand.Missed += nodes.CountWithRoom(demand.Capability.MemoryMiB);
            }
        }
    }

    // Whether what it names is here at all: nobody waits for a host that is not a node.
    private void SeePlaces(Demand demand)
    {
        if (demand.PlacesSeenAt == nodes.Version)
        {
            return;
        }

        demand.PlacesSeenAt = nodes.Version;
        var (looksAtHosts, looksAtRacks) = (0, 0);
        demand.HostsAreHere = demand.Hosts is { } hosts && nodes.AreOnHosts(hosts, out looksAtHosts);
        demand.RacksAreHere = demand.Racks is { } racks && nodes.AreOnRacks(racks, out looksAtRacks);
        budget.Spend(looksAtHosts + looksAtRacks);
    }
}
