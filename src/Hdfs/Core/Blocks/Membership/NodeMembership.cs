using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Blocks.Redundancy;
using Hathi.Hdfs.Core.Blocks.State;
using Hathi.Hdfs.Core.Blocks.Writing;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.Membership;

/// <summary>DataNodes come, go silent, and lose storages (DatanodeManager.registerDatanode, HeartbeatManager.heartbeatCheck).</summary>
internal sealed class NodeMembership(
    ClusterState state,
    StorageInfo nameSpace,
    RedundancyMonitor redundancy,
    ReconstructionScheduler scheduler,
    BlockRecovery recovery,
    ReportLeases leases,
    Decommissioning decommissioning,
    Graveyard graveyard) : IWorkInPieces
{
    /// <summary>
    /// DataNodes known at one address, those that are gone among them. A machine runs a few, a laptop all of a large lab; who reaches the
    /// port can make up as many uuids and ports as he likes.
    /// </summary>
    internal const int MostAtAddress = 256;

    // What it costs to declare one node dead, beside its pending copies, in blocks.
    private const int DeathUnits = 20;

    private readonly ClusterState _state = state;
    private readonly StorageInfo _nameSpace = nameSpace;
    private readonly RedundancyMonitor _redundancy = redundancy;
    private readonly ReconstructionScheduler _scheduler = scheduler;
    private readonly BlockRecovery _recovery = recovery;
    private readonly ReportLeases _leases = leases;
    private readonly Decommissioning _decommissioning = decommissioning;
    private readonly Graveyard _graveyard = graveyard;
    private readonly Queue<long> _leaderless = new();

    /// <exception cref="HdfsFault">
    /// Of another name space, too old, not in the include list, or with the uuid of a node that lives elsewhere.
    /// </exception>
    public DataNodeDescriptor Register(DataNodeRegistration registration, string? rackName)
    {
        CheckSameNameSpace(registration);
        CheckVersion(registration);
        CheckIncluded(registration.Id);
        CheckNotTaken(registration.Id);
        var rack = _state.Topology.Get(
            rackName is null ? _state.Racks.Resolve(registration.Id.Address, registration.Id.HostName) : Rack.Normalize(rackName));
        var atAddress = _state.Nodes.AtEndpoint(registration.Id.Address, registration.Id.TransferPort);
        if (atAddress is not null && !string.Equals(atAddress.Uuid, registration.Id.Uuid, StringComparison.Ordinal))
        {
            Replace(atAddress, registration);
        }

        _state.Nodes.TryGet(registration.Id.Uuid, out var known);
        MakeRoom(registration.Id, known);
        var node = known is not null ? Return(known, registration, rack) : Join(registration, rack);
        _state.Arrivals++;
        node.HeardOf(_state.Now);
        _state.Totals.Add(node);
        _state.Heartbeats.Touch(node);
        _state.BecameMultiRack |= _state.Topology.Add(node);
        if (_state.Lists.IsExcluded(node.Id))
        {
            _decommissioning.Start(node);
        }

        return node;
    }

    /// <summary>
    /// The registered, living node that makes a call; null when it must register (again). All that a call needs to pass for a DataNode's
    /// stands in answers that everybody is given, so who calls from elsewhere than where the node registered is not believed: the node
    /// itself, should its address have changed, registers.
    /// </summary>
    /// <exception cref="HdfsFault">Of another name space, at another address than the node with its uuid, or no longer allowed.</exception>
    public DataNodeDescriptor? Find(DataNodeRegistration from)
    {
        CheckSameNameSpace(from);
        if (!_state.Nodes.TryGet(from.Id.Uuid, out var node))
        {
            return null;
        }

        if (!SameEndpoint(node.Id, from.Id))
        {
            throw new HdfsFault(
                HdfsError.UnregisteredNode,
                $"Data node {from.Id.HostName} ({from.Id.Address}:{from.Id.TransferPort}) is attempting to report storage ID "
                + $"{from.Id.Uuid}. Node {node} is expected to serve this storage. "
                + "Two DataNodes must not share a data directory, or copies of one.");
        }

        if (node.Disallowed)
        {
            throw NotIncluded(node.Id);
        }

        return node.Alive && node.Registered && IsFrom(node, from) ? node : null;
    }

    /// <summary>
    /// As <see cref="Find"/>, for calls whose answer cannot order to register. A DataNode that is answered has told what it had to tell,
    /// and forgets it; one that is refused keeps it, is told to register by its next heartbeat, and tells it again
    /// (IncrementalBlockReportManager.sendIBRs).
    /// </summary>
    /// <param name="from">Who calls.</param>
    /// <param name="what">What it tells, for the refusal.</param>
    /// <exception cref="HdfsFault">As <see cref="Find"/>; or the node is not registered, or not where the call comes from.</exception>
    public DataNodeDescriptor Require(DataNodeRegistration from, string what)
    {
        if (Find(from) is { } node)
        {
            return node;
        }

        var who = _state.Nodes.TryGet(from.Id.Uuid, out var known) && known.Alive && known.Registered
            ? $"of DataNode {known} from {from.CalledFrom}, where it has not registered"
            : $"from unregistered or dead node {from.Id.HostName} ({from.Id.Address}:{from.Id.TransferPort})";
        var refusal = $"Got {what} {who}: nothing of it is taken in, and it is to be sent again once the DataNode has registered.";
        _state.Notes.Add(refusal);
        throw new HdfsFault(HdfsError.Io, refusal);
    }

    /// <summary>Nodes have died, and what follows from that is not done.</summary>
    public bool HasWork => _leaderless.Count > 0 || !_graveyard.IsEmpty || SilentNode is not null;

    // Nobody is given up before start-up safe mode has ended: its blocks would have to be reported anew (HeartbeatManager.heartbeatCheck).
    private DataNodeDescriptor? SilentNode =>
        _state.QueuesInUse && _state.Heartbeats.Oldest is { } oldest && oldest.IsStale(_state.Now, _state.Options.DeadAfter)
            ? oldest
            : null;

    /// <summary>
    /// Finds nodes that have been silent for too long, forgets what they had, has others lead the recoveries that they were to lead.
    /// </summary>
    /// <param name="budget">Blocks at most.</param>
    public void Run(ref int budget)
    {
        FindDead(ref budget);
        for (; budget > 0 && _leaderless.TryDequeue(out var blockId); budget--)
        {
            _recovery.Reassign(blockId);
        }

        _graveyard.Clear(ref budget);
    }

    private void FindDead(ref int budget)
    {
        while (budget > 0 && SilentNode is { } silent)
        {
            var seconds = (_state.Now.MonotonicMilliseconds - silent.LastHeartbeat) / 1000;
            budget -= DeathUnits + (silent.PendingCopies > 0 ? _state.Pending.Count : 0);
            Die(silent, $"no heartbeat for {seconds} s");
        }
    }

    /// <summary>Everything on the node is gone until it registers again.</summary>
    public void Die(DataNodeDescriptor node, string why)
    {
        if (!node.Alive)
        {
            return;
        }

        _state.Notes.Add($"DataNode {node} is lost: {why}. It had {node.Blocks} blocks.");
        _state.Totals.Remove(node);
        node.Alive = node.Registered = false;
        node.Forget();
        _state.Totals.Add(node);
        _state.Heartbeats.Remove(node);
        _state.Topology.Remove(node);
        _leases.Release(node);
        DropCopies(node, writersToo: true);
        _state.InvalidatesWaiting -= node.Invalidates.Count;
        node.Invalidates = new InvalidateQueue();
        foreach (var storage in node.Storages)
        {
            _graveyard.Bury(storage);
        }

        while (node.Recoveries.TryDequeue(out var blockId))
        {
            _leaderless.Enqueue(blockId);
        }

        _decommissioning.Died(node);
    }

    /// <summary>A volume is gone: its replicas are lost, and when nothing refers to it any more it is forgotten.</summary>
    public void Fail(DataNodeStorage storage)
    {
        if (storage.State != StorageState.Failed)
        {
            storage.Fail();
        }

        if (storage.Blocks.Count > 0)
        {
            _state.Notes.Add($"Storage {storage.StorageId} of DataNode {storage.Node} has failed; it had {storage.Blocks.Count} blocks.");
            _graveyard.Bury(storage);
        }
    }

    /// <summary>Storages that the node no longer tells of.</summary>
    public void Forget(DataNodeStorage storage)
    {
        Fail(storage);
        storage.Node.Storages.Remove(storage);
        storage.IsForgotten = true;
        _state.Storages.Remove(storage);
    }

    private void DropCopies(DataNodeDescriptor node, bool writersToo)
    {
        _scheduler.Drop(node);
        foreach (var handle in _state.Pending.RemoveNode(node, writersToo))
        {
            _redundancy.Check(handle);
        }
    }

    private DataNodeDescriptor Join(DataNodeRegistration registration, Rack rack)
    {
        var node = new DataNodeDescriptor(registration, rack)
        {
            Alive = true, AliveSince = _state.Now.MonotonicMilliseconds, Registered = true,
        };
        _state.Nodes.Add(node);
        _state.Notes.Add($"DataNode {node} has registered on {rack.Name}.");
        return node;
    }

    // What a returning node has is learnt from its report; until then its replicas are still counted, but none is given up for them.
    private DataNodeDescriptor Return(DataNodeDescriptor node, DataNodeRegistration registration, Rack rack)
    {
        _state.Notes.Add(
            $"DataNode {node} has registered again as {registration.Id.Address}:{registration.Id.TransferPort} on {rack.Name}.");
        DropCopies(node, writersToo: false);
        _state.Totals.Remove(node);
        _state.Topology.Remove(node);
        _state.Nodes.Replace(node, registration);
        foreach (var storage in node.Storages)
        {
            storage.BlockReports = 0;
            if (!node.Alive)
            {
                storage.ForgetSpace();
            }
        }

        node.Measure(node.TransferThreads, node.FailedVolumes);
        node.Registrations++;
        node.Rack = rack;
        node.AliveSince = node.Alive ? node.AliveSince : _state.Now.MonotonicMilliseconds;
        node.Alive = node.Registered = true;
        node.Disallowed = false;

        return node;
    }

    // At an address that has all that it may have the one that has been gone longest makes room for another.
    private void MakeRoom(DataNodeId id, DataNodeDescriptor? known)
    {
        var there = _state.Nodes.AtAddress(id.Address);
        if (there.Count < MostAtAddress || (known is not null && string.Equals(known.Id.Address, id.Address, StringComparison.Ordinal)))
        {
            return;
        }

        DataNodeDescriptor? gone = null;
        foreach (var node in there)
        {
            if (!node.Alive && (gone is null || node.LastHeartbeat < gone.LastHeartbeat))
            {
                gone = node;
            }
        }

        ForgetNode(gone ?? throw new HdfsFault(
            HdfsError.Io,
            $"{there.Count} DataNodes live at {id.Address}, the most that one address may have: {id.Uuid} ({id.Address}:{id.TransferPort}) "
            + $"cannot register. Stop some of them, and wait until they count as dead ({_state.Options.DeadAfter / 1000} s)."));
    }

    // Another DataNode with other data serves at this address now; what the old one held is served by nobody.
    private void Replace(DataNodeDescriptor node, DataNodeRegistration by)
    {
        Die(node, $"another DataNode, {by.Id.Uuid}, has registered at its address");
        ForgetNode(node);
    }

    // A node that is dead: what it held is lost already, and it is told of no more.
    private void ForgetNode(DataNodeDescriptor node)
    {
        foreach (var storage in node.Storages)
        {
            storage.IsForgotten = true;
            _state.Storages.Remove(storage);
        }

        node.Storages.Clear();
        _state.Totals.Remove(node);
        _state.Nodes.Remove(node);
    }

    private void CheckSameNameSpace(DataNodeRegistration registration)
    {
        var theirs = registration.Storage;
        if (theirs.NamespaceId != _nameSpace.NamespaceId
            || theirs.CTime != _nameSpace.CTime
            || !string.Equals(theirs.ClusterId, _nameSpace.ClusterId, StringComparison.Ordinal))
        {
            throw new HdfsFault(
                HdfsError.UnregisteredNode,
                $"Unregistered server: DataNode {registration.Id.HostName} ({registration.Id.Address}:{registration.Id.TransferPort}) "
                + $"belongs to NS-{theirs.NamespaceId}-{theirs.ClusterId}-{theirs.CTime}, "
                + $"this NameNode serves NS-{_nameSpace.NamespaceId}-{_nameSpace.ClusterId}-{_nameSpace.CTime}. "
                + "Give the DataNode an empty data directory, or the address of its own NameNode.");
        }
    }

    private void CheckVersion(DataNodeRegistration registration)
    {
        if (SoftwareVersions.Compare(registration.SoftwareVersion, _state.Options.MinDataNodeVersion) < 0)
        {
            throw new HdfsFault(
                HdfsError.IncorrectVersion,
                "The reported DataNode version is too low to communicate with this NameNode. "
                + $"DataNode version: '{registration.SoftwareVersion}' Minimum DataNode version: '{_state.Options.MinDataNodeVersion}'");
        }
    }

    // A uuid is no secret: every reader is told it. Who lives under it does not lose it to whoever names it from elsewhere, for what it
    // then hears of its own calls is final. A node that has moved, or whose port has changed, comes in once the old place has been silent
    // for a while: DataNodes try again after this refusal.
    private void CheckNotTaken(DataNodeId id)
    {
        if (_state.Nodes.TryGet(id.Uuid, out var node)
            && node.Alive
            && !SameEndpoint(node.Id, id)
            && !node.IsStale(_state.Now, _state.Options.StaleAfter))
        {
            throw new HdfsFault(
                HdfsError.Io,
                $"DataNode {id.Uuid} was heard of {_state.Now.MonotonicMilliseconds - node.LastHeartbeat} ms ago from {node}: "
                + $"{id.HostName} ({id.Address}:{id.TransferPort}) cannot have its uuid before {_state.Options.StaleAfter} ms of silence "
                + "(dfs.namenode.stale.datanode.interval). If the DataNode has moved wait; "
                + "two DataNodes must not share a data directory, or copies of one.");
        }
    }

    private static bool IsFrom(DataNodeDescriptor node, DataNodeRegistration from) =>
        from.CalledFrom is null || string.Equals(node.Id.Address, from.CalledFrom, StringComparison.Ordinal);

    private static bool SameEndpoint(DataNodeId a, DataNodeId b) =>
        a.TransferPort == b.TransferPort && string.Equals(a.Address, b.Address, StringComparison.Ordinal);

    private void CheckIncluded(DataNodeId id)
    {
        if (!_state.Lists.IsIncluded(id))
        {
            throw NotIncluded(id);
        }
    }

    // Who is disallowed ends for good, so that is said only where the whole list is known.
    private HdfsFault NotIncluded(DataNodeId id)
    {
        var what = "Datanode denied communication with namenode because the host is not in the include-list: "
            + $"{id.HostName} ({id.Address}:{id.TransferPort})";
        return _state.Lists.IncludeIsIncomplete
            ? new HdfsFault(HdfsError.Retriable, what + ". Some of its names (dfs.hosts) have no address yet: "
                + "they are looked up again every few minutes; see that they can be resolved, or call refreshNodes then.")
            : new HdfsFault(HdfsError.DisallowedDataNode, what);
    }
}
