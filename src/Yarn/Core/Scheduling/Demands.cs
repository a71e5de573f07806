using Hathi.Base;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>What applications say that they want, and where not.</summary>
internal sealed class Demands(ClusterNodes nodes, Reservations reservations, Agenda agenda)
{
    /// <summary>An attempt begins: one container for its master.</summary>
    public void AskMaster(AppShare share, Now now)
    {
        var demand = new Demand(0, -1, isMaster: true)
        {
            Capability = nodes.Normalize(share.App.Submission.MasterAsks[0].Capability),
            WaitsSince = now.MonotonicMilliseconds,
        };
        foreach (var ask in share.App.Submission.MasterAsks)
        {
            if (ask.ResourceName == ResourceAsk.Any)
            {
                demand.Relax = ask.RelaxLocality;
            }
            else
            {
                demand.SetPlace(ask with { Containers = 1 });
            }
        }

        share.Demands.Insert(0, demand);
        share.SetCount(demand, 1);
        agenda.Add(share);
    }

    /// <summary>An attempt is over: what it asked for is not wanted any more.</summary>
    public void EndAttempt(AppShare share)
    {
        reservations.Release(share);
        foreach (var demand in share.Demands)
        {
            share.SetCount(demand, 0);
        }

        share.Demands.Clear();
        share.Blacklist = null;
    }

    /// <summary>What an application says that it wants, in place of what it said before.</summary>
    public void Ask(AppShare share, IReadOnlyList<ResourceAsk> asks, Now now)
    {
        foreach (var ask in asks)
        {
            if (ask.Containers == 0 && share.IndexOf(ask.Priority, ask.AllocationRequestId) < 0)
            {
                continue; // nothing of a kind that is not waited for
            }

            var demand = share.FindOrAdd(ask.Priority, ask.AllocationRequestId);
            if (ask.ResourceName == ResourceAsk.Any)
            {
                SetTotal(share, demand, ask, now);
            }
            else
            {
                demand.SetPlace(ask);
            }
        }

        if (share.Reservation is { } kept && kept.Demand.NearnessOf(kept.Node) == Nearness.None)
        {
            reservations.Release(share);
        }

        for (var i = share.Demands.Count - 1; i >= 0; i--)
        {
            if (share.Demands[i] is { Count: 0, HasPlaces: false })
            {
                share.Demands.RemoveAt(i);
            }
        }

        agenda.Add(share);
    }

    /// <summary>Hosts and racks that an application wants nothing on any more, or again.</summary>
    public void Blacklist(AppShare share, IReadOnlyList<string> additions, IReadOnlyList<string> removals)
    {
        var blacklist = share.Blacklist ??= new HashSet<string>(StringComparer.Ordinal);
        blacklist.UnionWith(additions);
        blacklist.ExceptWith(removals);
        if (share.Reservation is { } reservation && share.Rejects(reservation.Node))
        {
            reservations.Release(share);
        }

        agenda.Add(share);
    }

    // How many in all, and of what size.
    private void SetTotal(AppShare share, Demand demand, ResourceAsk ask, Now now)
    {
        var capability = nodes.Normalize(ask.Capability);
        if (share.Reservation is { } reservation && reservation.Demand == demand
            && (ask.Containers == 0 || capability != demand.Capability))
        {
            reservations.Release(share);
        }

        if (capability != demand.Capability)
        {
            share.SetCount(demand, 0);
            demand.Capability = capability;
        }

        if (demand.Count == 0)
        {
            demand.WaitsSince = now.MonotonicMilliseconds;
            demand.CountedAt = now.MonotonicMilliseconds;
            demand.Missed = 0;
        }

        demand.Relax = ask.RelaxLocality;
        share.SetCount(demand, ask.Containers);
    }
}
