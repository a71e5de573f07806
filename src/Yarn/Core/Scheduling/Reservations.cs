using Hathi.Base;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>Limits, and room that is kept.</summary>
internal sealed partial class Scheduler
{
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
}
