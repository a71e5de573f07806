using Hathi.Hdfs.Core.Blocks.Nodes;
using Hathi.Hdfs.Core.Blocks.Redundancy;
using Hathi.Hdfs.Core.Blocks.State;

namespace Hathi.Hdfs.Core.Blocks.Membership;

/// <summary>
/// What storages held that are lost: of dead nodes, of failed volumes. Such replicas count for nothing from the moment they are buried,
/// which costs the same however many they are; their blocks are judged anew one by one, some in each piece. A storage that comes back
/// meanwhile begins with none.
/// </summary>
internal sealed class Graveyard(ClusterState state, RedundancyMonitor redundancy)
{
    private readonly ClusterState _state = state;
    private readonly RedundancyMonitor _redundancy = redundancy;
    private readonly Queue<DataNodeStorage> _graves = new();

    public bool IsEmpty => _graves.Count == 0;

    /// <summary>All that a storage held is lost.</summary>
    public void Bury(DataNodeStorage storage)
    {
        storage.BlockReports = 0;
        if (storage.Blocks.Count > 0)
        {
            _state.StoragesLost++;
            _graves.Enqueue(_state.Storages.Bury(storage));
        }
    }

    /// <summary>Forgets lost replicas and judges their blocks, as many as <paramref name="budget"/> says.</summary>
    public void Clear(ref int budget)
    {
        while (budget > 0 && _graves.TryPeek(out var grave))
        {
            if (grave.Blocks.Count > 0)
            {
                budget--;
                _redundancy.RemoveReplica(grave.Blocks[grave.Blocks.Count - 1], grave);
            }
            else
            {
                _state.Storages.Remove(_graves.Dequeue());
            }
        }
    }
}
