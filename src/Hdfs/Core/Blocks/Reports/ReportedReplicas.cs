using System.Runtime.CompilerServices;
using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Blocks.Redundancy;
using Hathi.Hdfs.Core.Blocks.SafeModes;
using Hathi.Hdfs.Core.Blocks.State;
using Hathi.Hdfs.Core.Blocks.Writing;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.Reports;

/// <summary>What one reported replica means (BlockManager.processReportedBlock), whatever report it came in.</summary>
internal sealed class ReportedReplicas(ClusterState state, SafeMode safeMode, RedundancyMonitor redundancy, BlockWriting writing)
{
    /// <summary>
    /// Deletions of blocks that no file has which wait for one DataNode, and for all of them: of a hundred bytes each. Who registers may
    /// report what he likes; what finds no place here is told again by the node's next full report.
    /// </summary>
    internal const int MostUnknown = 1_000_000;
    internal const int MostUnknownOfAll = 10_000_000;

    private readonly ClusterState _state = state;
    private readonly SafeMode _safeMode = safeMode;
    private readonly RedundancyMonitor _redundancy = redundancy;
    private readonly BlockWriting _writing = writing;

    /// <summary>Takes in one replica.</summary>
    /// <param name="storage">Where it is.</param>
    /// <param name="reported">Id, length and generation stamp on disk.</param>
    /// <param name="replicaState">What its node says it is.</param>
    /// <param name="hint">The node a balancer moved it from; null: none.</param>
    /// <returns>The block's handle; 0 when no file owns it.</returns>
    public int Apply(DataNodeStorage storage, in Block reported, ReplicaState replicaState, DataNodeDescriptor? hint)
    {
        var handle = _state.Blocks.Find(reported.Id);
        if (handle == 0)
        {
            ApplyUnknown(storage, reported);
            return 0;
        }

        if (storage.Node.Invalidates.Count > 0 && storage.Node.Invalidates.Contains(reported.Id, reported.GenerationStamp))
        {
            return handle;
        }

        ref var record = ref _state.Blocks[handle];
        if (CorruptionCheck.Find(record, reported, replicaState) is { } corruption)
        {
            _redundancy.MarkCorrupt(handle, storage, corruption);
            return handle;
        }

        if (IsOpenFor(record.State, replicaState))
        {
            ApplyOpen(handle, storage, reported, replicaState);
        }
        else if (replicaState == ReplicaState.Finalized && !HasGood(handle, storage))
        {
            Store(handle, storage, reported, hint);
        }

        return handle;
    }

    // At start nothing is deleted: a NameNode started with old metadata must not destroy what it has forgotten.
    private void ApplyUnknown(DataNodeStorage storage, in Block reported)
    {
        if (_state.QueuesInUse)
        {
            if (storage.Node.Invalidates.Places >= MostUnknown || _state.InvalidatesWaiting >= MostUnknownOfAll)
            {
                return;
            }

            _state.Invalidate(storage.Node, reported);
        }
        else
        {
            _safeMode.SawUnknown(reported);
        }
    }

    private static bool IsOpenFor(BlockState state, ReplicaState replicaState) => replicaState == ReplicaState.Finalized
        ? state is BlockState.UnderConstruction or BlockState.UnderRecovery
        : state != BlockState.Complete;

    private void ApplyOpen(int handle, DataNodeStorage storage, in Block reported, ReplicaState replicaState)
    {
        _safeMode.SawOpen(handle);
        _state.Open[handle].Report(storage, reported.GenerationStamp, reported.Length, replicaState);
        if (replicaState == ReplicaState.Finalized && !HasGood(handle, storage))
        {
            Store(handle, storage, reported, null);
        }
    }

    private bool HasGood(int handle, DataNodeStorage storage)
    {
        ref var slot = ref _state.Blocks.Find(handle, storage);
        return !Unsafe.IsNullRef(ref slot) && !slot.Corrupt;
    }

    private void Store(int handle, DataNodeStorage storage, in Block reported, DataNodeDescriptor? hint)
    {
        _redundancy.AddReplica(handle, storage, reported);
        _writing.CompleteWhenReported(handle);
        _redundancy.Check(handle, storage.Node, hint);
    }
}
