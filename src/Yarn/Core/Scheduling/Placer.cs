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

    public void Place(ScheduledApplication application, Now now)
    {
        if (application.Order != application.User.Waiting || IsLate(application))
        {
            return;
        }

        var tries = 0;
        for (var i = 0; i < application.Demands.Count && tries < MaxDemandsATry; i++)
        {
            var demand = application.Demands[i];
            if (demand.Count == 0)
            {
                continue;
            }

            tries++;
            var isMaster = demand.IsMaster;
            if (!PlaceAll(application, demand, now))
            {
                return;
            }

            // A master's demand goes with its grant.
            i -= isMaster && demand.Count == 0 ? 1 : 0;
        }
    }

    // False: its user may have no more, or it is the next step's turn.
    private bool PlaceAll(ScheduledApplication application, Demand demand, Now now)
    {
        if (demand.Hosts is { Count: > 0 } && nodes.HaveRoomFor(demand.Capability) && !PlaceOnHosts(application, demand, now))
        {
            return false;
        }

        while (demand.Count > 0)
        {
            if (IsLate(application))
            {
                return false;
            }

            if (application.Leaf.Refuses(application, demand, out var byUser))
            {
                return !byUser;
            }

            if (Choose(application, demand, now) is not { } node)
            {
                if (demand.HasPlaces)
                {
                    agenda.WaitForPlace(application);
                }

                return true;
            }

            grants.Grant(application, demand, node, now);
        }

        return true;
    }

    private RmNode? Choose(ScheduledApplication application, Demand demand, Now now)
    {
        if (!nodes.HaveRoomFor(demand.Capability))
        {
            return null;
        }

        if (!demand.HasPlaces)
        {
            return demand.Relax ? nodes.Find(application, demand) : null;
        }

        RmNode? best = null;
        if (demand.Racks is { Count: > 0 } racks && locality.RackWillDo(demand, now))
        {
            best = nodes.FindOnRacks(racks, application, demand, out var looks);
            budget.Spend(looks);
        }

        return best ?? (demand.Relax && locality.AnyWillDo(demand, now) ? nodes.Find(application, demand) : null);
    }

    // The hosts named that have room, the least loaded first. False: its user may have no more, or it is the next step's turn.
    private bool PlaceOnHosts(ScheduledApplication application, Demand demand, Now now)
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
                return false;
            }

            if (application.Leaf.Refuses(application, demand, out var byUser))
            {
                return !byUser;
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

        return true;
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
