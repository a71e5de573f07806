using Hathi.Base;
using Hathi.Yarn.Core.Model;

namespace Hathi.Yarn.Core.State;

/// <summary>What an application waits for of one priority and allocation request id: how many in all, how many of them where.</summary>
internal sealed class Demand(int priority, long requestId, bool isMaster, PlaceCount count)
{
    public int Priority { get; } = priority;

    public long RequestId { get; } = requestId;

    public bool IsMaster { get; } = isMaster;

    /// <summary>Rounded.</summary>
    public Resource Capability { get; set; }

    /// <summary>Outstanding in all: the count of "*".</summary>
    public int Count { get; set; }

    /// <summary>Any place will do when the places named have no room.</summary>
    public bool Relax { get; set; } = true;

    /// <summary>Hosts named; null: none.</summary>
    public Dictionary<string, Place>? Hosts { get; private set; }

    /// <summary>Racks named; null: none.</summary>
    public Dictionary<string, Place>? Racks { get; private set; }

    /// <summary>Opportunities missed since the last container on a host named.</summary>
    public long Missed { get; set; }

    /// <summary>Monotonic milliseconds since when it has waited for a place that it named.</summary>
    public long WaitsSince { get; set; }

    /// <summary>Monotonic milliseconds of the last opportunities counted by a tick.</summary>
    public long CountedAt { get; set; }

    /// <summary>Version of the nodes that the next two were seen with; -1: never.</summary>
    public long PlacesSeenAt { get; set; } = -1;

    public bool HostsAreHere { get; set; }

    public bool RacksAreHere { get; set; }

    public bool HasPlaces => Hosts is { Count: > 0 } || Racks is { Count: > 0 };

    /// <summary>Whether it names a host or rack.</summary>
    public bool Names(string place) => (place.StartsWith('/') ? Racks : Hosts)?.ContainsKey(place) == true;

    /// <summary>Hosts and racks named.</summary>
    public int UniquePlaces => (Hosts?.Count ?? 0) + (Racks?.Count ?? 0);

    /// <summary>The order in which demands are served: a master's first, then by priority, then by allocation request id.</summary>
    public int CompareTo(int priority, long requestId, bool isMaster)
    {
        if (IsMaster != isMaster)
        {
            return IsMaster ? -1 : 1;
        }

        return Priority != priority ? Priority.CompareTo(priority) : RequestId.CompareTo(requestId);
    }

    /// <summary>How near a node is to what it names.</summary>
    public Nearness NearnessOf(RmNode node)
    {
        if (Hosts?.ContainsKey(node.Id.Host) == true)
        {
            return Nearness.Node;
        }

        if (Racks is { } racks && racks.TryGetValue(node.Rack, out var rack) && rack.Relax)
        {
            return Nearness.Rack;
        }

        return Relax ? Nearness.Any : Nearness.None;
    }

    /// <summary>How many are wanted on a host or rack, in place of what was said before.</summary>
    public void SetPlace(ResourceAsk ask)
    {
        var isRack = ask.ResourceName.StartsWith('/');
        if (ask.Containers == 0)
        {
            if ((isRack ? Racks : Hosts) is { } places)
            {
                Forget(places, ask.ResourceName);
            }

            PlacesSeenAt = -1;
            return;
        }

        var place = PlaceOf(ask.ResourceName, isRack);
        place.Count = ask.Containers;
        place.Relax = ask.RelaxLocality;
    }

    /// <summary>A container was granted on a node: one less is wanted there, and on its rack.</summary>
    public void TakePlaces(RmContainer container, Now now)
    {
        var node = container.Node;
        if (Hosts is { } hosts && hosts.TryGetValue(node.Id.Host, out var host))
        {
            container.TookHost = true;
            Missed = 0;
            WaitsSince = now.MonotonicMilliseconds;
            if (--host.Count <= 0)
            {
                Forget(hosts, node.Id.Host);
                PlacesSeenAt = -1;
            }
        }

        if (Racks is { } racks && racks.TryGetValue(node.Rack, out var rack))
        {
            container.TookRack = true;
            container.MayBeOnRack = rack.Relax;
            if (--rack.Count <= 0)
            {
                Forget(racks, node.Rack);
                PlacesSeenAt = -1;
            }
        }
    }

    /// <summary>What <see cref="TakePlaces"/> took is wanted again.</summary>
    public void GivePlaces(RmContainer container)
    {
        if (container.TookHost)
        {
            PlaceOf(container.Node.Id.Host, isRack: false).Count++;
        }

        if (container.TookRack)
        {
            var rack = PlaceOf(container.Node.Rack, isRack: true);
            rack.Relax = rack.Count > 0 ? rack.Relax : container.MayBeOnRack;
            rack.Count++;
        }
    }

    /// <summary>It is not asked for any more, whatever it names.</summary>
    public void Drop() => count.Add(-UniquePlaces);

    private void Forget(Dictionary<string, Place> places, string name)
    {
        if (places.Remove(name))
        {
            count.Add(-1);
        }
    }

    private Place PlaceOf(string name, bool isRack)
    {
        var places = isRack ? Racks : Hosts;
        if (places is null)
        {
            places = new Dictionary<string, Place>(StringComparer.Ordinal);
            if (isRack)
            {
                Racks = places;
            }
            else
            {
                Hosts = places;
            }
        }

        if (!places.TryGetValue(name, out var place))
        {
            place = new Place();
            places.Add(name, place);
            count.Add(1);
            PlacesSeenAt = -1;
        }

        return place;
    }
}

/// <summary>How many are wanted on a host or rack.</summary>
internal sealed class Place
{
    public int Count { get; set; }

    /// <summary>Of a rack: nodes of it that are not named will do.</summary>
    public bool Relax { get; set; } = true;
}
