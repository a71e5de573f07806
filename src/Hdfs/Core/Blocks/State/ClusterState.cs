using Hathi.Base;
using Hathi.Hdfs.Core.Blocks.Map;
using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Options;

namespace Hathi.Hdfs.Core.Blocks.State;

/// <summary>What the parts of the block manager share: data, no decisions. Owned by the thread that steps the NameNode.</summary>
internal sealed class ClusterState
{
    /// <summary>Storages of one node: more disks than a machine has, and as many as one of its calls may name.</summary>
    private const int MostStorages = 1_024;

    public ClusterState(BlockManagerOptions options, IBlockOwner owner, SeededRandom random)
    {
        Options = options;
        Owner = owner;
        Random = random;
        Blocks = new BlockMap(Storages);
        Racks = new RackResolver(options.Racks);
        Lists = new HostLists(options.Lists);
        Needed = new LowRedundancyQueues(Blocks);
        Pending = new PendingReconstructions(Blocks);
    }

    public BlockManagerOptions Options { get; }

    public IBlockOwner Owner { get; }

    public SeededRandom Random { get; }

    public StorageTable Storages { get; } = new();

    public BlockMap Blocks { get; }

    public DataNodeRegistry Nodes { get; } = new();

    public NetworkTopology Topology { get; } = new();

    public HeartbeatOrder Heartbeats { get; } = new();

    public ClusterTotals Totals { get; } = new();

    public RackResolver Racks { get; }

    public HostLists Lists { get; set; }

    /// <summary>Blocks that are not complete, by handle.</summary>
    public Dictionary<int, OpenBlock> Open { get; } = [];

    public LowRedundancyQueues Needed { get; }

    public PendingReconstructions Pending { get; }

    public CorruptReplicas Corrupt { get; } = new();

    public PostponedBlocks Postponed { get; } = new();

    /// <summary>The time of the running step.</summary>
    public Now Now { get; set; }

    /// <summary>Monotonic milliseconds from which on DataNodes could register; -1: the name space is still being read.</summary>
    public long StartedAt { get; set; } = -1;

    /// <summary>Goes up when a node registers or has a new storage: somebody has yet to report.</summary>
    public long Arrivals { get; set; }

    /// <summary>
    /// The cluster has become one of several racks: blocks that were well placed may not be any more, and have yet to be judged anew.
    /// </summary>
    public bool BecameMultiRack { get; set; }

    /// <summary>Lines for the node's log that the next effects carry out.</summary>
    public StepNotes Notes { get; } = new(StepNotes.Limit);

    /// <summary>False until start-up safe mode has ended: replicas are counted, nothing is copied or deleted yet.</summary>
    public bool QueuesInUse { get; set; }

    /// <summary>Replicas whose deletion waits for a heartbeat.</summary>
    public long InvalidatesWaiting { get; set; }

    /// <summary>Replicas marked as excess.</summary>
    public long ExcessReplicas { get; set; }

    /// <summary>Storages of which all that they held was lost.</summary>
    public long StoragesLost { get; set; }

    /// <summary>Queues the deletion of a replica on a node.</summary>
    public void Invalidate(DataNodeDescriptor node, in Block replica)
    {
        if (node.Invalidates.Add(replica))
        {
            InvalidatesWaiting++;
        }
    }

    public void CancelInvalidate(DataNodeDescriptor node, long blockId)
    {
        if (node.Invalidates.Remove(blockId))
        {
            InvalidatesWaiting--;
        }
    }

    /// <summary>A storage of a node; a report may come before the heartbeat that tells of it.</summary>
    /// <exception cref="HdfsFault">The node has more storages than a machine has.</exception>
    public DataNodeStorage StorageOf(DataNodeDescriptor node, string storageId, StorageKind kind, StorageState storageState)
    {
        var storage = node.FindStorage(storageId);
        if (storage is null)
        {
            if (node.Storages.Count >= MostStorages)
            {
                throw new HdfsFault(
                    HdfsError.Io,
                    $"DataNode {node} reports storage {storageId} and has {node.Storages.Count} others, the most that a node may have. "
                    + "Storages that its heartbeats do not name are forgotten.");
            }

            Arrivals++;
            storage = Storages.Add(node, storageId);
            storage.Introduce(kind, storageState);
            node.Storages.Add(storage);
        }

        return storage;
    }
}
