using Hathi.Hdfs.Core.Blocks.Membership;
using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Blocks.Redundancy;
using Hathi.Hdfs.Core.Blocks.State;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.Reports;

/// <summary>Incremental reports: begun, finished, deleted (BlockManager.processIncrementalBlockReport).</summary>
internal sealed class IncrementalReports(
    ClusterState state, NodeMembership membership, ReportedReplicas reported, RedundancyMonitor redundancy)
{
    // As Apache's refusals call it.
    private const string What = "incremental block report";

    private readonly ClusterState _state = state;
    private readonly NodeMembership _membership = membership;
    private readonly ReportedReplicas _reported = reported;
    private readonly RedundancyMonitor _redundancy = redundancy;

    /// <summary>A report has come.</summary>
    /// <exception cref="HdfsFault">Its node is not registered, or not where it comes from: it is to be sent again.</exception>
    public void Begin(IncrementalReportCursor cursor) => cursor.Begin(_membership.Require(cursor.Report.From, What));

    /// <returns>Whether the report has ended.</returns>
    /// <exception cref="HdfsFault">Its node is not registered any more, or is again: what was not taken in is to be sent again.</exception>
    public bool Continue(IncrementalReportCursor cursor, ref int budget)
    {
        var node = _membership.Require(cursor.Report.From, What);
        if (cursor.IsOver(node))
        {
            throw new HdfsFault(
                HdfsError.Io, $"Got {What} of DataNode {node}, which has registered again since: "
                    + "the rest of it is not taken in, and it is to be sent again.");
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

                Apply(storage, report.Changes[cursor.Entry]);
            }
        }

        return true;
    }

    private void Apply(DataNodeStorage storage, in BlockChange change)
    {
        storage.Node.NoteChange(change.Block.Id);
        switch (change.Kind)
        {
            case BlockChangeKind.Receiving:
                _reported.Apply(storage, change.Block, ReplicaState.BeingWritten, null);
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

        storage.UseSpace(change.Block.Length);
        var handle = _state.Blocks.Find(change.Block.Id);
        var wasExpected = false;
        if (handle != 0)
        {
            if (_state.Open.TryGetValue(handle, out var open) && open.On(storage.Node) is { } expected)
            {
                OpenBlock.Unschedule(expected);
            }

            if (_state.Blocks[handle].GenerationStamp == change.Block.GenerationStamp)
            {
                wasExpected = _state.Pending.Resolve(handle, storage.Node);
            }
        }

        _reported.Apply(storage, change.Block, ReplicaState.Finalized, hint);
        if (wasExpected)
        {
            // A full report may have told of it already: it counted twice until now, as a replica and as one to come.
            _redundancy.Check(handle);
        }
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
