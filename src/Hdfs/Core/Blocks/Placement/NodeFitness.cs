using System.Globalization;
using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Blocks.State;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.Placement;

/// <summary>Whether a node may take a new replica, on which of its storages, and in words why not.</summary>
internal sealed class NodeFitness(ClusterState state)
{
    // What the default storage policy writes to, best first. RAM disks are only for files that ask for them.
    private static readonly StorageKind[] Kinds = [StorageKind.Disk, StorageKind.Ssd, StorageKind.Archive];

    private readonly ClusterState _state = state;

    private double MaxLoad => Math.Max(_state.Totals.AverageLoad * _state.Options.LoadFactor, _state.Options.BusyFloor);

    public NotChosen Judge(DataNodeDescriptor node, in PlacementRules rules, bool considerLoad) =>
        !node.InService ? NotChosen.NotInService
        : rules.AvoidStale && node.IsStale(_state.Now, _state.Options.StaleAfter) ? NotChosen.Stale
        : considerLoad && _state.Options.ConsiderLoad && node.TransferThreads > MaxLoad ? NotChosen.TooBusy
        : node.Rack.ChosenIn(rules.Stamp) >= rules.MaxPerRack ? NotChosen.TooManyOnRack
        : NotChosen.Fits;

    /// <summary>The storage with the most space that is not spoken for; null when the block does not fit.</summary>
    public DataNodeStorage? ChooseStorage(DataNodeDescriptor node, long blockSize)
    {
        foreach (var kind in Kinds)
        {
            if (ChooseStorage(node, kind, blockSize) is { } storage)
            {
                return storage;
            }
        }

        return null;
    }

    /// <summary>Why a node was passed over, for the refusal's message.</summary>
    public string Explain(DataNodeDescriptor node, in PlacementRules rules)
    {
        if (!node.Alive)
        {
            var seconds = (_state.Now.MonotonicMilliseconds - node.LastHeartbeat) / 1000;
            return $"the node is dead: last heartbeat {seconds} s ago";
        }

        return Judge(node, rules, considerLoad: true) switch
        {
            NotChosen.NotInService => "the node is not in service: it is " + (node.Admin == AdminState.Decommissioned
                ? "decommissioned"
                : "being decommissioned"),
            NotChosen.Stale => "the node is stale",
            NotChosen.TooBusy =>
                string.Create(CultureInfo.InvariantCulture, $"the node is too busy (load: {node.TransferThreads} > {MaxLoad:0.##})"),
            NotChosen.TooManyOnRack => $"the rack has too many chosen nodes ({node.Rack.Name}, at most {rules.MaxPerRack})",
            _ => ExplainSpace(node, rules.BlockSize),
        };
    }

    // As many blocks fit as fit on each storage; those on their way are spread over them by the node itself.
    private static DataNodeStorage? ChooseStorage(DataNodeDescriptor node, StorageKind kind, long blockSize)
    {
        DataNodeStorage? best = null;
        var fitting = 0L;
        foreach (var storage in node.Storages)
        {
            if (storage.Kind != kind || storage.State != StorageState.Normal)
            {
                continue;
            }

            fitting += (storage.Report.Remaining / Math.Max(1, blockSize)) - storage.Scheduled;
            if (storage.Report.Remaining >= blockSize && (best is null || Free(storage, blockSize) > Free(best, blockSize)))
            {
                best = storage;
            }
        }

        return fitting > 0 ? best : null;
    }

    private static long Free(DataNodeStorage storage, long blockSize) => storage.Report.Remaining - (storage.Scheduled * blockSize);

    private static string ExplainSpace(DataNodeDescriptor node, long blockSize)
    {
        if (ChooseStorage(node, StorageKind.Disk, blockSize) is not null)
        {
            return "the node could have been chosen, but the rules of racks left no place for it";
        }

        if (node.Storages.Count == 0)
        {
            return "the node has not told of its storages yet";
        }

        var remaining = node.Storages.Sum(s => s.Report.Remaining);
        var scheduled = node.Storages.Sum(s => s.Scheduled);
        return $"not enough storage space to place the block (needs {blockSize} bytes, {remaining} remain, "
            + $"{scheduled} blocks are already on their way there)";
    }
}
