using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Options;

namespace Hathi.Hdfs.Core.Tests.Namespace;

/// <summary>A block side that knows just enough: states, lengths, and as many live replicas as a test says.</summary>
internal sealed class FakeBlocks : IBlockManager, IDataNodeSide, IClusterView
{
    public sealed record Entry(BlockInfo Info, IReadOnlyList<ReplicaLocation> Targets, int Live, long RecoveryId);

    private readonly IBlockOwner _owner;
    private bool _started;

    public FakeBlocks(IBlockOwner owner) => _owner = owner;

    public Dictionary<long, Entry> Known { get; } = [];

    public List<long> Removed { get; } = [];

    public List<DataNodeInfo> Nodes { get; } = [Node(1), Node(2), Node(3)];

    /// <summary>Replicas that report a block as soon as it is committed.</summary>
    public int ReportAtCommit { get; set; } = 1;

    /// <summary>Answer of <see cref="BeginRecovery"/>.</summary>
    public RecoveryStart Recovery { get; set; } = RecoveryStart.Begun;

    public List<DataNodeRequest> Handled { get; } = [];

    public int Ticks { get; private set; }

    public bool InSafeMode { get; set; }

    public string SafeModeMessage => "It was turned on manually. Use \"hdfs dfsadmin -safemode leave\" to turn safe mode off.";

    public ClusterStats Stats => new()
    {
        Capacity = 3000, Used = 30, NonDfsUsed = 0, Remaining = 2970, BlockPoolUsed = 30, Blocks = Known.Count, LowRedundancy = 0,
        CorruptReplicas = 0, Missing = 0, MissingWithReplicationOne = 0, BytesInFuture = BytesInFuture, PendingReconstruction = 0,
        PendingDeletion = 0, Excess = 0, ScheduledReplication = 0, LiveNodes = Nodes.Count, DeadNodes = 0, StaleNodes = 0,
        DecommissioningNodes = 0, DecommissionedLiveNodes = 0, DecommissionedDeadNodes = 0, TransferThreads = 0, FailedVolumes = 0,
    };

    public static DataNodeInfo Node(int number) => new()
    {
        Id = new DataNodeId($"uuid-{number}", $"127.77.14.{number}", $"pi-{number}", 9866, 9867, 9864, 0),
        Rack = "/rack-1", Capacity = 1000, Used = 10, NonDfsUsed = 0, Remaining = 990, LastUpdate = 0, LastBlockReport = 0,
        TransferThreads = 0, Blocks = 0, AdminState = AdminState.Normal, Alive = true, SoftwareVersion = "3.5.0",
    };

    public void Add(Block block, BlockState state, long inodeId, short replication, IReadOnlyList<ReplicaLocation> targets)
    {
        if (!Known.TryAdd(block.Id, new Entry(new BlockInfo(block, state, inodeId, replication), targets, 0, 0)))
        {
            throw new InvalidOperationException($"Block {block.Id} is added a second time."); // as the real ones
        }
    }

    public int Remove(long blockId)
    {
        Assert.True(Known.Remove(blockId));
        Removed.Add(blockId);
        return 0;
    }

    /// <summary>Blocks that were asked for.</summary>
    public int LookUps { get; private set; }

    public bool TryGet(long blockId, out BlockInfo info)
    {
        LookUps++;
        var found = Known.TryGetValue(blockId, out var entry);
        info = found ? entry!.Info : default;
        return found;
    }

    public int SetReplication(long blockId, short replication)
    {
        Change(blockId, e => e with { Info = e.Info with { Replication = replication } });
        return 0;
    }

    public BlockState Commit(long blockId, long length, long generationStamp)
    {
        Change(blockId, e => e with
        {
            Info = e.Info with { Block = new Block(blockId, length, generationStamp), State = BlockState.Committed },
            Live = Math.Max(e.Live, _started ? ReportAtCommit : 0),
        });
        TryComplete(blockId);
        return Known[blockId].Info.State;
    }

    public bool TryComplete(long blockId)
    {
        var entry = Known[blockId];
        if (entry.Info.State == BlockState.Committed && entry.Live >= 1)
        {
            Change(blockId, e => e with { Info = e.Info with { State = BlockState.Complete } });
        }

        return Known[blockId].Info.State == BlockState.Complete;
    }

    /// <summary>A DataNode has reported a replica.</summary>
    public void Report(Now now, long blockId)
    {
        Change(blockId, e => e with { Live = e.Live + 1 });
        if (Known[blockId].Info.State == BlockState.Committed && TryComplete(blockId))
        {
            _owner.BlockCompleted(now, blockId, Known[blockId].Info.InodeId);
        }
    }

    public void ForceComplete(long blockId, long length, long generationStamp) =>
        Change(
            blockId,
            e => e with { Info = e.Info with { Block = new Block(blockId, length, generationStamp), State = BlockState.Complete } });

    public void Reopen(long blockId, long generationStamp, long length, IReadOnlyList<ReplicaLocation> targets) => Change(
        blockId, e => e with
    {
        Info = e.Info with { Block = new Block(blockId, length, generationStamp), State = BlockState.UnderConstruction },
        Targets = targets,
        RecoveryId = 0,
    });

    public void SetLength(long blockId, long length) =>
        Change(blockId, e => e with { Info = e.Info with { Block = e.Info.Block with { Length = length } } });

    public RecoveryStart BeginRecovery(Now now, long blockId, long recoveryId)
    {
        if (Recovery == RecoveryStart.Begun)
        {
            Change(blockId, e => e with { Info = e.Info with { State = BlockState.UnderRecovery }, RecoveryId = recoveryId });
        }

        return Recovery;
    }

    public long RecoveryId(long blockId) => Known[blockId].RecoveryId;

    public void EndRecovery(
        long blockId, long length, long generationStamp, IReadOnlyList<(string DataNodeUuid, string StorageId)> replicas) =>
        Change(blockId, e => e with
        {
            Info = e.Info with { Block = new Block(blockId, length, generationStamp), State = BlockState.Committed },
            Live = replicas.Count,
            RecoveryId = 0,
        });

    public LocatedBlock Locate(Now now, long blockId, long offset, string readerAddress) =>
        new(Known[blockId].Info.Block, offset, false, Known[blockId].Targets);

    public int LiveReplicas(long blockId) => Known[blockId].Live;

    public IReadOnlyList<ReplicaLocation> ChooseTargets(
        Now now, string writerAddress, int count, IReadOnlyList<string> chosen, IReadOnlyCollection<string> excludedUuids,
        IReadOnlyCollection<string> favoredHosts, long blockSize, int minimum, string path)
    {
        var targets = new List<ReplicaLocation>();
        foreach (var node in Nodes)
        {
            if (targets.Count < count && !chosen.Contains(node.Id.Uuid) && !excludedUuids.Contains(node.Id.Uuid))
            {
                targets.Add(new ReplicaLocation(node, "DS-" + node.Id.Uuid, StorageKind.Disk));
            }
        }

        return targets.Count >= minimum
            ? targets
            : throw new HdfsFault(HdfsError.Io, $"File {path} could only be written to {targets.Count} of the {minimum} required nodes.");
    }

    public ReplicaLocation? FindStorage(string dataNodeUuid, string storageId)
    {
        var node = Nodes.Find(n => n.Id.Uuid == dataNodeUuid);
        return node == null ? null : new ReplicaLocation(node, storageId, StorageKind.Disk);
    }

    public List<(long Block, string Uuid)> Corrupt { get; } = [];

    public string? DataNodeAt(string address, int transferPort) =>
        Nodes.Find(n => n.Id.Address == address && n.Id.TransferPort == transferPort)?.Id.Uuid;

    public bool HasDataNode(string uuid) => uuid != Stranger;

    /// <summary>A DataNode that never registered.</summary>
    public const string Stranger = "stranger";

    public void MarkCorrupt(Block replica, string dataNodeUuid, string storageId, string reason) => Corrupt.Add((replica.Id, dataNodeUuid));

    /// <summary>Bytes that keep safe mode on unless it is left by force.</summary>
    public long BytesInFuture { get; set; }

    public void EnterSafeMode(Now now) => InSafeMode = true;

    public void LeaveSafeMode(Now now, bool force)
    {
        BytesInFuture = force ? 0 : BytesInFuture;
        InSafeMode = BytesInFuture > 0;
    }

    /// <summary>The block reports come at once.</summary>
    public void StartupComplete(Now now)
    {
        _started = true;
        foreach (var id in Known.Keys.ToList())
        {
            Change(id, e => e with { Live = e.Info.State >= BlockState.Committed ? ReportAtCommit : 0 });
        }
    }

    public void Handle(Now now, DataNodeRequest request, List<Effect> effects)
    {
        Handled.Add(request);
        effects.Add(Effect.Reply(null));
    }

    public void Tick(Now now, List<Effect> effects) => Ticks++;

    public bool HasWork => false;

    public void RunPiece(Now now, List<Effect> effects)
    {
    }

    public IReadOnlyList<DataNodeInfo> DataNodes(Now now, DataNodeFilter filter) => Nodes;

    public IReadOnlyList<DataNodeStorages> Storages(Now now, DataNodeFilter filter) => [];

    public IReadOnlyList<ReplicaInfo> Replicas(Now now, long blockId) => [];

    public ReplicaCounts CountReplicas(long blockId) => new(Known[blockId].Live, 0, 0, 0, 0, 0, 1, 1);

    public IReadOnlyList<BlockInfo> CorruptBlocks(ref long place, int limit, ref int budget)
    {
        var (after, most) = (place, Math.Min(limit, budget));
        var found = Known.Values.Select(e => e.Info)
            .Where(i => Corrupt.Exists(c => c.Block == i.Block.Id) && i.Block.Id > after)
            .OrderBy(i => i.Block.Id).Take(most).ToList();
        budget -= found.Count;
        place = found.Count < most ? int.MaxValue : found[^1].Block.Id;
        return found;
    }

    public IEnumerable<string> MetaSave(Now now) => ["Live Datanodes: 3"];

    public NodeLists Lists { get; private set; } = NodeLists.Everyone;

    public void RefreshNodes(Now now, NodeLists lists) => Lists = lists;

    public void SetBalancerBandwidth(long bytesPerSecond)
    {
    }

    public IReadOnlyList<(string Rack, IReadOnlyList<DataNodeInfo> Nodes)> Topology(Now now) => [("/rack-1", Nodes)];

    private void Change(long blockId, Func<Entry, Entry> change) => Known[blockId] = change(Known[blockId]);
}
