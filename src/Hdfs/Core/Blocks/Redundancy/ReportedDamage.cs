using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Blocks.State;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.Redundancy;

/// <summary>
/// Damage that readers, scanners and DataNodes tell of (BlockManager.findAndMarkBlockAsCorrupt). A replica is marked as its node has it,
/// whatever the reporter knew of it: a node refuses to delete one of another generation, and would have it counted again
/// with its next full report.
/// </summary>
internal sealed class ReportedDamage(ClusterState state, RedundancyMonitor redundancy)
{
    private readonly ClusterState _state = state;
    private readonly RedundancyMonitor _redundancy = redundancy;

    /// <summary>Marks a replica as corrupt; nothing where it is known to be, or where the node is not known to have one.</summary>
    /// <param name="reported">As the reporter knew it.</param>
    /// <param name="dataNodeUuid">Where it is.</param>
    /// <param name="storageId">On which storage; empty when not known.</param>
    /// <param name="reason">For the log and fsck.</param>
    public void Mark(in Block reported, string dataNodeUuid, string storageId, string reason)
    {
        var handle = _state.Blocks.Find(reported.Id);
        if (handle == 0 || !_state.Nodes.TryGet(dataNodeUuid, out var node) || StorageOf(handle, node, storageId) is not { } storage)
        {
            return;
        }

        var isThere = _state.Blocks.Has(handle, storage);
        CorruptReplica? known = isThere && _state.Blocks.Find(handle, storage).Corrupt ? _state.Corrupt.Get(handle, node) : null;
        if (known?.Kind == CorruptionKind.Reported)
        {
            return; // one that is reported a thousand times is one line in the log
        }

        _state.Notes.Add($"Replica {_state.Blocks[handle].Block.Name()} on DataNode {node} is corrupt: {reason}.");
        var onDisk = known?.OnDisk ?? (isThere ? OnDisk(handle, storage, reported) : reported);
        _redundancy.MarkCorrupt(handle, storage, new CorruptReplica(onDisk, CorruptionKind.Reported, reason));
    }

    // What a storage has that has not been reported yet is its node's word, as with Apache: nobody would tell of it a second time.
    private DataNodeStorage? StorageOf(int handle, DataNodeDescriptor node, string storageId)
    {
        if (_state.Blocks.FindOnNode(handle, node) is { } known)
        {
            return known;
        }

        var isClosed = _state.Blocks[handle].State is BlockState.Complete or BlockState.Committed;
        return isClosed && node.Alive && node.FindStorage(storageId) is { BlockReports: 0, IsForgotten: false } storage ? storage : null;
    }

    // Of a block that is being written the node's own report is newer than what the name space knows, and a recovery that has ended there
    // may not have been told yet.
    private Block OnDisk(int handle, DataNodeStorage storage, in Block reported)
    {
        var block = _state.Blocks[handle].Block;
        if (!_state.Open.TryGetValue(handle, out var open))
        {
            return block;
        }

        var told = open.On(storage.Node) is { Reported: true } replica && replica.Storage == storage ? replica.OnDisk(block.Id) : block;
        return reported.GenerationStamp > told.GenerationStamp ? reported : told;
    }
}
