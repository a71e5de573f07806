using Hathi.Base;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>Node, rack, any: which of them will do, and for how long only the nearer one.</summary>
internal sealed partial class Scheduler
{
    /// <summary>How near a node is to what a demand names.</summary>
    private enum Nearness : byte
    {
        None = 0,
        Any = 1,
        Rack = 2,
        Node = 3,
    }

    private static void SetPlace(Demand demand, ResourceAsk ask)
    {
        var isRack = ask.ResourceName.StartsWith('/');
        if (ask.Containers == 0)
        {
            (isRack ? demand.Racks : demand.Hosts)?.Remove(ask.ResourceName);
            demand.PlacesSeenAt = -1;
            return;
        }

        var place = PlaceOf(demand, ask.ResourceName, isRack);
        place.Count = ask.Containers;
        place.Relax = ask.RelaxLocality;
    }

    private static Place PlaceOf(Demand demand, string name, bool isRack)
    {
        var places = isRack ? demand.Racks : demand.Hosts;
        if (places is null)
        {
            places = new Dictionary<string, Place>(StringComparer.Ordinal);
            if (isRack)
            {
                demand.Racks = places;
            }
            else
            {
                demand.Hosts = places;
            }
        }

        if (!places.TryGetValue(name, out var place))
        {
            place = new Place();
            places.Add(name, place);
            demand.PlacesSeenAt = -1;
        }

        return place;
    }

    private static Nearness NearnessOf(Demand demand, RmNode node)
    {
        if (demand.Hosts?.ContainsKey(node.Id.Host) == true)
        {
            return Nearness.Node;
        }

        if (demand.Racks is { } racks && racks.TryGetValue(node.Rack, out var rack) && rack.Relax)
        {
            return Nearness.Rack;
        }

        return demand.Relax ? Nearness.Any : Nearness.None;
    }

    private bool IsNearEnough(Demand demand, Nearness nearness, Now now) => nearness switch
    {
        Nearness.Node => true,
        Nearness.Rack => RackWillDo(demand, now),
        Nearness.Any => !demand.HasPlaces || AnyWillDo(demand, now),
        _ => false,
    };

    private bool RackWillDo(Demand demand, Now now)
    {
        SeePlaces(demand);
        return !demand.HostsAreHere || _options.NodeLocalityDelay < 0
            || demand.Missed >= Math.Min(_options.NodeLocalityDelay, ActiveNodes)
            || now.MonotonicMilliseconds - demand.WaitsSince >= _options.MaxLocalityWait;
    }

    private bool AnyWillDo(Demand demand, Now now)
    {
        SeePlaces(demand);
        if ((!demand.HostsAreHere && !demand.RacksAreHere) || _options.NodeLocalityDelay < 0)
        {
            return true;
        }

        if (!demand.RacksAreHere)
        {
            return RackWillDo(demand, now);
        }

        var opportunities = _options.RackLocalityAdditionalDelay >= 0
            ? Math.Min(_options.NodeLocalityDelay + _options.RackLocalityAdditionalDelay, ActiveNodes)
            : Math.Max(Math.Min(_options.NodeLocalityDelay, ActiveNodes), (long)(demand.Count * Math.Min(1.0, (double)demand.UniquePlaces / Math.Max(1, ActiveNodes))));
        return demand.Missed >= opportunities || now.MonotonicMilliseconds - demand.WaitsSince >= 2 * _options.MaxLocalityWait;
    }

    // Whether what it names is here at all: nobody waits for a host that is not a node.
    private void SeePlaces(Demand demand)
    {
        if (demand.PlacesSeenAt == _nodesVersion)
        {
            return;
        }

        demand.PlacesSeenAt = _nodesVersion;
        demand.HostsAreHere = false;
        demand.RacksAreHere = false;
        if (demand.Hosts is { } hosts)
        {
            foreach (var host in hosts.Keys)
            {
                if (_hosts.ContainsKey(host))
                {
                    demand.HostsAreHere = true;
                    break;
                }
            }
        }

        if (demand.Racks is { } racks)
        {
            foreach (var (name, rack) in racks)
            {
                if (rack.Relax && _racks.ContainsKey(name))
                {
                    demand.RacksAreHere = true;
                    break;
                }
            }
        }
    }

    // A container was granted on a node: one less is wanted there, on its rack, and in all.
    private static void TakePlaces(Demand demand, RmContainer container, Now now)
    {
        var node = container.Node;
        if (demand.Hosts is { } hosts && hosts.TryGetValue(node.Id.Host, out var host))
        {
            container.TookHost = true;
            demand.Missed = 0;
            demand.WaitsSince = now.MonotonicMilliseconds;
            if (--host.Count <= 0)
            {
                hosts.Remove(node.Id.Host);
                demand.PlacesSeenAt = -1;
            }
        }

        if (demand.Racks is { } racks && racks.TryGetValue(node.Rack, out var rack))
        {
            container.TookRack = true;
            container.MayBeOnRack = rack.Relax;
            if (--rack.Count <= 0)
            {
                racks.Remove(node.Rack);
                demand.PlacesSeenAt = -1;
            }
        }
    }
}
