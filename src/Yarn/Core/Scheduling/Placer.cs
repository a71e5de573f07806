using Hathi.Base;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>An application that asks looks for nodes.</summary>
internal sealed partial class Scheduler
{
    /// <summary>Kinds of asks of one application that are tried in one go.</summary>
    private const int MaxDemandsATry = 256;

    // An application asks: each container goes to the nearest, then the least loaded node.
    private void Place(AppShare share, Now now)
    {
        if (share.Order != share.User.Waiting)
        {
            return;
        }

        var tries = 0;
        for (var i = 0; i < share.Demands.Count && tries < MaxDemandsATry; i++)
        {
            var demand = share.Demands[i];
            if (demand.Count == 0)
            {
                continue;
            }

            tries++;
            var isMaster = demand.IsMaster;
            if (!PlaceAll(share, demand, now))
            {
                return;
            }

            // A master's demand goes with its grant.
            i -= isMaster && demand.Count == 0 ? 1 : 0;
        }
    }

    // False: its user may have no more.
    private bool PlaceAll(AppShare share, Demand demand, Now now)
    {
        if (demand.Hosts is { Count: > 0 } && !PlaceOnHosts(share, demand, now))
        {
            return false;
        }

        while (demand.Count > 0)
        {
            if (IsRefused(share, demand, out var byUser))
            {
                return !byUser;
            }

            if (Choose(share, demand, now) is not { } node)
            {
                if (demand.HasPlaces)
                {
                    WaitForPlace(share);
                }

                return true;
            }

            GrantOn(share, demand, node, now);
        }

        return true;
    }

    private RmNode? Choose(AppShare share, Demand demand, Now now)
    {
        if (!demand.HasPlaces)
        {
            return demand.Relax ? _nodes.Find(this, share, demand) : null;
        }

        RmNode? best = null;
        if (demand.Racks is { Count: > 0 } racks && RackWillDo(demand, now))
        {
            foreach (var (name, place) in racks)
            {
                if (place.Relax && _racks.TryGetValue(name, out var rack) && rack.Find(this, share, demand) is { } node && (best is null || IsLessLoaded(node, best)))
                {
                    best = node;
                }
            }
        }

        return best ?? (demand.Relax && AnyWillDo(demand, now) ? _nodes.Find(this, share, demand) : null);
    }

    // The hosts named that have room, the least loaded first. False: its user may have no more.
    private bool PlaceOnHosts(AppShare share, Demand demand, Now now)
    {
        var heap = _scratchNodes;
        heap.Clear();
        foreach (var host in demand.Hosts!.Keys)
        {
            if (_hosts.TryGetValue(host, out var nodes))
            {
                foreach (var node in nodes)
                {
                    if (node.Reservation is null && Suits(share, demand, node))
                    {
                        heap.Add(node);
                        SiftUp(heap);
                    }
                }
            }
        }

        while (heap.Count > 0 && demand.Count > 0)
        {
            if (IsRefused(share, demand, out var byUser))
            {
                return !byUser;
            }

            var node = heap[0];
            GrantOn(share, demand, node, now);
            if (demand.Hosts.ContainsKey(node.Id.Host) && Suits(share, demand, node))
            {
                SiftDown(heap);
            }
            else
            {
                heap[0] = heap[^1];
                heap.RemoveAt(heap.Count - 1);
                SiftDown(heap);
                DropOthersOf(heap, demand, node);
            }
        }

        return true;
    }

    // With two NodeManagers on a host, both may have been in the heap.
    private void DropOthersOf(List<RmNode> heap, Demand demand, RmNode last)
    {
        while (heap.Count > 0 && heap[0].Id.Host == last.Id.Host && !demand.Hosts!.ContainsKey(last.Id.Host))
        {
            heap[0] = heap[^1];
            heap.RemoveAt(heap.Count - 1);
            SiftDown(heap);
        }
    }

    private bool IsLessLoaded(RmNode a, RmNode b)
    {
        var (loadOfA, loadOfB) = (LoadOf(a), LoadOf(b));
        return loadOfA != loadOfB ? loadOfA < loadOfB : a.Number < b.Number;
    }

    private void SiftUp(List<RmNode> heap)
    {
        for (var at = heap.Count - 1; at > 0;)
        {
            var up = (at - 1) / 2;
            if (!IsLessLoaded(heap[at], heap[up]))
            {
                return;
            }

            (heap[at], heap[up]) = (heap[up], heap[at]);
            at = up;
        }
    }

    private void SiftDown(List<RmNode> heap)
    {
        for (var at = 0; ;)
        {
            var least = at;
            for (var child = (2 * at) + 1; child <= (2 * at) + 2 && child < heap.Count; child++)
            {
                least = IsLessLoaded(heap[child], heap[least]) ? child : least;
            }

            if (least == at)
            {
                return;
            }

            (heap[at], heap[least]) = (heap[least], heap[at]);
            at = least;
        }
    }
}
