using Hathi.Hdfs.Core.Blocks.Redundancy;
using Hathi.Hdfs.Core.DataNodes;

namespace Hathi.Hdfs.Core.Blocks.Reports;

/// <summary>
/// Full block reports: what is there is taken in, what the map has and the report has not is removed (BlockManager.processReport, reportDiff).
/// One pass over the report; another over the storage's list only when there was something in it before.
/// </summary>
internal sealed class FullReports(ClusterState state, ReportedReplicas reported, RedundancyMonitor redundancy)
{
    private readonly ClusterState _state = state;
    private readonly ReportedReplicas _reported = reported;
    private readonly RedundancyMonitor _redundancy = redundancy;

    public void Take(DataNodeStorage storage, ReadOnlySpan<ReportedBlock> blocks)
    {
        var isFirst = storage.Blocks.Count == 0;
        foreach (ref readonly var block in blocks)
        {
            var handle = _reported.Take(storage, new(block.Id, block.Length, block.GenerationStamp), block.State, null);
            if (!isFirst && handle != 0 && _state.Blocks.Has(handle, storage))
            {
                _state.Blocks[handle].Reported = true;
            }
        }

        storage.BlockReports++;
        if (!isFirst)
        {
            RemoveUnreported(storage);
        }
    }

    // From the end, so that a removal (which moves the last entry into the gap) leaves nothing unvisited.
    private void RemoveUnreported(DataNodeStorage storage)
    {
        for (var i = storage.Blocks.Count - 1; i >= 0; i--)
        {
            var handle = storage.Blocks[i];
            ref var record = ref _state.Blocks[handle];
            if (!record.Reported)
            {
                _redundancy.RemoveReplica(handle, storage);
                continue;
            }

            record.Reported = false;

            // A surplus replica that is still there: if its node restarted before it deleted it, the order was lost.
            if (_state.ExcessReplicas > 0 && _state.Blocks.Find(handle, storage).Excess)
            {
                _state.Invalidate(storage.Node, record.Block);
            }
        }
    }
}
