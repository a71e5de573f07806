using Hathi.Yarn.Core.Model;

namespace Hathi.Yarn.Core.State;

/// <summary>What an application waits for under one priority and allocation request id: how many in all, and how many of them where.</summary>
internal sealed class Demand(int priority, long requestId, bool isMaster)
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
    public Dictionary<string, Place>? Hosts { get; set; }

    /// <summary>Racks named; null: none.</summary>
    public Dictionary<string, Place>? Racks { get; set; }

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

    public int UniquePlaces => (Hosts?.Count ?? 0) + (Racks?.Count ?? 0);

    /// <summary>Before: by priority, then by allocation request id; a master first of all.</summary>
    public int CompareTo(int priority, long requestId, bool isMaster)
    {
        if (IsMaster != isMaster)
        {
            return IsMaster ? -1 : 1;
        }

        return Priority != priority ? Priority.CompareTo(priority) : RequestId.CompareTo(requestId);
    }
}

/// <summary>How many are wanted on a host or rack.</summary>
internal sealed class Place
{
    public int Count { get; set; }

    /// <summary>Of a rack: nodes of it that are not named will do.</summary>
    public bool Relax { get; set; } = true;
}
