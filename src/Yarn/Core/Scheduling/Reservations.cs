using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>Room that is kept on nodes until there is enough of it: one node an application at most, and one application a node.</summary>
internal sealed class Reservations(ClusterNodes nodes)
{
    /// <summary>Applications that have one, in the order in which they got it.</summary>
    public List<ScheduledApplication> Holders { get; } = [];

    public void Reserve(ScheduledApplication application, Demand demand, RmNode node)
    {
        var reservation = new Reservation(application, demand, node, demand.Capability);
        application.Reservation = reservation;
        node.Reservation = reservation;
        Holders.Add(application);
        application.User.Used += reservation.Resource;
        application.User.Tasks += demand.IsMaster ? 0 : 1;
        application.Leaf.AddReserved(reservation.Resource, 1);
        nodes.Place(node);
    }

    /// <summary>An application's reservation goes, if it has one.</summary>
    public void Release(ScheduledApplication application)
    {
        if (application.Reservation is not { } reservation)
        {
            return;
        }

        application.Reservation = null;
        reservation.Node.Reservation = null;
        Holders.Remove(application);
        application.User.Used -= reservation.Resource;
        application.User.Tasks -= reservation.Demand.IsMaster ? 0 : 1;
        application.Leaf.AddReserved(Resource.None - reservation.Resource, -1);
        nodes.Freed(reservation.Node);
    }
}
