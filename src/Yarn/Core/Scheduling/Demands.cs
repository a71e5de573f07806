using Hathi.Base;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>What applications say that they want, and where not.</summary>
internal sealed class Demands(ClusterNodes nodes, Reservations reservations, Agenda agenda)
{
    /// <summary>An attempt begins: one container for its master.</summary>
    public void AskMaster(ScheduledApplication application, Now now)
    {
        var demand = new Demand(0, -1, isMaster: true, application.Places)
        {
            Capability = nodes.Normalize(application.App.Submission.MasterAsks[0].Capability),
            WaitsSince = now.MonotonicMilliseconds,
        };
        foreach (var ask in application.App.Submission.MasterAsks)
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

        application.Demands.Insert(0, demand);
        application.SetCount(demand, 1);
        agenda.Add(application);
    }

    /// <summary>An attempt is over: what it asked for is not wanted any more.</summary>
    public void EndAttempt(ScheduledApplication application)
    {
        reservations.Release(application);
        foreach (var demand in application.Demands)
        {
            application.SetCount(demand, 0);
            demand.Drop();
        }

        application.Demands.Clear();
        application.Pass.End();
        application.Blacklist = null;
    }

    /// <summary>What an application says that it wants, in place of what it said before.</summary>
    public void Ask(ScheduledApplication application, IReadOnlyList<ResourceAsk> asks, Now now)
    {
        foreach (var ask in asks)
        {
            if (ask.Containers == 0 && application.IndexOf(ask.Priority, ask.AllocationRequestId) < 0)
            {
                continue; // nothing of a kind that is not waited for
            }

            var demand = application.FindOrAdd(ask.Priority, ask.AllocationRequestId);
            application.Pass.Asked(demand);
            if (ask.ResourceName == ResourceAsk.Any)
            {
                SetTotal(application, demand, ask, now);
            }
            else
            {
                demand.SetPlace(ask);
            }
        }

        if (application.Reservation is { } kept && kept.Demand.NearnessOf(kept.Node) == Nearness.None)
        {
            reservations.Release(application);
        }

        for (var i = application.Demands.Count - 1; i >= 0; i--)
        {
            if (application.Demands[i] is { Count: 0, HasPlaces: false })
            {
                application.Demands.RemoveAt(i);
            }
        }

        agenda.Add(application);
    }

    /// <summary>Hosts and racks that an application wants nothing on any more, or again.</summary>
    public void Blacklist(ScheduledApplication application, IReadOnlyList<string> additions, IReadOnlyList<string> removals)
    {
        var blacklist = application.Blacklist ??= new HashSet<string>(StringComparer.Ordinal);
        blacklist.UnionWith(additions);
        blacklist.ExceptWith(removals);
        if (application.Reservation is { } reservation && application.Rejects(reservation.Node))
        {
            reservations.Release(application);
        }

        agenda.Add(application);
    }

    // How many in all, and of what size.
    private void SetTotal(ScheduledApplication application, Demand demand, ResourceAsk ask, Now now)
    {
        var capability = nodes.Normalize(ask.Capability);
        if (application.Reservation is { } reservation && reservation.Demand == demand
            && (ask.Containers == 0 || capability != demand.Capability))
        {
            reservations.Release(application);
        }

        if (capability != demand.Capability)
        {
            application.SetCount(demand, 0);
            demand.Capability = capability;
        }

        if (demand.Count == 0)
        {
            demand.WaitsSince = now.MonotonicMilliseconds;
            demand.CountedAt = now.MonotonicMilliseconds;
            demand.Missed = 0;
        }

        demand.Relax = ask.RelaxLocality;
        application.SetCount(demand, ask.Containers);
    }
}
