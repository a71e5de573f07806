using Hathi.Base;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Scheduling;

/// <summary>The nodes that containers are granted on.</summary>
internal sealed partial class Scheduler
{
    /// <summary>Steps of real load, from the reports, before those of what is granted.</summary>
    private const int RealLoads = 4;
    private const int GrantedLoads = NodeIndex.Loads / RealLoads;

    private readonly NodeIndex _nodes;
    private readonly Dictionary<string, NodeIndex> _racks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<RmNode>> _hosts = new(StringComparer.Ordinal);
    private readonly HashSet<RmNode> _inService = [];
    private Resource? _largest = Resource.None;
    private long _nodesVersion;

    /// <summary>Of all nodes in service.</summary>
    public Resource ClusterResource { get; private set; }

    public int ActiveNodes => _inService.Count;

    /// <summary>The most memory and the most cores that a node has.</summary>
    public Resource LargestNode
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

    /// <summary>The largest container that is granted: as configured, and no larger than the largest node once there are nodes and all had time to come back.</summary>
    public Resource MaximumAllocation(Now now) =>
        ActiveNodes == 0 || now.MonotonicMilliseconds < _configuredMaximumUntil ? _options.MaximumAllocation : Resource.Min(_options.MaximumAllocation, LargestNode);

    // Rounded up, but not out of the nodes that are there: what may be asked for must fit one of them. After a restart that is not known until they are back.
    private Resource Normalize(Resource asked) =>
        Rules.Normalize(asked, ActiveNodes == 0 ? _options.MaximumAllocation : Resource.Min(_options.MaximumAllocation, LargestNode));

    public bool FitsSomeNode(Resource wanted) => Rules.Fits(wanted, LargestNode);

    public bool HasRoomSomewhere(Resource wanted) => _nodes.CountWithRoom(wanted.MemoryMiB) > 0;

    /// <summary>A node has room for what an application waits for, and is one that it wants.</summary>
    public bool HasRoomFor(AppShare share, Demand demand) => _nodes.Find(this, share, demand) is not null;

    /// <summary>The time until which nodes may still be on their way back.</summary>
    public void Started(Now now, bool recovers)
    {
        _configuredMaximumUntil = recovers ? now.MonotonicMilliseconds + _options.RecoveryWait : 0;
    }

    public void AddNode(RmNode node)
    {
        _inService.Add(node);
        if (!_hosts.TryGetValue(node.Id.Host, out var onHost))
        {
            onHost = [];
            _hosts.Add(node.Id.Host, onHost);
        }

        onHost.Add(node);
        _largest = _largest is { } largest ? Resource.Max(largest, node.Total) : null;
        ChangeCluster(node.Total);
        Freed(node);
    }

    /// <summary>Nothing more is granted on it; what runs there runs on.</summary>
    public void RemoveNode(RmNode node)
    {
        if (!_inService.Remove(node))
        {
            return;
        }

        var onHost = _hosts[node.Id.Host];
        onHost.Remove(node);
        if (onHost.Count == 0)
        {
            _hosts.Remove(node.Id.Host);
        }

        if (node.Reservation is { } reservation)
        {
            Unreserve(reservation.Share);
        }

        _nodes.Remove(node);
        RemoveFromRack(node);
        _largest = null;
        ChangeCluster(Resource.None - node.Total);
    }

    /// <summary>A node came back with another size or in another rack.</summary>
    public void Resize(RmNode node, Resource total, string rack)
    {
        var serves = _inService.Contains(node);
        if (serves)
        {
            RemoveNode(node);
        }

        node.Total = total;
        node.Rack = rack;
        if (serves)
        {
            AddNode(node);
        }
    }

    /// <summary>What its place among others depends on has changed.</summary>
    public void LoadChanged(RmNode node) => Replace(node);

    /// <summary>A node has told how loaded it is, perhaps for the first time since it registered.</summary>
    public void Heard(RmNode node)
    {
        if (node.IsHeard)
        {
            Replace(node);
            return;
        }

        node.IsHeard = true;
        Freed(node);
    }

    /// <summary>A node may be dead: until it is heard again nothing is granted there, and nothing is kept there for anybody.</summary>
    public void FellSilent(RmNode node)
    {
        if (!node.IsHeard)
        {
            return;
        }

        node.IsHeard = false;
        if (node.Reservation is { } reservation)
        {
            Unreserve(reservation.Share);
            MarkDirty(reservation.Share);
        }

        Replace(node);
    }

    /// <summary>Whether a container may be granted on a node, wherever it is.</summary>
    public bool Suits(AppShare share, Demand demand, RmNode node) => node.IsHeard && Rules.Fits(demand.Capability, node.Free) && !IsUnwanted(share, node);

    private static bool IsUnwanted(AppShare share, RmNode node) =>
        share.Blacklist is { Count: > 0 } blacklist && (blacklist.Contains(node.Id.Host) || blacklist.Contains(node.Rack));

    // In its place in the indices; a node that is kept for somebody, or is not heard, is in none.
    private void Replace(RmNode node)
    {
        if (!_inService.Contains(node))
        {
            return;
        }

        if (node.Reservation is not null || !node.IsHeard)
        {
            _nodes.Remove(node);
            RemoveFromRack(node);
            return;
        }

        var load = LoadOf(node);
        _nodes.Place(node, load);
        if (!_racks.TryGetValue(node.Rack, out var rack))
        {
            rack = new NodeIndex(_options.MinimumAllocation.MemoryMiB, ofRack: true);
            _racks.Add(node.Rack, rack);
        }

        rack.Place(node, load);
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
        var granted = Math.Clamp((int)(Rules.Share(node.Used, node.Total) * (GrantedLoads - 1)), 0, GrantedLoads - 1);
        return (real * GrantedLoads) + granted;
    }

    private void ChangeCluster(Resource more)
    {
        ClusterResource += more;
        _nodesVersion++;
        Queues.Root.Measure(ClusterResource, Rules);
        MarkAllDirty();
    }

    private void Freed(RmNode node)
    {
        Replace(node);
        if (!node.IsDirty && _inService.Contains(node))
        {
            node.IsDirty = true;
            _dirtyNodes.Enqueue(node);
        }
    }

    private long _configuredMaximumUntil;
}
