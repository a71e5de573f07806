using Hathi.Base;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>A container is granted: what was kept for it is given up, its master, or who waits for one, has it.</summary>
/// <param name="reservations">What is kept.</param>
/// <param name="containers">Where it is entered.</param>
/// <param name="onMasterGranted">Told of each container granted to a master.</param>
internal sealed class Grants(Reservations reservations, LiveContainers containers, Action<RmContainer> onMasterGranted)
{
    /// <summary>Containers granted since the start.</summary>
    public long Count { get; private set; }

    public void Grant(AppShare share, Demand demand, RmNode node, Now now)
    {
        if (share.Reservation is { } reservation && reservation.Demand == demand)
        {
            reservations.Release(share);
        }

        Count++;
        var container = containers.Grant(share, demand, node, now);
        if (demand.IsMaster)
        {
            share.Demands.Remove(demand);
            onMasterGranted(container);
        }
        else
        {
            share.Granted.Add(container);
        }
    }

    /// <summary>What was kept is given, unless the limits have become narrower meanwhile.</summary>
    public void GrantReserved(AppShare share, RmNode node, Now now)
    {
        var demand = share.Reservation!.Demand;
        reservations.Release(share);
        if (!share.Leaf.Refuses(share, demand, out _))
        {
            Grant(share, demand, node, now);
        }
    }
}
