using System.Runtime.InteropServices;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Operations;

/// <summary>
/// What one application may wait for, and all of a user. A call has limits of its own; these are for what calls leave behind together.
/// </summary>
internal static class AllocateRoom
{
    /// <summary>Kinds of containers: Tez has some thousands, a service one for each container.</summary>
    internal const int MostDemands = 10_000;

    /// <summary>Hosts and racks, over all kinds: those of a cluster, some times over.</summary>
    internal const int MostPlaces = 200_000;

    /// <summary>The same over all applications of a user: each costs some hundred bytes until it is there.</summary>
    internal const int MostPlacesOfUser = 1_000_000;

    /// <summary>Nodes that it may refuse: those of a cluster.</summary>
    internal const int MostBlacklisted = 20_000;

    /// <exception cref="RmFault">It would wait for more.</exception>
    public static void Check(ScheduledApplication scheduled, AllocateRequest request)
    {
        // What is given back is taken whatever there is.
        var more = request.Asks.Count(static a => a.Containers > 0);
        if (more > 0
            && (scheduled.Demands.Count + more > MostDemands || scheduled.Places.Count + more > MostPlaces
                || scheduled.Places.OfUser + more > MostPlacesOfUser))
        {
            CheckAfter(scheduled, request.Asks);
        }

        if (request.BlacklistAdditions.Count + (scheduled.Blacklist?.Count ?? 0) > MostBlacklisted
            && request.BlacklistAdditions.Concat(scheduled.Blacklist ?? []).Distinct(StringComparer.Ordinal).Count()
                is var names and > MostBlacklisted)
        {
            throw new RmFault(
                RmError.InvalidBlacklistRequest,
                $"{scheduled.App.Id} would refuse {names} nodes and racks, and {MostBlacklisted} may be refused: take some of them off "
                + "the list.");
        }
    }

    // Near the limits it is counted what would be waited for after the call: it may give back as much as it asks for, and
    // say again what is known.
    private static void CheckAfter(ScheduledApplication scheduled, IReadOnlyList<ResourceAsk> asks)
    {
        var kinds = new Dictionary<(int, long), Kind>(scheduled.Demands.Count);
        foreach (var demand in scheduled.Demands)
        {
            if (!demand.IsMaster)
            {
                kinds.Add((demand.Priority, demand.RequestId), new Kind(demand) { Count = demand.Count });
            }
        }

        var before = kinds.Values.Sum(static k => (long)k.Places);
        foreach (var ask in asks)
        {
            ref var kind = ref CollectionsMarshal.GetValueRefOrAddDefault(kinds, (ask.Priority, ask.AllocationRequestId), out _);
            kind ??= new Kind(null);
            kind.Take(ask);
        }

        var waited = kinds.Values.Count(static k => k.Count > 0 || k.Places > 0);
        if (waited > MostDemands)
        {
            throw new RmFault(
                RmError.InvalidResourceRequest,
                $"Invalid resource request: {scheduled.App.Id} would wait for {waited} kinds of containers (priority, allocation request "
                + $"id), and {MostDemands} may be waited for: ask for the rest when some of them are there.");
        }

        var places = kinds.Values.Sum(static k => (long)k.Places);
        if (places > MostPlaces)
        {
            throw new RmFault(
                RmError.InvalidResourceRequest,
                $"Invalid resource request: {scheduled.App.Id} would wait for {places} hosts and racks, and {MostPlaces} may be waited "
                + "for: ask for fewer, or anywhere (*).");
        }

        var ofUser = scheduled.Places.OfUser - before + places;
        if (places > before && ofUser > MostPlacesOfUser)
        {
            throw new RmFault(
                RmError.InvalidResourceRequest,
                $"Invalid resource request: the applications of {scheduled.App.User} would wait for {ofUser} hosts and racks, and "
                + $"{MostPlacesOfUser} may be waited for: ask for fewer, or anywhere (*).");
        }
    }

    /// <summary>One kind as it would be after the call.</summary>
    private sealed class Kind(Demand? demand)
    {
        private Dictionary<string, bool>? _said;

        public int Count { get; set; }

        public int Places { get; private set; } = demand?.UniquePlaces ?? 0;

        public void Take(ResourceAsk ask)
        {
            if (ask.ResourceName == ResourceAsk.Any)
            {
                Count = ask.Containers;
                return;
            }

            var isWanted = ask.Containers > 0;
            ref var said = ref CollectionsMarshal.GetValueRefOrAddDefault(
                _said ??= new(StringComparer.Ordinal), ask.ResourceName, out var isSaid);
            var was = isSaid ? said : demand?.Names(ask.ResourceName) == true;
            Places += isWanted == was ? 0 : isWanted ? 1 : -1;
            said = isWanted;
        }
    }
}
