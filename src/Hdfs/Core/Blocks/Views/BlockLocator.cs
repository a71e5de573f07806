using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Blocks.Placement;
using Hathi.Hdfs.Core.Blocks.State;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.Views;

/// <summary>
/// Where a reader finds a block, nearest first; equally near ones in random order, stale and leaving nodes last
/// (BlockManager.createLocatedBlock).
/// </summary>
internal sealed class BlockLocator(ClusterState state, TargetChooser targets)
{
    // Above any distance in a topology.
    private const int StalePenalty = 1_000;
    private const int LeavingPenalty = 10_000;

    private readonly ClusterState _state = state;
    private readonly TargetChooser _targets = targets;
    private readonly List<(DataNodeStorage Storage, int Rank, int Chance)> _ranked = [];

    public LocatedBlock Locate(int handle, long offset, string readerAddress)
    {
        ref var record = ref _state.Blocks[handle];
        _ranked.Clear();
        var corrupt = false;
        if (record.State == BlockState.Complete)
        {
            corrupt = CollectStored(handle);
        }
        else
        {
            CollectExpected(handle);
        }

        Rank(readerAddress);
        var locations = new ReplicaLocation[_ranked.Count];
        for (var i = 0; i < locations.Length; i++)
        {
            locations[i] = _ranked[i].Storage.Location;
        }

        return new LocatedBlock(record.Block, offset, corrupt, locations);
    }

    // When all are corrupt the reader is told so, and gets them all the same: a part may be readable.
    private bool CollectStored(int handle)
    {
        var corrupt = 0;
        var all = 0;
        foreach (ref var slot in _state.Blocks.Replicas(handle))
        {
            all++;
            corrupt += slot.Corrupt ? 1 : 0;
        }

        var onlyCorrupt = corrupt > 0 && corrupt == all;
        foreach (ref var slot in _state.Blocks.Replicas(handle))
        {
            var storage = _state.Storages[slot.Storage];
            if (storage.State != StorageState.Failed && (onlyCorrupt || !slot.Corrupt))
            {
                _ranked.Add((storage, 0, 0));
            }
        }

        return onlyCorrupt;
    }

    private void CollectExpected(int handle)
    {
        foreach (var replica in _state.Open[handle].Replicas)
        {
            if (replica.Alive)
            {
                _ranked.Add((replica.Storage, 0, 0));
            }
        }
    }

    private void Rank(string readerAddress)
    {
        if (_ranked.Count < 2)
        {
            return;
        }

        var reader = _targets.FindWriter(readerAddress);
        for (var i = 0; i < _ranked.Count; i++)
        {
            var storage = _ranked[i].Storage;
            _ranked[i] = (storage, RankOf(storage.Node, reader, readerAddress), _state.Random.Next(int.MaxValue));
        }

        // Chance decides between equals.
        _ranked.Sort(static (a, b) => a.Rank != b.Rank ? a.Rank.CompareTo(b.Rank) : a.Chance.CompareTo(b.Chance));
    }

    private int RankOf(DataNodeDescriptor node, in Writer reader, string readerAddress)
    {
        var distance = string.Equals(node.Id.Address, readerAddress, StringComparison.Ordinal) ? 0
            : node.Rack == reader.Rack ? 2
            : reader.Rack is null ? 4
            : node.Rack.DistanceTo(reader.Rack);
        return distance
            + (node.IsStale(_state.Now, _state.Options.StaleAfter) ? StalePenalty : 0)
            + (node.InService ? 0 : LeavingPenalty);
    }
}
