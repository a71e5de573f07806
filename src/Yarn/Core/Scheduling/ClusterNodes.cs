using Hathi.Base;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>Nodes in service, where containers are granted: by host, by rack, by load and free memory; what they have together.</summary>
internal sealed class ClusterNodes(RmOptions options, ResourceRules rules, Agenda agenda)
{
    /// <summary>Steps of real load, from the reports, before those of what is granted.</summary>
    private const int RealLoads = 4;
    private const int GrantedLoads = NodeIndex.Loads / RealLoads;

    private readonly NodeIndex _all = new(rules, ofRack: false);
    private readonly Dictionary<string, NodeIndex> _racks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<RmNode>> _hosts = new(StringComparer.Ordinal);
    private readonly HashSet<RmNode> _inService = [];
    private readonly List<NodeIndex> _found = [];
    private Resource? _largest = Resource.None;
    private long _configuredMaximumUntil;

    public int Count => _inService.Count;

    /// <summary>What they have together.</summary>
    public Resource Total { get; private set; }

    /// <summary>Another number whenever a node has come or gone.</summary>
    public long Version { get; private set; }

    /// <summary>The most memory and the most cores that a node has.</summary>
    public Resource Largest
    {
        get
        {
            if (_largest is not { } largest)
            {
                largest = Resource.None;
                foreach (var node in _inService)
                {
                    largest = Resource.Max(largest, node.Total);
                }

                _largest = largest;
            }

            return largest;
        }
    }

    /// <summary>This life begins: nodes may still be on their way back for some time, when there were some.</summary>
    public void Started(Now now, bool recovers) =>
        _configuredMaximumUntil = recovers ? now.MonotonicMilliseconds + options.RecoveryWait : 0;

    /// <summary>
    /// The largest container that is granted: as configured, and no larger than the largest node once there are nodes and all had time to
    /// come back.
    /// </summary>
    public Resource MaximumAllocation(Now now) => Count == 0 || now.MonotonicMilliseconds < _configuredMaximumUntil
        ? options.MaximumAllocation
        : Resource.Min(options.MaximumAllocation, Largest);

    /// <summary>
    /// Rounded up, but not out of the nodes that are there: what may be asked for must fit one of them. After a restart that is not known
    /// until they are back.
    /// </summary>
    public Resource Normalize(Resource asked) =>
        rules.Normalize(asked, Count == 0 ? options.MaximumAllocation : Resource.Min(options.MaximumAllocation, Largest));

    /// <summary>One of them is large enough, when it is empty.</summary>
    public bool AreLargeEnoughFor(Resource wanted) => rules.Fits(wanted, Largest);

    /// <summary>One of them has the memory free now.</summary>
    public bool HaveRoomFor(Resource wanted) => _all.HasRoom(wanted.MemoryMiB);

    /// <summary>How many have so much memory free; those of the same size class are counted in.</summary>
    public int CountWithRoom(long memory) => _all.CountWithRoom(memory);

    public bool Contains(RmNode node) => _inService.Contains(node);

    /// <summary>A node is on one of the hosts.</summary>
    public bool AreOnHosts(Dictionary<string, Place> hosts, out int looks) =>
        NamedPlaces.Any(hosts, _hosts, relaxed: false, out looks);

    /// <summary>A node is on one of the racks of which any will do.</summary>
    public bool AreOnRacks(Dictionary<string, Place> racks, out int looks) => NamedPlaces.Any(racks, _racks, relaxed: true, out looks);

    /// <summary>The nodes on the hosts.</summary>
    /// <param name="hosts">The hosts.</param>
    /// <param name="found">Receives a list for each host, in place of what is in it.</param>
    /// <returns>How many hosts and nodes were looked at.</returns>
    public int FindOnHosts(Dictionary<string, Place> hosts, List<List<RmNode>> found)
    {
        NamedPlaces.Find(hosts, _hosts, relaxed: false, found);
        var looks = NamedPlaces.Looks(hosts, _hosts);
        foreach (var onHost in found)
        {
            looks += onHost.Count; // of one name there may be as many as there are at all
        }

        return looks;
    }

    /// <summary>The least loaded node that will do for an application, on the racks of which any will do; null: none.</summary>
    /// <param name="racks">The racks.</param>
    /// <param name="application">Who asks.</param>
    /// <param name="demand">For what.</param>
    /// <param name="looks">How many racks and nodes were looked at.</param>
    public RmNode? FindOnRacks(Dictionary<string, Place> racks, ScheduledApplication application, Demand demand, out int looks)
    {
        NamedPlaces.Find(racks, _racks, relaxed: true, _found);
        looks = NamedPlaces.Looks(racks, _racks);
        RmNode? best = null;
        foreach (var rack in _found)
        {
            if (rack.Find(application, demand, out var there) is { } node && (best is null || IsLessLoaded(node, best)))
            {
                best = node;
            }

            looks += there;
        }

        return best;
    }

    /// <summary>The least loaded node that will do for an application; null: none.</summary>
    /// <param name="application">Who asks.</param>
    /// <param name="demand">For what.</param>
    /// <param name="looks">How many were looked at.</param>
    public RmNode? Find(ScheduledApplication application, Demand demand, out int looks) => _all.Find(application, demand, out looks);

    public bool IsLessLoaded(RmNode a, RmNode b)
    {
        var (loadOfA, loadOfB) = (LoadOf(a), LoadOf(b));
        return loadOfA != loadOfB ? loadOfA < loadOfB : a.Number < b.Number;
    }

    public void Add(RmNode node)
    {
        _inService.Add(node);
        if (!_hosts.TryGetValue(node.Id.Host, out var onHost))
        {
            onHost = [];
            _hosts.Add(node.Id.Host, onHost);
        }

        node.HostAt = onHost.Count;
        onHost.Add(node);
        _largest = _largest is { } largest ? Resource.Max(largest, node.Total) : null;
        Total += node.Total;
        Version++;
    }

    /// <returns>False: it was none of them.</returns>
    public bool Remove(RmNode node)
    {
        if (!_inService.Remove(node))
        {
            return false;
        }

        RemoveFromHost(node);
        _all.Remove(node);
        RemoveFromRack(node);
        _largest = null;
        Total -= node.Total;
        Version++;
        return true;
    }

    /// <summary>Puts a node where it belongs now in the indices; one that is kept for somebody, full, or not heard, is in none.</summary>
    public void Place(RmNode node)
    {
        if (!_inService.Contains(node))
        {
            return;
        }

        if (node.Reservation is not null || node.IsFull || !node.IsHeard)
        {
            _all.Remove(node);
            RemoveFromRack(node);
            return;
        }

        var load = LoadOf(node);
        _all.Place(node, load);
        if (!_racks.TryGetValue(node.Rack, out var rack))
        {
            rack = new NodeIndex(rules, ofRack: true);
            _racks.Add(node.Rack, rack);
        }

        rack.Place(node, load);
    }

    /// <summary>A node has room that it had not: it is worth a look.</summary>
    public void Freed(RmNode node)
    {
        Place(node);
        if (!node.IsDirty && _inService.Contains(node))
        {
            agenda.Add(node);
        }
    }

    // The last of its host takes its place: all nodes of a cluster may be on one, and go with it.
    private void RemoveFromHost(RmNode node)
    {
        var onHost = _hosts[node.Id.Host];
        var last = onHost[^1];
        onHost[node.HostAt] = last;
        last.HostAt = node.HostAt;
        onHost.RemoveAt(onHost.Count - 1);
        if (onHost.Count == 0)
        {
            _hosts.Remove(node.Id.Host);
        }
    }

    private void RemoveFromRack(RmNode node)
    {
        if (_racks.TryGetValue(node.Rack, out var rack))
        {
            rack.Remove(node);
        }
    }

    private int LoadOf(RmNode node)
    {
        var cores = Math.Max(1, node.Total.VirtualCores);
        var real = Math.Clamp((int)(node.NodeUtilization.Cpu / cores * RealLoads), 0, RealLoads - 1);
        var granted = Math.Clamp((int)(rules.Share(node.Used, node.Total) * (GrantedLoads - 1)), 0, GrantedLoads - 1);
        return (real * GrantedLoads) + granted;
    }
}
