using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>Room that is kept on nodes until there is enough of it: one node an application at most, and one application a node.</summary>
internal sealed class Reservations(ClusterNodes nodes)
{
    /// <summary>Applications that have one, in the order in which they got it.</summary>
    public List<AppShare> Holders { get; } = [];

    public void Reserve(AppShare share, Demand demand, RmNode node)
    {
        var reservation = new Reservation(share, demand, node, demand.Capability);
        share.Reservation = reservation;
        node.Reservation = reservation;
        Holders.Add(share);
        share.User.Used += reservation.Resource;
        share.User.Tasks += demand.IsMaster ? 0 : 1;
        share.Leaf.AddReserved(reservation.Resource, 1);
        nodes.Place(node);
    }

    /// <summary>An application's reservation goes, if it has one.</summary>
    public void Release(AppShare share)
    {
        if (share.Reservation is not { } reservation)
        {
            return;
        }

        share.Reservation = null;
        reservation.Node.Reservation = null;
        Holders.Remove(share);
        share.User.Used -= reservation.Resource;
        share.User.Tasks -= reservation.Demand.IsMaster ? 0 : 1;
        share.Leaf.AddReserved(Resource.None - reservation.Resource, -1);
        nodes.Freed(reservation.Node);
    }
}
