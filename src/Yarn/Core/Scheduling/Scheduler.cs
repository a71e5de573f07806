using Hathi.Base;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>What is looked at when, until nothing more can be granted.</summary>
internal sealed partial class Scheduler
{
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
}
