using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Blocks.Redundancy;
using Hathi.Hdfs.Core.Blocks.Writing;
using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.Reports;

/// <summary>Incremental reports: begun, finished, deleted (BlockManager.processIncrementalBlockReport).</summary>
internal sealed class IncrementalReports(ClusterState state, NodeMembership membership, ReportedReplicas reported, RedundancyMonitor redundancy)
{
    private readonly ClusterState _state = state;
    private readonly NodeMembership _membership = membership;
    private readonly ReportedReplicas _reported = reported;
    private readonly RedundancyMonitor _redundancy = redundancy;

    /// <summary>A report has come.</summary>
    /// <returns>False when its node is not registered: nothing of it will be taken in.</returns>
    public bool TryBegin(IncrementalReportCursor cursor)
    {
        if (_membership.Find(cursor.Report.From) is not { } node)
        {
            return false;
        }

        cursor.Begin(node);
        return true;
    }

    /// <returns>Whether the report has ended.</returns>
    public bool Take(IncrementalReportCursor cursor, ref int budget)
    {
        var from = cursor.Report.From;
        var node = _membership.Find(from);
        if (node is null)
        {
            _state.Notes.Add($"Block changes of DataNode {from.Id.HostName} are passed over: it is not registered, and reports in full once it is.");
            return true;
        }

        if (cursor.IsOver(node))
        {
            _state.Notes.Add(
                $"The rest of the block changes of DataNode {node} is passed over: it has registered again since, and reports in full.");
            return true;
        }

        for (; cursor.At < cursor.Report.Storages.Count; cursor.At++, cursor.Entry = 0)
        {
            var report = cursor.Report.Storages[cursor.At];
            var storage = _state.StorageOf(node, report.StorageId, report.Kind, report.State);
            for (; cursor.Entry < report.Changes.Count; cursor.Entry++, budget--)
            {
                if (budget <= 0)
                {
                    return false;
                }

                Take(storage, report.Changes[cursor.Entry]);
            }
        }

        return true;
    }

    private void Take(DataNodeStorage storage, in BlockChange change)
    {
        storage.Node.NoteChange(change.Block.Id);
        switch (change.Kind)
        {
            case BlockChangeKind.Receiving:
                _reported.Take(storage, change.Block, ReplicaState.BeingWritten, null);
                break;
            case BlockChangeKind.Received:
                Received(storage, change);
                break;
            default:
                Deleted(storage, change.Block);
                break;
        }
    }

    private void Received(DataNodeStorage storage, in BlockChange change)
    {
        DataNodeDescriptor? hint = null;
        if (!string.IsNullOrEmpty(change.DeleteHint))
        {
            _state.Nodes.TryGet(change.DeleteHint, out hint);
        }

        storage.TakeSpace(change.Block.Length);
        var handle = _state.Blocks.Find(change.Block.Id);
        if (handle != 0)
        {
            if (_state.Open.TryGetValue(handle, out var open) && open.On(storage.Node) is { } expected)
            {
                OpenBlock.Unschedule(expected);
            }

            if (_state.Blocks[handle].GenerationStamp == change.Block.GenerationStamp)
            {
                _state.Pending.Resolve(handle, storage.Node);
            }
        }

        _reported.Take(storage, change.Block, ReplicaState.Finalized, hint);
    }

    private void Deleted(DataNodeStorage storage, in Block block)
    {
        var handle = _state.Blocks.Find(block.Id);
        if (handle == 0)
        {
            return;
        }

        // The node's own word: also when the replica was known on another of its volumes.
        var stored = _state.Blocks.FindOnNode(handle, storage.Node);
        if (stored is not null)
        {
            _redundancy.RemoveReplica(handle, stored);
        }
    }
}
