using Hathi.Base;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>A node that has room looks for an application.</summary>
internal sealed partial class Scheduler
{
    /// <summary>Applications that a node is offered to before it waits for the next event or look: those in front may be held by what they name.</summary>
    private const int MaxAppsAnOffer = 64;

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
}
