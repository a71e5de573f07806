using Hathi.Hdfs.Core.Blocks.Membership;
using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Blocks.Redundancy;
using Hathi.Hdfs.Core.Blocks.SafeModes;
using Hathi.Hdfs.Core.Blocks.State;
using Hathi.Hdfs.Core.DataNodeCalls;

namespace Hathi.Hdfs.Core.Blocks.Reports;

/// <summary>
/// Full block reports: what is there is taken in, what the map has and the report has not is removed (BlockManager.processReport,
/// reportDiff). One pass over the report; another over the storage's list only when there was something in it before. Both go in pieces:
/// what the node tells of a block meanwhile is newer than its report, and what comes to the storage meanwhile counts as reported.
/// </summary>
internal sealed class FullReports(
    ClusterState state,
    NodeMembership membership,
    SafeMode safeMode,
    ReportedReplicas reported,
    RedundancyMonitor redundancy,
    ReportLeases leases)
{
    private readonly ClusterState _state = state;
    private readonly NodeMembership _membership = membership;
    private readonly SafeMode _safeMode = safeMode;
    private readonly ReportedReplicas _reported = reported;
    private readonly RedundancyMonitor _redundancy = redundancy;
    private readonly ReportLeases _leases = leases;

    /// <returns>Whether the report has ended; its answer is in the cursor.</returns>
    public bool Continue(FullReportCursor cursor, ref int budget)
    {
        var node = _membership.Find(cursor.Request.From);
        if (node is null || cursor.IsLost(node))
        {
            GiveUp(cursor);
            cursor.Result = new ReRegister();
            return true;
        }

        if (cursor.Node is null)
        {
            cursor.BeginReport(node);
        }

        for (; cursor.At < cursor.Report.Storages.Count; cursor.At++)
        {
            if (!ContinueStorage(cursor, cursor.Report.Storages[cursor.At], ref budget))
            {
                return false;
            }

            Leave(cursor);
        }

        if (cursor.Report.Call + 1 >= cursor.Report.TotalCalls)
        {
            _leases.Release(node);
            node.ReportedBlocks(_state.Now);
        }

        node.EndReport();
        return true;
    }

    /// <summary>Nothing more will come of a report.</summary>
    public static void GiveUp(ReportCursor report)
    {
        if (report is not FullReportCursor cursor || cursor.Node is not { } node)
        {
            return;
        }

        if (cursor.Storage is { } storage)
        {
            storage.HasMixedMarks = true;
            Leave(cursor);
        }

        node.EndReport();
    }

    private static void Leave(FullReportCursor cursor)
    {
        if (cursor.Storage is { } storage)
        {
            storage.ReportUnderWay = null;
            cursor.Storage = null;
            cursor.Entry = 0;
            cursor.Swept = -1;
        }
    }

    private bool ContinueStorage(FullReportCursor cursor, in StorageBlockReport report, ref int budget)
    {
        if (cursor.Storage is null)
        {
            if (budget <= 0)
            {
                return false;
            }

            var storage = _state.StorageOf(cursor.Node!, report.StorageId, report.Kind, report.State);
            if (_safeMode.IsStartup && storage.BlockReports > 0)
            {
                return true; // Until safe mode ends a second report of a storage tells nothing that must be known now.
            }

            if (storage.ReportUnderWay is not null)
            {
                return false;
            }

            Begin(cursor, storage);
        }

        // The storage left, or all that it held was lost meanwhile: the report speaks of a life that is over.
        return cursor.Storage!.IsForgotten
            || cursor.Storage.Index != cursor.Number
            || (MarkAll(cursor, ref budget) && ApplyBlocks(cursor, report.Blocks.Span, ref budget) && RemoveUnreported(cursor, ref budget));
    }

    private static void Begin(FullReportCursor cursor, DataNodeStorage storage)
    {
        storage.ReportUnderWay = cursor;
        cursor.Storage = storage;
        cursor.Number = storage.Index;
        cursor.WasEmpty = storage.Blocks.Count == 0;
        cursor.Unmarked = storage.Blocks.Count;
        if (!storage.HasMixedMarks)
        {
            storage.Mark = !storage.Mark;
        }
    }

    // Until all marks are the same, the other one would not tell what this report names from what an earlier one did not come to.
    private bool MarkAll(FullReportCursor cursor, ref int budget)
    {
        var storage = cursor.Storage!;
        if (!storage.HasMixedMarks)
        {
            return true;
        }

        for (; (cursor.Unmarked = Math.Min(cursor.Unmarked, storage.Blocks.Count)) > 0; cursor.Unmarked--, budget--)
        {
            if (budget <= 0)
            {
                return false;
            }

            _state.Blocks.MarkReplica(storage.Blocks[cursor.Unmarked - 1], storage);
        }

        storage.HasMixedMarks = false;
        storage.Mark = !storage.Mark;
        return true;
    }

    private bool ApplyBlocks(FullReportCursor cursor, ReadOnlySpan<ReportedBlock> blocks, ref int budget)
    {
        var storage = cursor.Storage!;
        var changed = cursor.Node!.ChangedMeanwhile!;
        for (; cursor.Entry < blocks.Length; cursor.Entry++, budget--)
        {
            if (budget <= 0)
            {
                return false;
            }

            ref readonly var block = ref blocks[cursor.Entry];
            var handle = changed.Count > 0 && changed.Contains(block.Id)
                ? _state.Blocks.Find(block.Id)
                : _reported.Apply(storage, new(block.Id, block.Length, block.GenerationStamp), block.State, null);
            if (!cursor.WasEmpty && handle != 0)
            {
                _state.Blocks.MarkReplica(handle, storage);
            }
        }

        if (cursor.Swept < 0)
        {
            storage.BlockReports++;
            cursor.Swept = cursor.WasEmpty ? 0 : storage.Blocks.Count;
        }

        return true;
    }

    // From the end, so that a removal (which moves the last entry into the gap) leaves nothing unvisited. What is visited twice
    // is only looked at twice.
    private bool RemoveUnreported(FullReportCursor cursor, ref int budget)
    {
        var storage = cursor.Storage!;
        var changed = cursor.Node!.ChangedMeanwhile!;
        for (; (cursor.Swept = Math.Min(cursor.Swept, storage.Blocks.Count)) > 0; cursor.Swept--, budget--)
        {
            if (budget <= 0)
            {
                return false;
            }

            var handle = storage.Blocks[cursor.Swept - 1];
            ref var slot = ref _state.Blocks.Find(handle, storage);
            if (slot.Mark != storage.Mark && changed.Count > 0 && changed.Contains(_state.Blocks[handle].Block.Id))
            {
                // it came before the report had got to this storage, or while marks were set again: the report is older
                slot.Mark = storage.Mark;
            }
            else if (slot.Mark != storage.Mark)
            {
                _redundancy.RemoveReplica(handle, storage);
            }
            else if (slot.Excess)
            {
                // A surplus replica that is still there: if its node restarted before it deleted it, the order was lost.
                _state.Invalidate(storage.Node, _state.Blocks[handle].Block);
            }
        }

        return true;
    }
}
