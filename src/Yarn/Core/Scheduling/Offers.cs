using Hathi.Base;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>A node that has room looks for an application: it goes to the queue that needs it most while somebody takes it.</summary>
internal sealed class Offers(
    ScheduledApplications applications, ClusterNodes nodes, Locality locality, Reservations reservations, Grants grants, Agenda agenda,
    ResourceRules rules, StepBudget budget)
{
    /// <summary>
    /// Applications that a node is offered to before it waits for the next event or look: those in front may be held by what they name.
    /// </summary>
    private const int MaxAppsAnOffer = 64;

    public void Offer(RmNode node, Now now)
    {
        while (node is { IsHeard: true, IsFull: false } && nodes.Contains(node) && rules.Minimum.MemoryMiB <= node.Free.MemoryMiB)
        {
            if (budget.IsSpent)
            {
                agenda.Add(node); // for the next step
                return;
            }

            if (node.Reservation is { } reservation)
            {
                if (!rules.Fits(reservation.Resource, node.Free))
                {
                    return;
                }

                grants.GrantReserved(reservation.Application, node, now);
            }
            else if (!OfferToReserved(node, now) && !OfferTo(applications.Queues.Root, node, now))
            {
                return;
            }
        }
    }

    // Who waits for room on another node may have it here.
    private bool OfferToReserved(RmNode node, Now now)
    {
        foreach (var application in reservations.Holders)
        {
            budget.Spend(1);
            var demand = application.Reservation!.Demand;
            if (rules.Suits(application, demand, node) && locality.IsNearEnough(demand, demand.NearnessOf(node), now))
            {
                grants.GrantReserved(application, node, now);
                return true;
            }
        }

        return false;
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

        foreach (var child in ((ParentQueue)queue).SortByNeed(rules))
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
        if (!leaf.HasRoomFor(rules.Minimum))
        {
            leaf.WasAtLimit = true;
            return false;
        }

        var limit = leaf.UserLimit();
        budget.Spend(leaf.Users.Count);
        leaf.Line.Clear();
        foreach (var user in leaf.Users)
        {
            if (user.Waiting.First is not { } first)
            {
                continue;
            }

            if (leaf.IsAtLimit(user, Resource.None, limit))
            {
                leaf.WasAtLimit = true;
            }
            else
            {
                leaf.Line.Add(user, first);
            }
        }

        var taken = OfferToLine(leaf, node, now);
        leaf.Line.Clear();
        return taken;
    }

    private bool OfferToLine(LeafQueue leaf, RmNode node, Now now)
    {
        for (var tries = 0; tries < MaxAppsAnOffer; tries++)
        {
            budget.Spend(1);
            if (leaf.Line.Take() is not { } application)
            {
                return false;
            }

            if (Try(application, node, now))
            {
                return true;
            }
        }

        return false;
    }

    // True: the node was granted or is kept.
    private bool Try(ScheduledApplication application, RmNode node, Now now)
    {
        if (application.Rejects(node))
        {
            return false;
        }

        Demand? tooLarge = null;
        var tries = 0;
        for (var i = 0; i < application.Demands.Count && tries < Placer.MaxDemandsATry; i++)
        {
            budget.Spend(1);
            var demand = application.Demands[i];
            if (demand.Count == 0)
            {
                continue;
            }

            tries++;
            var nearness = demand.NearnessOf(node);
            if (nearness == Nearness.None)
            {
                continue;
            }

            if (application.Leaf.Refuses(application, demand, out _))
            {
                continue;
            }

            if (!locality.IsNearEnough(demand, nearness, now))
            {
                demand.Missed++;
                agenda.WaitForPlace(application);
                continue;
            }

            if (rules.Fits(demand.Capability, node.Free))
            {
                grants.Grant(application, demand, node, now);
                return true;
            }

            tooLarge ??= demand;
        }

        if (tooLarge is null || application.Reservation is not null || !rules.Fits(tooLarge.Capability, node.Total))
        {
            return false;
        }

        reservations.Reserve(application, tooLarge, node);
        return true;
    }
}
