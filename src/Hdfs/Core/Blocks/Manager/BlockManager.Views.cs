using Hathi.Base;
using Hathi.Hdfs.Core.Blocks.Views;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Options;

namespace Hathi.Hdfs.Core.Blocks.Manager;

/// <content>What administrators ask.</content>
public sealed partial class BlockManager
{
    /// <inheritdoc/>
    public ClusterStats Stats => _view.Stats;

    /// <inheritdoc/>
    public IReadOnlyList<DataNodeInfo> DataNodes(Now now, DataNodeFilter filter)
    {
        _state.Now = now;
        return _view.DataNodes(filter);
    }

    /// <inheritdoc/>
    public IReadOnlyList<DataNodeStorages> Storages(Now now, DataNodeFilter filter)
    {
        _state.Now = now;
        return _view.Storages(filter);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ReplicaInfo> Replicas(Now now, long blockId)
    {
        _state.Now = now;
        return _state.Blocks.Find(blockId) is var handle and not 0 ? _view.Replicas(handle) : [];
    }

    /// <inheritdoc/>
    public ReplicaCounts CountReplicas(long blockId) => _state.Blocks.Find(blockId) is var handle and not 0 ? _view.Count(handle) : default;

    /// <inheritdoc/>
    public IReadOnlyList<BlockInfo> CorruptBlocks(ref long place, int limit, ref int budget) =>
        _view.CorruptBlocks(ref place, limit, ref budget);

    /// <inheritdoc/>
    public IEnumerable<string> MetaSave(Now now)
    {
        _state.Now = now;
        return new MetaSaveReport(_state).Lines();
    }

    /// <inheritdoc/>
    public NodeLists Lists => _state.Lists.Source;

    /// <inheritdoc/>
    public void RefreshNodes(Now now, NodeLists lists)
    {
        _state.Now = now;
        _refresh.Begin(lists);
    }

    /// <inheritdoc/>
    public void SetBalancerBandwidth(long bytesPerSecond) => _heartbeats.TellBalancerBandwidth(bytesPerSecond);

    /// <inheritdoc/>
    public IReadOnlyList<(string Rack, IReadOnlyList<DataNodeInfo> Nodes)> Topology(Now now)
    {
        _state.Now = now;
        return _view.Topology();
    }
}
