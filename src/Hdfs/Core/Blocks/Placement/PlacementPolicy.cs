using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Blocks.State;

namespace Hathi.Hdfs.Core.Blocks.Placement;

/// <summary>
/// Where new replicas go: the writer's node (or its rack, or anywhere), a node of another rack, another node of that second rack, then
/// anywhere, with a limit a rack (BlockPlacementPolicyDefault). The excluded set is a number stamped on nodes: no allocation, no hashing.
/// </summary>
internal sealed class PlacementPolicy(ClusterState state)
{
    // After so many unlucky draws the nodes that are left are gone through one by one, in random order.
    private const int Draws = 8;

    private readonly ClusterState _state = state;
    private readonly NodeFitness _fitness = new(state);
    private readonly List<DataNodeDescriptor> _left = [];
    private readonly List<DataNodeDescriptor> _leftAnywhere = [];
    private bool _knowsLeftAnywhere;
    private readonly List<DataNodeStorage> _results = [];
    private readonly List<DataNodeDescriptor> _passedOver = [];
    private ulong _stamp;
    private PlacementRules _rules;
    private long _copying;
    private (long At, int Live, bool Avoid) _stale = (-1, 0, false);

    /// <summary>Nodes that were looked at in all requests: what they cost.</summary>
    public long NodesLookedAt { get; private set; }

    /// <summary>The rules of the last request and what it chose, for telling why other nodes were passed over.</summary>
    public string WhyNot(DataNodeDescriptor node) => _fitness.Explain(node, _rules);

    /// <summary>
    /// Targets for a copy of a block from <paramref name="source"/>; not where another replica of it has yet to be deleted.
    /// </summary>
    public List<DataNodeStorage> ChooseForCopy(
        long blockId,
        DataNodeDescriptor source,
        List<DataNodeStorage> live,
        List<DataNodeDescriptor> holders,
        IReadOnlyList<PendingReplica> pending,
        int count,
        long blockSize)
    {
        Begin();
        foreach (var holder in holders)
        {
            holder.PlacementStamp = _stamp;
        }

        foreach (var coming in pending)
        {
            coming.Target.Node.PlacementStamp = _stamp;
        }

        _copying = blockId;
        return Choose(new Writer(source, source.Rack), live, [], count, blockSize);
    }

    /// <summary>Starts a request: no node is excluded.</summary>
    public void Begin()
    {
        _stamp++;
        _copying = 0;
        _knowsLeftAnywhere = false;
    }

    /// <summary>Excludes a node from the request that was begun.</summary>
    public void Exclude(DataNodeDescriptor node) => node.PlacementStamp = _stamp;

    /// <summary>Chooses up to <paramref name="count"/> storages beside <paramref name="chosen"/>, in pipeline order.</summary>
    /// <param name="writer">Where the data comes from.</param>
    /// <param name="chosen">Replicas that are there already; not part of the result.</param>
    /// <param name="favored">Nodes to try first.</param>
    /// <param name="count">How many.</param>
    /// <param name="blockSize">Bytes that must fit.</param>
    public List<DataNodeStorage> Choose(
        Writer writer, List<DataNodeStorage> chosen, List<DataNodeDescriptor> favored, int count, long blockSize)
    {
        var total = Math.Min(chosen.Count + count, _state.Topology.Nodes.Count);
        _rules = new PlacementRules(blockSize, MaxPerRack(total), AvoidStale(), _stamp);
        _passedOver.Clear();
        _results.Clear();
        foreach (var storage in chosen)
        {
            AddResult(storage);
        }

        if (writer.Node is null && chosen.Count > 0)
        {
            writer = new Writer(chosen[0].Node, chosen[0].Node.Rack);
        }

        foreach (var storage in chosen)
        {
            Exclude(storage.Node);
        }

        if (total <= chosen.Count)
        {
            return [];
        }

        foreach (var node in favored)
        {
            if (_results.Count < total)
            {
                TryThis(node);
            }
        }

        var newBlock = chosen.Count == 0;
        if (!InOrder(writer, newBlock, total) && _rules.AvoidStale)
        {
            Relax(_rules with { AvoidStale = false });
            InOrder(writer, newBlock, total);
        }

        // Apache stops here. A replica too many on a rack is still better than one too few.
        if (_results.Count < total && _rules.MaxPerRack < total)
        {
            Relax(_rules with { MaxPerRack = total });
            InOrder(writer, newBlock, total);
        }

        var targets = _results[chosen.Count..];
        Pipeline.Order(targets, writer.Node);
        return targets;
    }

    private int MaxPerRack(int total)
    {
        var racks = _state.Topology.RackCount;
        if (racks <= 1 || total <= 1)
        {
            return total;
        }

        var max = ((total - 1) / racks) + 2;
        return max == total ? max - 1 : max;
    }

    // Of one moment there is one answer: half of a large cluster may have to be looked at for it.
    private bool AvoidStale()
    {
        var (now, live) = (_state.Now.MonotonicMilliseconds, _state.Totals.Live);
        if (_stale.At != now || _stale.Live != live)
        {
            _stale = (now, live, FewAreStale());
        }

        return _stale.Avoid;
    }

    private bool FewAreStale()
    {
        if (!_state.Options.AvoidStaleForWrite)
        {
            return false;
        }

        var limit = _state.Totals.Live * _state.Options.StaleWriteRatio;
        var stale = 0;
        for (var node = _state.Heartbeats.Oldest; node is not null
            && node.IsStale(_state.Now, _state.Options.StaleAfter); node = node.Newer)
        {
            if (++stale > limit)
            {
                return false;
            }
        }

        return true;
    }

    // Nodes that were passed over for being stale or on a crowded rack get another chance: they lose their stamp.
    private void Relax(in PlacementRules rules)
    {
        foreach (var node in _passedOver)
        {
            node.PlacementStamp = 0;
        }

        _passedOver.Clear();
        _rules = rules;
        _knowsLeftAnywhere = false;
    }

    private bool InOrder(Writer writer, bool newBlock, int total)
    {
        if (_results.Count >= total)
        {
            return true;
        }

        if (_results.Count == 0 && !First(writer))
        {
            return false;
        }

        if (_results.Count == 1 && total > 1 && !OnRemoteRack(_results[0].Node.Rack))
        {
            return false;
        }

        if (_results.Count == 2 && total > 2 && !Third(writer, newBlock))
        {
            return false;
        }

        while (_results.Count < total)
        {
            if (!Anywhere())
            {
                return false;
            }
        }

        return true;
    }

    private bool First(Writer writer) =>
        writer.Rack is null ? Anywhere() : (writer.Node is not null && TryThis(writer.Node)) || OnRack(writer.Rack, writer.Node);

    private bool Third(Writer writer, bool newBlock)
    {
        var first = _results[0].Node;
        var second = _results[1].Node;
        return first.Rack == second.Rack ? OnRemoteRack(first.Rack)
            : newBlock ? OnRack(second.Rack, second)
            : writer.Rack is null ? Anywhere()
            : OnRack(writer.Rack, writer.Node);
    }

    private bool OnRemoteRack(Rack rack) => Draw(_state.Topology.Nodes, rack) || Draw(rack.Nodes, null);

    private bool OnRack(Rack rack, DataNodeDescriptor? instead)
    {
        if (Draw(rack.Nodes, null))
        {
            return true;
        }

        foreach (var other in _results)
        {
            if (other.Node != instead)
            {
                return Draw(other.Node.Rack.Nodes, null) || Anywhere();
            }
        }

        return Anywhere();
    }

    // As many are chosen anywhere as are wanted: all nodes are gone through once for all of them.
    private bool Anywhere()
    {
        if (TryLuck(_state.Topology.Nodes, null))
        {
            return true;
        }

        if (!_knowsLeftAnywhere)
        {
            _knowsLeftAnywhere = true;
            Collect(_leftAnywhere, _state.Topology.Nodes, null);
        }

        return DrawFrom(_leftAnywhere);
    }

    // The writer's own and favoured nodes are taken however busy they are.
    private bool TryThis(DataNodeDescriptor node)
    {
        if (node.ClusterPosition < 0 || node.PlacementStamp == _stamp)
        {
            return false;
        }

        return TryChoose(node, considerLoad: false);
    }

    private bool Draw(List<DataNodeDescriptor> nodes, Rack? except)
    {
        if (TryLuck(nodes, except))
        {
            return true;
        }

        Collect(_left, nodes, except);
        return DrawFrom(_left);
    }

    private bool TryLuck(List<DataNodeDescriptor> nodes, Rack? except)
    {
        for (var draw = 0; draw < Draws && nodes.Count > 0; draw++)
        {
            var node = nodes[_state.Random.Next(nodes.Count)];
            if (node.PlacementStamp != _stamp && node.Rack != except && TryChoose(node, considerLoad: true))
            {
                return true;
            }
        }

        return false;
    }

    private void Collect(List<DataNodeDescriptor> left, List<DataNodeDescriptor> nodes, Rack? except)
    {
        NodesLookedAt += nodes.Count;
        left.Clear();
        foreach (var node in nodes)
        {
            if (node.PlacementStamp != _stamp && node.Rack != except)
            {
                left.Add(node);
            }
        }
    }

    // Those that were taken or passed over since they were collected are so no more.
    private bool DrawFrom(List<DataNodeDescriptor> left)
    {
        while (left.Count > 0)
        {
            var pick = _state.Random.Next(left.Count);
            var node = left[pick];
            left[pick] = left[^1];
            left.RemoveAt(left.Count - 1);
            if (node.PlacementStamp != _stamp && TryChoose(node, considerLoad: true))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryChoose(DataNodeDescriptor node, bool considerLoad)
    {
        node.PlacementStamp = _stamp;
        if (_copying != 0 && node.Invalidates.Contains(_copying))
        {
            return false;
        }

        NodesLookedAt++;
        var verdict = _fitness.Judge(node, _rules, considerLoad);
        if (verdict is NotChosen.Stale or NotChosen.TooManyOnRack)
        {
            _passedOver.Add(node);
        }

        if (verdict != NotChosen.Fits)
        {
            return false;
        }

        var storage = _fitness.ChooseStorage(node, _rules.BlockSize);
        if (storage is null)
        {
            return false;
        }

        AddResult(storage);
        return true;
    }

    private void AddResult(DataNodeStorage storage)
    {
        _results.Add(storage);
        storage.Node.Rack.Choose(_stamp);
    }
}
