using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Options;

namespace Hathi.Hdfs.Core.Blocks;

/// <summary>The block manager as administrators see it: dfsadmin, fsck, metrics. Same thread, same step.</summary>
public interface IClusterView
{
    /// <summary>Totals, kept as they change: no walk.</summary>
    ClusterStats Stats { get; }

    /// <summary>The DataNodes of a kind, in the order they first registered.</summary>
    IReadOnlyList<DataNodeInfo> DataNodes(Now now, DataNodeFilter filter);

    /// <summary>The storages of the same nodes with their figures.</summary>
    IReadOnlyList<DataNodeStorages> Storages(Now now, DataNodeFilter filter);

    /// <summary>What is known of each replica of a block, for fsck; empty when the block is unknown or has none.</summary>
    IReadOnlyList<ReplicaInfo> Replicas(Now now, long blockId);

    /// <summary>How many replicas of a block there are of each kind, and whether they are on enough racks.</summary>
    ReplicaCounts CountReplicas(long blockId);

    /// <summary>Blocks without any good replica that belong to files, in no order.</summary>
    /// <param name="place">
    /// 0: from the start. Moves behind what was looked at; <see cref="int.MaxValue"/>: that was all; stock clients read it as an int.
    /// </param>
    /// <param name="limit">Blocks at most.</param>
    /// <param name="budget">Blocks that may be looked at.</param>
    IReadOnlyList<BlockInfo> CorruptBlocks(ref long place, int limit, ref int budget);

    /// <summary>
    /// The lines that dfsadmin -metasave writes about blocks and nodes, one at a time. They may be taken in several steps,
    /// with changes between them.
    /// </summary>
    IEnumerable<string> MetaSave(Now now);

    /// <summary>
    /// The include and exclude lists that count: those of the start, or the last that <see cref="RefreshNodes"/> was told.
    /// </summary>
    NodeLists Lists { get; }

    /// <summary>New include and exclude lists (dfsadmin -refreshNodes): nodes are refused, decommissioned or taken back.</summary>
    void RefreshNodes(Now now, NodeLists lists);

    /// <summary>Told to every node with its next heartbeat. Bytes a second.</summary>
    void SetBalancerBandwidth(long bytesPerSecond);

    /// <summary>For each live rack its live and dead nodes' addresses, as dfsadmin -printTopology wants them.</summary>
    IReadOnlyList<(string Rack, IReadOnlyList<DataNodeInfo> Nodes)> Topology(Now now);
}
