using Hathi.Base;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Nodes;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>The decisions.</summary>
internal sealed partial class Scheduler
{
    /// <summary>Applications that a node is offered to before it waits for the next event or look: those in front may be held by what they name.</summary>
    private const int MaxAppsAnOffer = 64;

    /// <summary>Kinds of asks of one application that are tried in one go.</summary>
    private const int MaxDemandsATry = 256;

    /// <summary>Applications that are tried when a queue's limit gives way, and in each look at all.</summary>
    private const int MaxAppsALook = 64;

    private readonly Queue<RmNode> _dirtyNodes = new();
    private readonly Queue<AppShare> _dirtyShares = new();
    private readonly Queue<LeafQueue> _dirtyLeaves = new();
    private readonly List<AppShare> _reserved = [];
    private readonly List<AppShare> _placeWaiters = [];
    private readonly List<AppShare> _scratchShares = [];
    private readonly List<RmNode> _scratchNodes = [];
    private long _sweptAt;

    /// <summary>Containers granted since the start.</summary>
    public long Decisions { get; private set; }

    /// <summary>Grants all that can be granted now.</summary>
    public void Settle(Now now)
    {
        if (IsHeld)
        {
            return;
        }

        while (true)
        {
            if (_dirtyNodes.TryDequeue(out var node))
            {
                node.IsDirty = false;
                Offer(node, now);
            }
            else if (_dirtyShares.TryDequeue(out var share))
            {
                share.IsDirty = false;
                Place(share, now);
            }
            else if (_dirtyLeaves.TryDequeue(out var leaf))
            {
                leaf.IsDirty = false;
                Look(leaf, now);
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Time has passed: who waits for a place has had opportunities, and nobody is forgotten.</summary>
    public void Tick(Now now)
    {
        if (IsHeld)
        {
            return;
        }

        _scratchShares.Clear();
        _scratchShares.AddRange(_placeWaiters);
        _placeWaiters.Clear();
        foreach (var share in _scratchShares)
        {
            share.WaitsForPlaces = false;
            if (share is { Order: not null, IsActive: true })
            {
                CountOpportunities(share, now);
                Place(share, now);
            }
        }

        if (now.MonotonicMilliseconds - _sweptAt >= _options.OpportunityInterval)
        {
            _sweptAt = now.MonotonicMilliseconds;
            foreach (var leaf in Queues.Leaves)
            {
                Sweep(leaf, now);
            }
        }
    }

    private void MarkDirty(AppShare share)
    {
        if (!share.IsDirty)
        {
            share.IsDirty = true;
            _dirtyShares.Enqueue(share);
        }
    }

    private void MarkDirty(LeafQueue leaf)
    {
        if (!leaf.IsDirty)
        {
            leaf.IsDirty = true;
            _dirtyLeaves.Enqueue(leaf);
        }
    }

    private void MarkAllDirty()
    {
        foreach (var leaf in Queues.Leaves)
        {
            leaf.WasAtLimit = true;
            MarkDirty(leaf);
        }
    }

    // A node has room: it goes to the queue that needs it most, as often as somebody takes it.
    private void Offer(RmNode node, Now now)
    {
        while (node.IsHeard && _inService.Contains(node) && Rules.Minimum.MemoryMiB <= node.Free.MemoryMiB)
        {
            if (node.Reservation is { } reservation)
            {
                if (!Rules.Fits(reservation.Resource, node.Free))
                {
                    return;
                }

                GrantReserved(reservation.Share, node, now);
            }
            else if (!OfferToReserved(node, now) && !OfferTo(Queues.Root, node, now))
            {
                return;
            }
        }
    }

    // Who waits for room on another node may have it here.
    private bool OfferToReserved(RmNode node, Now now)
    {
        foreach (var share in _reserved)
        {
            var demand = share.Reservation!.Demand;
            if (Suits(share, demand, node) && IsNearEnough(demand, NearnessOf(demand, node), now))
            {
                GrantReserved(share, node, now);
                return true;
            }
        }

        return false;
    }

    // What was kept is given, unless the limits have become narrower meanwhile.
    private void GrantReserved(AppShare share, RmNode node, Now now)
    {
        var demand = share.Reservation!.Demand;
        Unreserve(share);
        if (!IsRefused(share, demand, out _))
        {
            GrantOn(share, demand, node, now);
        }
    }

    private bool OfferTo(SchedulerQueue queue, RmNode node, Now now)
    {
        if (queue.PendingContainers == 0)
        {
            return false;
        }

        if (queue is LeafQueue leaf)
        {
            return OfferToLeaf(leaf, node, now);
        }

        foreach (var child in ((ParentQueue)queue).SortByNeed(Rules))
        {
            if (OfferTo(child, node, now))
            {
                return true;
            }
        }

        return false;
    }

    private bool OfferToLeaf(LeafQueue leaf, RmNode node, Now now)
    {
        if (!leaf.HasRoomFor(Rules.Minimum))
        {
            leaf.WasAtLimit = true;
            return false;
        }

        var limit = leaf.UserLimit();
        foreach (var user in leaf.Users)
        {
            var atLimit = user.Waiting.Count > 0 && leaf.IsAtLimit(user, Resource.None, limit);
            leaf.WasAtLimit |= atLimit;
            user.Cursor = atLimit ? null : user.Waiting.First;
        }

        for (var tries = 0; tries < MaxAppsAnOffer; tries++)
        {
            if (TakeNext(leaf) is not { } share)
            {
                return false;
            }

            if (Try(share, node, now))
            {
                return true;
            }
        }

        return false;
    }

    // The next application, in order, of users below their limit.
    private static AppShare? TakeNext(LeafQueue leaf)
    {
        UserShare? best = null;
        foreach (var user in leaf.Users)
        {
            if (user.Cursor is { } share && (best is null || user.Waiting.IsBefore(share, best.Cursor!)))
            {
                best = user;
            }
        }

        if (best is null)
        {
            return null;
        }

        var taken = best.Cursor!;
        best.Cursor = AppOrder.Next(taken);
        return taken;
    }

    // True: the node was granted or is kept.
    private bool Try(AppShare share, RmNode node, Now now)
    {
        if (IsUnwanted(share, node))
        {
            return false;
        }

        Demand? tooLarge = null;
        var tries = 0;
        for (var i = 0; i < share.Demands.Count && tries < MaxDemandsATry; i++)
        {
            var demand = share.Demands[i];
            if (demand.Count == 0)
            {
                continue;
            }

            tries++;
            var nearness = NearnessOf(demand, node);
            if (nearness == Nearness.None)
            {
                continue;
            }

            if (IsRefused(share, demand, out _))
            {
                continue;
            }

            if (!IsNearEnough(demand, nearness, now))
            {
                demand.Missed++;
                WaitForPlace(share);
                continue;
            }

            if (Rules.Fits(demand.Capability, node.Free))
            {
                GrantOn(share, demand, node, now);
                return true;
            }

            tooLarge ??= demand;
        }

        return tooLarge is not null && share.Reservation is null && Rules.Fits(tooLarge.Capability, node.Total) && Reserve(share, tooLarge, node);
    }

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

    // What is kept for the demand itself does not stand in its way, and no user's limit in that of a master: it has its place among masters already.
    private static bool IsRefused(AppShare share, Demand demand, out bool byUser)
    {
        var kept = share.Reservation is { } reservation && reservation.Demand == demand ? reservation.Resource : Resource.None;
        byUser = !demand.IsMaster && share.Leaf.IsAtLimit(share.User, kept);
        if (byUser || IsOverMaximum(share, demand, demand.Capability - kept))
        {
            share.Leaf.WasAtLimit = true;
            return true;
        }

        return false;
    }

    private static bool IsOverMaximum(AppShare share, Demand demand, Resource more)
    {
        if (!share.Leaf.HasRoomFor(more))
        {
            share.Leaf.WaitFor(share, demand);
            return true;
        }

        share.Leaf.HasHadItsTurn(demand);
        return share.Leaf.IsKeptFromOthers(share, more);
    }

    private void GrantOn(AppShare share, Demand demand, RmNode node, Now now)
    {
        if (share.Reservation is { } reservation && reservation.Demand == demand)
        {
            Unreserve(share);
        }

        Decisions++;
        Grant(share, demand, node, now);
    }

    private bool Reserve(AppShare share, Demand demand, RmNode node)
    {
        var reservation = new Reservation(share, demand, node, demand.Capability);
        share.Reservation = reservation;
        node.Reservation = reservation;
        _reserved.Add(share);
        share.User.Used += reservation.Resource;
        share.User.Tasks += demand.IsMaster ? 0 : 1;
        share.Leaf.AddReserved(reservation.Resource, 1);
        Replace(node);
        return true;
    }

    private void Unreserve(AppShare share)
    {
        if (share.Reservation is not { } reservation)
        {
            return;
        }

        share.Reservation = null;
        reservation.Node.Reservation = null;
        _reserved.Remove(share);
        share.User.Used -= reservation.Resource;
        share.User.Tasks -= reservation.Demand.IsMaster ? 0 : 1;
        share.Leaf.AddReserved(Resource.None - reservation.Resource, -1);
        Freed(reservation.Node);
    }

    private void Look(LeafQueue leaf, Now now)
    {
        while (leaf.NextToActivate() is { } share)
        {
            Activate(share);
            Place(share, now);
        }

        if (leaf.WasAtLimit)
        {
            leaf.WasAtLimit = false;
            PlaceFirst(leaf, now);
        }
    }

    private void PlaceFirst(LeafQueue leaf, Now now)
    {
        if (leaf.PendingContainers == 0 || !HasRoomSomewhere(Rules.Minimum))
        {
            return;
        }

        foreach (var user in leaf.Users)
        {
            user.Cursor = user.Waiting.First;
        }

        _scratchShares.Clear();
        while (_scratchShares.Count < MaxAppsALook && TakeNext(leaf) is { } share)
        {
            _scratchShares.Add(share);
        }

        foreach (var share in _scratchShares)
        {
            Place(share, now);
        }
    }

    // Some at a time, those that wait are tried whatever has happened: what no event has thought of is found here.
    private void Sweep(LeafQueue leaf, Now now)
    {
        if (leaf.PendingContainers == 0 || !HasRoomSomewhere(Rules.Minimum))
        {
            return;
        }

        foreach (var user in leaf.Users)
        {
            user.Cursor = user.Waiting.First;
        }

        for (var skipped = 0; skipped < leaf.SweepFrom; skipped++)
        {
            if (TakeNext(leaf) is null)
            {
                leaf.SweepFrom = 0;
                return;
            }
        }

        _scratchShares.Clear();
        while (_scratchShares.Count < MaxAppsALook && TakeNext(leaf) is { } share)
        {
            _scratchShares.Add(share);
        }

        leaf.SweepFrom = _scratchShares.Count < MaxAppsALook ? 0 : leaf.SweepFrom + MaxAppsALook;
        foreach (var share in _scratchShares)
        {
            Place(share, now);
        }
    }

    private void WaitForPlace(AppShare share)
    {
        if (!share.WaitsForPlaces)
        {
            share.WaitsForPlaces = true;
            _placeWaiters.Add(share);
        }
    }

    // Each node with room would have been an opportunity, once in an interval.
    private void CountOpportunities(AppShare share, Now now)
    {
        foreach (var demand in share.Demands)
        {
            if (demand is { Count: > 0, HasPlaces: true } && now.MonotonicMilliseconds - demand.CountedAt >= _options.OpportunityInterval)
            {
                demand.CountedAt = now.MonotonicMilliseconds;
                demand.Missed += _nodes.CountWithRoom(demand.Capability.MemoryMiB);
            }
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
