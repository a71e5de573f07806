using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Blocks.Redundancy;
using Hathi.Hdfs.Core.Blocks.SafeModes;
using Hathi.Hdfs.Core.Blocks.State;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.Views;

/// <summary>The figures, lists and snapshots that administrators ask for.</summary>
internal sealed class ClusterView(ClusterState state, SafeMode safeMode, RedundancyMonitor redundancy, ReconstructionScheduler scheduler)
{
    // Apache's defaults (dfs.datanode.address, dfs.datanode.ipc.address, dfs.datanode.http.address).
    private const int DefaultTransferPort = 9866;
    private const int DefaultIpcPort = 9867;
    private const int DefaultInfoPort = 9864;

    private readonly ClusterState _state = state;
    private readonly SafeMode _safeMode = safeMode;
    private readonly RedundancyMonitor _redundancy = redundancy;
    private readonly ReconstructionScheduler _scheduler = scheduler;

    public ClusterStats Stats => new()
    {
        Capacity = _state.Totals.Capacity,
        Used = _state.Totals.Used,
        NonDfsUsed = _state.Totals.NonDfsUsed,
        Remaining = _state.Totals.Remaining,
        BlockPoolUsed = _state.Totals.BlockPoolUsed,
        Blocks = _state.Blocks.Count,
        LowRedundancy = _state.Needed.Count,
        CorruptReplicas = _state.Corrupt.Blocks,
        Missing = _state.Needed.CountOf(LowRedundancyQueues.Missing),
        MissingWithReplicationOne = _state.Needed.MissingWithReplicationOne,
        BytesInFuture = _safeMode.BytesInFuture,
        PendingReconstruction = _state.Pending.Count,
        PendingDeletion = _state.InvalidatesWaiting,
        Excess = _state.ExcessReplicas,
        ScheduledReplication = _scheduler.Queued,
        LiveNodes = _state.Totals.Live,
        DeadNodes = _state.Lists.HasIncludes ? DeadOfIncluded() : _state.Totals.Dead,
        StaleNodes = CountStale(),
        DecommissioningNodes = _state.Totals.Decommissioning,
        DecommissionedLiveNodes = _state.Totals.DecommissionedLive,
        DecommissionedDeadNodes = _state.Totals.DecommissionedDead,
        TransferThreads = _state.Totals.TransferThreads,
        FailedVolumes = _state.Totals.FailedVolumes,
    };

    public List<DataNodeInfo> DataNodes(DataNodeFilter filter)
    {
        var infos = new List<DataNodeInfo>();
        foreach (var node in Select(filter))
        {
            node.Forget();
            infos.Add(node.Info);
        }

        infos.AddRange(NeverSeen(filter));
        return infos;
    }

    public List<DataNodeStorages> Storages(DataNodeFilter filter)
    {
        var all = new List<DataNodeStorages>();
        foreach (var node in Select(filter))
        {
            node.Forget();
            all.Add(new DataNodeStorages(node.Info, node.Storages.ConvertAll(s => s.Report)));
        }

        all.AddRange(NeverSeen(filter).Select(static i => new DataNodeStorages(i, [])));
        return all;
    }

    public List<ReplicaInfo> Replicas(int handle)
    {
        var infos = new List<ReplicaInfo>();
        foreach (ref var slot in _state.Blocks.Replicas(handle))
        {
            var storage = _state.Storages[slot.Storage];
            var reason = slot.Corrupt ? _state.Corrupt.Get(handle, storage.Node).Reason : null;
            infos.Add(new ReplicaInfo(storage.Location, ReplicaTally.Health(slot, storage.Node), IsStale(storage.Node), reason));
        }

        if (_state.Open.TryGetValue(handle, out var open))
        {
            foreach (var replica in open.Replicas)
            {
                if (_state.Blocks.FindOnNode(handle, replica.Storage.Node) is null)
                {
                    infos.Add(new ReplicaInfo(
                        replica.Storage.Location, ReplicaHealth.BeingWritten, IsStale(replica.Storage.Node), null));
                }
            }
        }

        return infos;
    }

    public ReplicaCounts Count(int handle)
    {
        var tally = ReplicaTally.Of(_state, handle);
        var wanted = _state.Topology.EverMultiRack ? _redundancy.RacksWanted(_state.Blocks[handle].Replication) : 1;
        return new ReplicaCounts(
            tally.Live, tally.Decommissioning, tally.Decommissioned, tally.Corrupt, tally.Excess, _state.Pending.CountOf(handle),
            tally.Racks, wanted);
    }

    public List<BlockInfo> CorruptBlocks(ref long place, int limit, ref int budget)
    {
        var found = new List<BlockInfo>();
        if (_state.Needed.CountOf(LowRedundancyQueues.Missing) == 0)
        {
            place = int.MaxValue;
        }

        for (place = Math.Max(place, 1); place < _state.Blocks.End && found.Count < limit && budget > 0; place++, budget--)
        {
            if (_state.Blocks.IsLive((int)place) && _state.Blocks[(int)place].QueueLevel == LowRedundancyQueues.Missing)
            {
                found.Add(Info((int)place));
            }
        }

        place = place >= _state.Blocks.End ? int.MaxValue : place;
        return found;
    }

    public BlockInfo Info(int handle)
    {
        ref var record = ref _state.Blocks[handle];
        return new BlockInfo(record.Block, record.State, record.InodeId, record.Replication);
    }

    public List<(string Rack, IReadOnlyList<DataNodeInfo> Nodes)> Topology() =>
        _state.Nodes.Nodes
            .GroupBy(n => n.Rack.Name, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (g.Key, (IReadOnlyList<DataNodeInfo>)g.Select(n => n.Info).ToList()))
            .ToList();

    // By address; a node that was taken out of the include list is none of the cluster's any more
    // (DatanodeManager.getDatanodeListForReport).
    private List<DataNodeDescriptor> Select(DataNodeFilter filter)
    {
        var nodes = _state.Nodes.Nodes.FindAll(
            n => IsOf(filter, n) && (_state.Lists.IsIncluded(n.Id) || (n.Alive && _state.Lists.IncludeIsIncomplete)));
        nodes.Sort(static (a, b) => string.CompareOrdinal(a.Id.Address, b.Id.Address) is var order and not 0
            ? order
            : a.Id.TransferPort.CompareTo(b.Id.TransferPort));
        return nodes;
    }

    private static bool IsOf(DataNodeFilter filter, DataNodeDescriptor node) => filter switch
    {
        DataNodeFilter.Live => node.Alive,
        DataNodeFilter.Dead => !node.Alive,
        DataNodeFilter.Decommissioning => node.Alive && node.Admin == AdminState.DecommissionInProgress,
        _ => true,
    };

    // Hosts of the include list that never came are told as dead ones, with the ports that they would have.
    private IEnumerable<DataNodeInfo> NeverSeen(DataNodeFilter filter) => filter is not (DataNodeFilter.Dead or DataNodeFilter.All)
        ? []
        : _state.Lists.NeverSeen(_state.Nodes).Select(e => new DataNodeInfo
        {
            Id = new DataNodeId("", e.Address, e.Address, e.Port ?? DefaultTransferPort, DefaultIpcPort, DefaultInfoPort, 0),
            Rack = _state.Racks.Resolve(e.Address, e.Address),
            Capacity = 0,
            Used = 0,
            NonDfsUsed = 0,
            Remaining = 0,
            LastUpdate = 0,
            LastBlockReport = 0,
            TransferThreads = 0,
            Blocks = 0,
            AdminState = AdminState.Normal,
            Alive = false,
            SoftwareVersion = "",
        });

    private int DeadOfIncluded() =>
        _state.Nodes.Nodes.Count(n => !n.Alive && _state.Lists.IsIncluded(n.Id)) + _state.Lists.NeverSeen(_state.Nodes).Count();

    private int CountStale()
    {
        var count = 0;
        for (var node = _state.Heartbeats.Oldest; node is not null && IsStale(node); node = node.Newer)
        {
            count++;
        }

        return count;
    }

    private bool IsStale(DataNodeDescriptor node) => node.IsStale(_state.Now, _state.Options.StaleAfter);
}
