using Hathi.Base;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>What applications ask for and have.</summary>
internal sealed partial class Scheduler
{
    private readonly Func<long> _epoch;
    private readonly HashSet<AppShare> _shares = [];

    /// <summary>An attempt begins: one container for its master.</summary>
    public void AskMaster(AppShare share, Now now)
    {
        var demand = new Demand(0, -1, isMaster: true) { Capability = Normalize(share.App.Submission.MasterAsks[0].Capability), WaitsSince = now.MonotonicMilliseconds };
        foreach (var ask in share.App.Submission.MasterAsks)
        {
            if (ask.ResourceName == ResourceAsk.Any)
            {
                demand.Relax = ask.RelaxLocality;
            }
            else
            {
                SetPlace(demand, ask with { Containers = 1 });
            }
        }

        share.Demands.Insert(0, demand);
        SetCount(share, demand, 1);
        MarkDirty(share);
    }

    /// <summary>An attempt is over: what it asked for is not wanted any more.</summary>
    public void EndAttempt(AppShare share)
    {
        Unreserve(share);
        foreach (var demand in share.Demands)
        {
            SetCount(share, demand, 0);
        }

        share.Demands.Clear();
        share.Blacklist = null;
    }

    /// <summary>What an application says that it wants, in place of what it said before.</summary>
    public void Ask(AppShare share, IReadOnlyList<ResourceAsk> asks, Now now)
    {
        foreach (var ask in asks)
        {
            if (ask.Containers == 0 && PlaceOf(share, ask.Priority, ask.AllocationRequestId) < 0)
            {
                continue; // nothing of a kind that is not waited for
            }

            var demand = FindOrAdd(share, ask.Priority, ask.AllocationRequestId);
            if (ask.ResourceName != ResourceAsk.Any)
            {
                SetPlace(demand, ask);
                continue;
            }

            var capability = Normalize(ask.Capability);
            if (share.Reservation is { } reservation && reservation.Demand == demand && (ask.Containers == 0 || capability != demand.Capability))
            {
                Unreserve(share);
            }

            if (capability != demand.Capability)
            {
                SetCount(share, demand, 0);
                demand.Capability = capability;
            }

            if (demand.Count == 0)
            {
                demand.WaitsSince = now.MonotonicMilliseconds;
                demand.CountedAt = now.MonotonicMilliseconds;
                demand.Missed = 0;
            }

            demand.Relax = ask.RelaxLocality;
            SetCount(share, demand, ask.Containers);
        }

        if (share.Reservation is { } kept && NearnessOf(kept.Demand, kept.Node) == Nearness.None)
        {
            Unreserve(share);
        }

        for (var i = share.Demands.Count - 1; i >= 0; i--)
        {
            if (share.Demands[i] is { Count: 0, HasPlaces: false })
            {
                share.Demands.RemoveAt(i);
            }
        }

        MarkDirty(share);
    }

    public void Blacklist(AppShare share, IReadOnlyList<string> additions, IReadOnlyList<string> removals)
    {
        var blacklist = share.Blacklist ??= new HashSet<string>(StringComparer.Ordinal);
        blacklist.UnionWith(additions);
        blacklist.ExceptWith(removals);
        if (share.Reservation is { } reservation && IsUnwanted(share, reservation.Node))
        {
            Unreserve(share);
        }

        MarkDirty(share);
    }

    /// <summary>A container that an earlier life of the ResourceManager granted, and that runs: taken as it is, also where there is no room for it.</summary>
    public RmContainer Recover(AppShare share, RmNode node, NodeContainerStatus status, bool isMaster)
    {
        var container = new RmContainer
        {
            Id = status.Id,
            App = share.App,
            Node = node,
            Resource = status.Resource,
            Priority = status.Priority,
            AllocationRequestId = status.AllocationRequestId,
            IsMaster = isMaster,
            CreationTime = status.CreationTime,
            Since = Passed,
            State = LiveContainerState.Running,
        };
        Link(share, container);
        return container;
    }

    /// <summary>A live container ends: all that it had is free.</summary>
    public void Remove(RmContainer container)
    {
        var (share, node) = (container.App.Share!, container.Node);
        if (container.State == LiveContainerState.Allocated && share.Granted.Remove(container))
        {
            WantAgain(share, container);
        }

        _containers.Remove(container.Id);
        container.State = LiveContainerState.Ended;
        var age = AgeOf(container);
        container.App.MemoryMillis += age * container.Resource.MemoryMiB;
        container.App.CoreMillis += age * container.Resource.VirtualCores;
        if (container.Id.Epoch < _epoch())
        {
            share.EndedFromBefore.Add(container.Id);
        }

        Unlink(share, container);
        ChangeUsed(share, Resource.None - container.Resource, -1);
        share.User.Tasks -= container.IsMaster ? 0 : 1;
        node.Used -= container.Resource;
        node.Containers--;
        Freed(node);
        MarkDirty(share.Leaf);
    }

    // Its master never heard of it, and waits for one as before.
    private void WantAgain(AppShare share, RmContainer container)
    {
        var demand = FindOrAdd(share, container.Priority, container.AllocationRequestId);
        if (demand.Count == 0)
        {
            demand.Capability = container.Resource;
            demand.Relax = container.MayBeAnywhere;
        }

        if (container.TookHost)
        {
            PlaceOf(demand, container.Node.Id.Host, isRack: false).Count++;
        }

        if (container.TookRack)
        {
            var rack = PlaceOf(demand, container.Node.Rack, isRack: true);
            rack.Relax = rack.Count > 0 ? rack.Relax : container.MayBeOnRack;
            rack.Count++;
        }

        SetCount(share, demand, demand.Count + 1);
        MarkDirty(share);
    }

    private RmContainer Grant(AppShare share, Demand demand, RmNode node, Now now)
    {
        var attempt = share.App.Current!;
        var container = new RmContainer
        {
            Id = new ContainerId(attempt.Id, (_epoch() << ContainerId.EpochShift) | ++attempt.Granted),
            App = share.App,
            Node = node,
            Resource = demand.Capability,
            Priority = demand.Priority,
            AllocationRequestId = demand.RequestId,
            IsMaster = demand.IsMaster,
            CreationTime = now.WallMilliseconds,
            Since = Passed,
            MayBeAnywhere = demand.Relax,
        };
        TakePlaces(demand, container, now);
        SetCount(share, demand, demand.Count - 1);
        Link(share, container);
        if (demand.IsMaster)
        {
            share.Demands.Remove(demand);
            _onMasterGranted(container);
        }
        else
        {
            share.Granted.Add(container);
        }

        return container;
    }

    private void Link(AppShare share, RmContainer container)
    {
        var node = container.Node;
        _containers.Add(container.Id, container);
        container.NextOfApp = share.FirstContainer;
        share.FirstContainer?.PreviousOfApp = container;
        share.FirstContainer = container;
        container.NextOfNode = node.FirstContainer;
        node.FirstContainer?.PreviousOfNode = container;
        node.FirstContainer = container;
        ChangeUsed(share, container.Resource, 1);
        share.User.Tasks += container.IsMaster ? 0 : 1;
        node.Used += container.Resource;
        node.Containers++;
        Replace(node);
    }

    private static void Unlink(AppShare share, RmContainer container)
    {
        if (container.PreviousOfApp is { } previous)
        {
            previous.NextOfApp = container.NextOfApp;
        }
        else
        {
            share.FirstContainer = container.NextOfApp;
        }

        container.NextOfApp?.PreviousOfApp = container.PreviousOfApp;
        if (container.PreviousOfNode is { } before)
        {
            before.NextOfNode = container.NextOfNode;
        }
        else
        {
            container.Node.FirstContainer = container.NextOfNode;
        }

        container.NextOfNode?.PreviousOfNode = container.PreviousOfNode;
        container.NextOfApp = null;
        container.PreviousOfApp = null;
        container.NextOfNode = null;
        container.PreviousOfNode = null;
    }

    private void ChangeUsed(AppShare share, Resource amount, int containers)
    {
        var reorder = share.Leaf.Settings.Fair && share.Order is not null;
        var order = share.Order;
        if (reorder)
        {
            order!.Remove(share);
        }

        share.Used += amount;
        share.Containers += containers;
        share.User.Used += amount;
        share.Leaf.AddUsed(amount, containers);
        if (reorder)
        {
            order!.Add(share);
        }
    }

    private void SetCount(AppShare share, Demand demand, int count)
    {
        var more = count - demand.Count;
        if (more == 0)
        {
            return;
        }

        demand.Count = count;
        var amount = demand.Capability * more;
        share.Pending += amount;
        share.PendingContainers += more;
        share.Leaf.AddPending(amount, more);
        SetWaiting(share);
    }

    // Among its user's waiting applications when it is active and waits.
    private static void SetWaiting(AppShare share)
    {
        var waits = share is { IsActive: true, PendingContainers: > 0 };
        var waiting = share.User.Waiting;
        if (waits == (share.Order == waiting))
        {
            return;
        }

        if (waits)
        {
            waiting.Add(share);
            share.Leaf.ActiveUsers += waiting.Count == 1 ? 1 : 0;
        }
        else
        {
            waiting.Remove(share);
            share.Leaf.ActiveUsers -= waiting.Count == 0 ? 1 : 0;
        }
    }

    private void Enter(AppShare share, LeafQueue leaf, UserShare user)
    {
        _shares.Add(share);
        share.IsActive = false;
        user.PendingApplications++;
        leaf.AddApplications(0, 1);
        user.Inactive.Add(share);
    }

    private void Leave(AppShare share)
    {
        _shares.Remove(share);
        var (leaf, user) = (share.Leaf, share.User);
        if (share.IsActive)
        {
            share.IsActive = false;
            SetWaiting(share);
            user.ActiveApplications--;
            leaf.AddApplications(-1, 0);
            leaf.MastersUsed -= share.Master;
            user.MastersUsed -= share.Master;
        }
        else
        {
            user.Inactive.Remove(share);
            user.PendingApplications--;
            leaf.AddApplications(0, -1);
        }

        leaf.ForgetIfGone(user);
    }

    private static void Activate(AppShare share)
    {
        var leaf = share.Leaf;
        share.User.Inactive.Remove(share);
        share.User.PendingApplications--;
        share.User.ActiveApplications++;
        leaf.AddApplications(1, -1);
        leaf.MastersUsed += share.Master;
        share.User.MastersUsed += share.Master;
        share.IsActive = true;
        SetWaiting(share);
    }

    private static Demand FindOrAdd(AppShare share, int priority, long requestId)
    {
        var at = PlaceOf(share, priority, requestId);
        if (at < 0)
        {
            at = ~at;
            share.Demands.Insert(at, new Demand(priority, requestId, isMaster: false));
        }

        return share.Demands[at];
    }

    // Where it is; what it is not when it is not there: where it would be.
    private static int PlaceOf(AppShare share, int priority, long requestId)
    {
        var (low, high) = (0, share.Demands.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var order = share.Demands[middle].CompareTo(priority, requestId, isMaster: false);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle);
        }

        return ~low;
    }
}
