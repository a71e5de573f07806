using Hathi.Base;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>An application that asks looks for nodes: each container goes to the nearest, then the least loaded one.</summary>
internal sealed class Placer(
    ClusterNodes nodes, Locality locality, Grants grants, Agenda agenda, ResourceRules rules, StepBudget budget)
{
    /// <summary>Kinds of asks of one application that are tried in one go.</summary>
    public const int MaxDemandsATry = 256;

    // Of the hosts that one demand names.
    private readonly List<List<RmNode>> _onHosts = [];
    private readonly List<RmNode> _heap = [];

    /// <summary>What came of one kind of a container.</summary>
    private enum Outcome : byte
    {
        /// <summary>It has all it can get now.</summary>
        Tried,

        /// <summary>Its user may have no more, of this kind or another.</summary>
        UserIsAtLimit,

        /// <summary>It goes on in the next step.</summary>
        IsLate,
    }

    /// <summary>Goes through what an application asks for, from where it stopped last, as far as it may in this step.</summary>
    public void Place(ScheduledApplication application, Now now)
    {
        var pass = application.Pass;
        if (application.Order != application.User.Waiting)
        {
            pass.End();
            return;
        }

        if (IsLate(application))
        {
            return;
        }

        for (var at = pass.Begin(application, budget.Ticks); at < application.Demands.Count && pass.Tries < MaxDemandsATry;)
        {
            budget.Spend(1);
            var demand = application.Demands[at];
            if (demand.Count == 0)
            {
                at++;
                continue;
            }

            if (pass.InVain >= StepBudget.InVain)
            {
                pass.StopAt(demand);
                agenda.WaitForPlace(application); // until the next tick
                return;
            }

            if (!TryOne(application, demand, now))
            {
                return;
            }

            // A master's demand goes with its grant.
            at += at < application.Demands.Count && application.Demands[at] == demand ? 1 : 0;
        }

        pass.End();
    }

    // False: it is not the turn of the demands behind.
    private bool TryOne(ScheduledApplication application, Demand demand, Now now)
    {
        var (looks, granted) = (budget.Looks, grants.Count);
        var outcome = PlaceAll(application, demand, now);
        application.Pass.Look(budget.Looks - looks, grants.Count != granted);
        switch (outcome)
        {
            case Outcome.Tried:
                application.Pass.Tries++;
                return true;
            case Outcome.IsLate:
                application.Pass.StopAt(demand);
                return false;
            default:
                application.Pass.End();
                return false;
        }
    }

    private Outcome PlaceAll(ScheduledApplication application, Demand demand, Now now)
    {
        if (demand.Hosts is { Count: > 0 } && nodes.HaveRoomFor(demand.Capability)
            && PlaceOnHosts(application, demand, now) is var onHosts and not Outcome.Tried)
        {
            return onHosts;
        }

        while (demand.Count > 0)
        {
            if (IsLate(application))
            {
                return Outcome.IsLate;
            }

            if (application.Leaf.Refuses(application, demand, out var byUser))
            {
                return byUser ? Outcome.UserIsAtLimit : Outcome.Tried;
            }

            if (Choose(application, demand, now) is not { } node)
            {
                if (demand.HasPlaces)
                {
                    agenda.WaitForPlace(application);
                }

                return Outcome.Tried;
            }

            grants.Grant(application, demand, node, now);
        }

        return Outcome.Tried;
    }

    private RmNode? Choose(ScheduledApplication application, Demand demand, Now now)
    {
        if (!nodes.HaveRoomFor(demand.Capability))
        {
            return null;
        }

        if (!demand.HasPlaces)
        {
            return demand.Relax ? Anywhere(application, demand) : null;
        }

        RmNode? best = null;
        if (demand.Racks is { Count: > 0 } racks && locality.RackWillDo(demand, now))
        {
            best = nodes.FindOnRacks(racks, application, demand, out var looks);
            budget.Spend(looks);
        }

        return best ?? (demand.Relax && locality.AnyWillDo(demand, now) ? Anywhere(application, demand) : null);
    }

    private RmNode? Anywhere(ScheduledApplication application, Demand demand)
    {
        var node = nodes.Find(application, demand, out var looks);
        budget.Spend(looks);
        return node;
    }

    // The hosts named that have room, the least loaded first.
    private Outcome PlaceOnHosts(ScheduledApplication application, Demand demand, Now now)
    {
        var hosts = demand.Hosts!;
        _heap.Clear();
        budget.Spend(nodes.FindOnHosts(hosts, _onHosts));
        foreach (var onHost in _onHosts)
        {
            foreach (var node in onHost)
            {
                if (node.Reservation is null && rules.Suits(application, demand, node))
                {
                    _heap.Add(node);
                    SiftUp();
                }
            }
        }

        while (_heap.Count > 0 && demand.Count > 0)
        {
            if (IsLate(application))
            {
                return Outcome.IsLate;
            }

            if (application.Leaf.Refuses(application, demand, out var byUser))
            {
                return byUser ? Outcome.UserIsAtLimit : Outcome.Tried;
            }

            // With two NodeManagers on a host, both are in the heap.
            var node = _heap[0];
            if (!hosts.ContainsKey(node.Id.Host))
            {
                RemoveFirst();
                continue;
            }

            grants.Grant(application, demand, node, now);
            if (rules.Suits(application, demand, node))
            {
                SiftDown();
            }
            else
            {
                RemoveFirst();
            }
        }

        return Outcome.Tried;
    }

    // It is looked at again in the next step.
    private bool IsLate(ScheduledApplication application)
    {
        if (budget.IsSpent)
        {
            agenda.Add(application);
        }

        return budget.IsSpent;
    }

    private void RemoveFirst()
    {
        _heap[0] = _heap[^1];
        _heap.RemoveAt(_heap.Count - 1);
        SiftDown();
    }

    private void SiftUp()
    {
        for (var at = _heap.Count - 1; at > 0;)
        {
            var up = (at - 1) / 2;
            if (!nodes.IsLessLoaded(_heap[at], _heap[up]))
            {
                return;
            }

            (_heap[at], _heap[up]) = (_heap[up], _heap[at]);
            at = up;
        }
    }

    private void SiftDown()
    {
        for (var at = 0; ;)
        {
            var least = at;
            for (var child = (2 * at) + 1; child <= (2 * at) + 2 && child < _heap.Count; child++)
            {
                least = nodes.IsLessLoaded(_heap[child], _heap[least]) ? child : least;
            }

            if (least == at)
            {
                return;
            }

            (_heap[at], _heap[least]) = (_heap[least], _heap[at]);
            at = least;
        }
    }
}
