using Hathi.Base;
using Hathi.Hdfs.Core.Blocks.Membership;
using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Blocks.Placement;
using Hathi.Hdfs.Core.Blocks.Redundancy;
using Hathi.Hdfs.Core.Blocks.Reports;
using Hathi.Hdfs.Core.Blocks.SafeModes;
using Hathi.Hdfs.Core.Blocks.State;
using Hathi.Hdfs.Core.Blocks.Views;
using Hathi.Hdfs.Core.Blocks.Writing;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Options;

namespace Hathi.Hdfs.Core.Blocks.Manager;

/// <summary>
/// The block half of the NameNode: blocks, replicas, DataNodes (BlockManager and DatanodeManager). Composes its parts and decides nothing
/// itself. Made once, before the name space is read; owned by the thread that steps the NameNode. Nothing here is persisted: replicas
/// are learnt from reports.
/// </summary>
public sealed partial class BlockManager : IBlockManager, IDataNodeSide, IClusterView
{
    private readonly ClusterState _state;
    private readonly SafeMode _safeMode;
    private readonly RedundancyMonitor _redundancy;
    private readonly ReportedDamage _damage;
    private readonly BlockWriting _writing;
    private readonly BlockRecovery _recovery;
    private readonly PlacementPolicy _placement;
    private readonly TargetChooser _targets;
    private readonly ReconstructionScheduler _scheduler;
    private readonly RedundancyRounds _rounds;
    private readonly Decommissioning _decommissioning;
    private readonly NodeRefresh _refresh;
    private readonly BlockLooks _looks;
    private readonly PromisedSpace _promises;
    private readonly NodeMembership _membership;
    private readonly Heartbeats _heartbeats;
    private readonly ReportQueue _reports;
    private readonly ErrorReports _errors;
    private readonly BlockLocator _locator;
    private readonly ClusterView _view;

    /// <param name="options">Validated here.</param>
    /// <param name="nameSpace">What DataNodes must belong to.</param>
    /// <param name="owner">The name space.</param>
    /// <param name="random">For placement and the order of equals.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public BlockManager(BlockManagerOptions options, StorageInfo nameSpace, IBlockOwner owner, SeededRandom random)
    {
        options.Validate();
        _state = new ClusterState(options, owner, random);
        _safeMode = new SafeMode(_state);
        _redundancy = new RedundancyMonitor(_state, _safeMode);
        _damage = new ReportedDamage(_state, _redundancy);
        _writing = new BlockWriting(_state, _safeMode, _redundancy);
        _recovery = new BlockRecovery(_state, _writing, _redundancy);
        _placement = new PlacementPolicy(_state);
        _targets = new TargetChooser(_state, _placement);
        _scheduler = new ReconstructionScheduler(_state, _redundancy, _placement);
        var filler = new QueueFiller(_state, _redundancy);
        _rounds = new RedundancyRounds(_state, _safeMode, filler, _scheduler);
        var rechecks = new BlockRechecks(_state, _redundancy);
        _decommissioning = new Decommissioning(_state, _redundancy, rechecks);
        var leases = new ReportLeases(options.MaxReportLeases, options.ReportLeaseLength);
        var graveyard = new Graveyard(_state, _redundancy);
        _membership = new NodeMembership(_state, nameSpace, _redundancy, _scheduler, _recovery, leases, _decommissioning, graveyard);
        _refresh = new NodeRefresh(_state, _membership, _decommissioning);
        _heartbeats = new Heartbeats(_state, _membership, _safeMode, _scheduler, _recovery, leases);
        var reported = new ReportedReplicas(_state, _safeMode, _redundancy, _writing);
        _reports = new ReportQueue(
            _state,
            new FullReports(_state, _membership, _safeMode, reported, _redundancy, leases),
            new IncrementalReports(_state, _membership, reported, _redundancy));
        _errors = new ErrorReports(_state, _membership);
        _looks = new BlockLooks(_state, _redundancy);
        _promises = new PromisedSpace(_state);
        _work = new WorkInTurns(_membership, _reports, _refresh, rechecks, filler, _looks, _scheduler, _decommissioning, _promises);
        _locator = new BlockLocator(_state, _targets);
        _view = new ClusterView(_state, _safeMode, _redundancy, _scheduler);
    }

    /// <inheritdoc/>
    public bool InSafeMode => _safeMode.IsOn;

    /// <inheritdoc/>
    public string SafeModeMessage => _safeMode.Tip(_state.Now);

    /// <inheritdoc/>
    public void Add(Block block, BlockState state, long inodeId, short replication, IReadOnlyList<ReplicaLocation> targets) =>
        _writing.Add(block, state, inodeId, replication, targets);

    /// <inheritdoc/>
    public int Remove(long blockId) => _state.Blocks.Find(blockId) is var handle and not 0 ? _writing.Remove(handle) : 0;

    /// <inheritdoc/>
    public bool TryGet(long blockId, out BlockInfo info)
    {
        var handle = _state.Blocks.Find(blockId);
        info = handle == 0 ? default : _view.Info(handle);
        return handle != 0;
    }

    /// <inheritdoc/>
    public int SetReplication(long blockId, short replication)
    {
        var handle = Known(blockId);
        _redundancy.SetReplication(handle, replication);
        return _state.Blocks.CountReplicas(handle);
    }

    /// <inheritdoc/>
    public BlockState Commit(long blockId, long length, long generationStamp) => _writing.Commit(Known(blockId), length, generationStamp);

    /// <inheritdoc/>
    public bool TryComplete(long blockId) => _writing.TryComplete(Known(blockId));

    /// <inheritdoc/>
    public void ForceComplete(long blockId, long length, long generationStamp) =>
        _writing.ForceComplete(Known(blockId), length, generationStamp);

    /// <inheritdoc/>
    public void Reopen(long blockId, long generationStamp, long length, IReadOnlyList<ReplicaLocation> targets) =>
        _writing.Reopen(Known(blockId), generationStamp, length, targets);

    /// <inheritdoc/>
    public void SetLength(long blockId, long length) => _state.Blocks[Known(blockId)].Length = length;

    /// <inheritdoc/>
    public RecoveryStart BeginRecovery(Now now, long blockId, long recoveryId)
    {
        _state.Now = now;
        return _recovery.Begin(Known(blockId), recoveryId);
    }

    /// <inheritdoc/>
    public long RecoveryId(long blockId) => _recovery.IdOf(blockId);

    /// <inheritdoc/>
    public void EndRecovery(
        long blockId, long length, long generationStamp, IReadOnlyList<(string DataNodeUuid, string StorageId)> replicas) =>
        _recovery.End(Known(blockId), length, generationStamp, replicas);

    /// <inheritdoc/>
    public LocatedBlock Locate(Now now, long blockId, long offset, string readerAddress)
    {
        _state.Now = now;
        return _locator.Locate(Known(blockId), offset, readerAddress);
    }

    /// <inheritdoc/>
    public int LiveReplicas(long blockId) => _state.Blocks.Find(blockId) is var handle and not 0 ? ReplicaTally.Of(_state, handle).Live : 0;

    /// <inheritdoc/>
    public IReadOnlyList<ReplicaLocation> ChooseTargets(
        Now now,
        string writerAddress,
        int count,
        IReadOnlyList<string> chosen,
        IReadOnlyCollection<string> excludedUuids,
        IReadOnlyCollection<string> favoredHosts,
        long blockSize,
        int minimum,
        string path)
    {
        _state.Now = now;
        var mayStillCome = _safeMode.NodesMayStillCome(now);
        return _targets.Choose(writerAddress, count, chosen, excludedUuids, favoredHosts, blockSize, minimum, path, mayStillCome);
    }

    /// <inheritdoc/>
    public ReplicaLocation? FindStorage(string dataNodeUuid, string storageId) =>
        _state.Nodes.FindStorage(dataNodeUuid, storageId)?.Location;

    /// <inheritdoc/>
    public string? DataNodeAt(string address, int transferPort) => _state.Nodes.LivingAt(address, transferPort)?.Uuid;

    /// <inheritdoc/>
    public bool HasDataNode(string uuid) => _state.Nodes.TryGet(uuid, out _);

    /// <inheritdoc/>
    public void MarkCorrupt(Block replica, string dataNodeUuid, string storageId, string reason) =>
        _damage.Mark(replica, dataNodeUuid, storageId, reason);

    /// <inheritdoc/>
    public void EnterSafeMode(Now now)
    {
        _state.Now = now;
        _safeMode.Enter();
    }

    /// <inheritdoc/>
    public void LeaveSafeMode(Now now, bool force)
    {
        _state.Now = now;
        _rounds.LeaveSafeMode(force);
    }

    /// <inheritdoc/>
    public void StartupComplete(Now now)
    {
        _state.Now = now;
        _rounds.StartupComplete();
    }

    private int Known(long blockId)
    {
        var handle = _state.Blocks.Find(blockId);
        return handle != 0 ? handle : throw new InvalidOperationException($"Block {blockId} is not known to the block manager.");
    }
}
