using System.Globalization;
using Hathi.Base;
using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Blocks.State;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.Views;

/// <summary>The lines of dfsadmin -metasave on blocks and nodes, as Apache's tools read them (BlockManager.metaSave). Each section looks at
/// what there is when it begins, so that the lines may be taken in several steps; of what is there by the million it
/// names the first.</summary>
internal sealed class MetaSaveReport(ClusterState state)
{
    // Lines of a section at most: the text is held in memory, and nobody reads more.
    private const int LinesOfSection = 10_000;

    // Blocks in the line of a node's deletions at most.
    private const int BlocksOfNode = 100;

    private readonly ClusterState _state = state;

    public IEnumerable<string> Lines() => Counts().Concat(Needed()).Concat(Pending()).Concat(Deletions()).Concat(Corrupt()).Concat(Nodes());

    private IEnumerable<string> Counts()
    {
        yield return $"Live Datanodes: {_state.Totals.Live}";
        yield return $"Dead Datanodes: {_state.Totals.Dead}";
    }

    private IEnumerable<string> Needed()
    {
        var missing = _state.Needed.CountOf(LowRedundancyQueues.Missing);
        yield return $"Metasave: Blocks waiting for reconstruction: {_state.Needed.Count - missing}";
        for (var level = 0; level < LowRedundancyQueues.Missing; level++)
        {
            foreach (var line in Blocks(_state.Needed.Some(level, LinesOfSection), _state.Needed.CountOf(level)))
            {
                yield return line;
            }
        }

        yield return $"Metasave: Blocks currently missing: {missing}";
        foreach (var line in Blocks(_state.Needed.Some(LowRedundancyQueues.Missing, LinesOfSection), missing))
        {
            yield return line;
        }

        yield return "Mis-replicated blocks that have been postponed:";
        foreach (var id in _state.Postponed.First(LinesOfSection).ToList())
        {
            if (_state.Blocks.Find(id) is var handle and not 0)
            {
                yield return Describe(handle);
            }
        }
    }

    private IEnumerable<string> Pending()
    {
        yield return $"Metasave: Blocks being reconstructed: {_state.Pending.Count}";
        foreach (var (handle, since, replicas) in _state.Pending.Entries.Take(LinesOfSection).ToList())
        {
            var seconds = (_state.Now.MonotonicMilliseconds - since) / 1000;
            yield return $"{_state.Blocks[handle].Block.Name()} Waiting: {seconds} s NumReconstructInProgress: {replicas}";
        }
    }

    private IEnumerable<string> Deletions()
    {
        var nodes = _state.Nodes.Nodes.FindAll(n => n.Invalidates.Count > 0);
        yield return $"Metasave: Blocks {_state.InvalidatesWaiting} waiting deletion from {nodes.Count} datanodes.";
        foreach (var node in nodes)
        {
            var rest = node.Invalidates.Count - BlocksOfNode;
            yield return $"{node.Id.Address}:{node.Id.TransferPort}";
            yield return string.Join(',', node.Invalidates.Blocks.Take(BlocksOfNode).Select(b => b.Name())) + (rest > 0
                ? $",… and {rest} more"
                : "");
        }
    }

    private IEnumerable<string> Corrupt()
    {
        yield return "Corrupt Blocks:";
        foreach (var (handle, node, replica) in _state.Corrupt.All.Take(LinesOfSection).ToList())
        {
            var storage = _state.Blocks.FindOnNode(handle, node);
            var block = _state.Blocks[handle].Block;
            yield return $"Block={block.Name()}\tSize={block.Length}\tNode={node.Id.Address}:{node.Id.TransferPort}\tStorageID="
                + $"{storage?.StorageId}\tStorageState={storage?.State.ToString().ToUpperInvariant()}\tTotalReplicas="
                + $"{_state.Blocks.CountReplicas(handle)}\tReason={replica.Reason}";
        }
    }

    private IEnumerable<string> Nodes()
    {
        yield return $"Metasave: Number of datanodes: {_state.Nodes.Nodes.Count}";
        foreach (var node in _state.Nodes.Nodes.OrderBy(n => n.Uuid, StringComparer.Ordinal).ToList())
        {
            var rack = string.Equals(node.Rack.Name, Rack.Default, StringComparison.Ordinal) ? "" : " " + node.Rack.Name;
            var admin = node.Admin switch
            {
                AdminState.Decommissioned => "DD",
                AdminState.DecommissionInProgress => "DP",
                _ => "IN",
            };
            var percent = node.Capacity == 0 ? 100 : 100.0 * node.Used / node.Capacity;
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{node.Id.Address}:{node.Id.TransferPort}{rack} {admin} {Size(node.Capacity)} {Size(node.Used)} {percent:F2}% "
                + $"{Size(node.Remaining)}");
        }
    }

    private IEnumerable<string> Blocks(List<int> handles, int all)
    {
        foreach (var handle in handles)
        {
            if (_state.Blocks.IsLive(handle))
            {
                yield return Describe(handle);
            }
        }

        if (all > handles.Count)
        {
            yield return $"… and {all - handles.Count} more";
        }
    }

    private string Describe(int handle)
    {
        ref var record = ref _state.Blocks[handle];
        var tally = ReplicaTally.Of(_state, handle);
        var leaving = tally.Decommissioning + tally.Decommissioned;
        var line = $"{_state.Owner.PathOf(record.InodeId) ?? "[orphaned]"}: "
            + $"{record.Block.Name()}{(tally.Live + leaving > 0 ? "" : " MISSING")} (replicas: live: {tally.Live} decommissioning and "
            + $"decommissioned: {leaving} corrupt: {tally.Corrupt} in excess: {tally.Excess} maintenance mode: 0) ";
        foreach (ref var slot in _state.Blocks.Replicas(handle))
        {
            var storage = _state.Storages[slot.Storage];
            var node = storage.Node;
            var state = slot.Corrupt ? "(corrupt)" : node.InService ? "" : "(decommissioned)";
            var stale = storage.BlockReports == 0 ? " (block deletions maybe out of date)" : "";
            line += $" {node.Id.Address}:{node.Id.TransferPort}{state}{stale} : ";
        }

        return line;
    }

    private static string Size(long bytes) => $"{bytes}({ByteSize.Format(bytes, "B", 2)})";
}
