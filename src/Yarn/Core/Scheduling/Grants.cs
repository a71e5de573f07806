using Hathi.Base;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>A container is granted: what was kept for it is given up, its master, or who waits for one, has it.</summary>
/// <param name="reservations">What is kept.</param>
/// <param name="containers">Where it is entered.</param>
/// <param name="budget">What a step may do.</param>
/// <param name="onMasterGranted">Told of each container granted to a master.</param>
internal sealed class Grants(
    Reservations reservations, LiveContainers containers, StepBudget budget, Action<RmContainer> onMasterGranted)
{
    /// <summary>Containers granted since the start.</summary>
    public long Count { get; private set; }

    public void Grant(ScheduledApplication application, Demand demand, RmNode node, Now now)
    {
        if (application.Reservation is { } reservation && reservation.Demand == demand)
        {
            reservations.Release(application);
        }

        Count++;
        budget.SpendGrant();
        var container = containers.Grant(application, demand, node, now);
        if (demand.IsMaster)
        {
            application.Demands.Remove(demand);
            demand.Drop();
            onMasterGranted(container);
        }
        else
        {
            application.Untold.Add(container);
        }
    }

    /// <summary>What was kept is given, unless the limits have become narrower meanwhile.</summary>
    public void GrantReserved(ScheduledApplication application, RmNode node, Now now)
    {
        var demand = application.Reservation!.Demand;
        reservations.Release(application);
        if (!application.Leaf.Refuses(application, demand, out _))
        {
            Grant(application, demand, node, now);
        }
    }
}
